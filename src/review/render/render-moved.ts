import type { InlineComment } from "../../domain/review-draft.ts";
import { renderInlineCode } from "./escape-markdown.ts";

/** The comments that GitHub would not take at their lines, for the body of the review. Their texts are escaped already. */
export function renderMoved(comments: readonly InlineComment[]): string {
  const sections = comments.map(({ path, line, side, body }) => {
    const where = side === "LEFT" ? "removed line" : "line";
    return `#### ${renderInlineCode(path)}, ${where} ${line}\n\n${body}`;
  });
  return ["### Could not be shown at its line", ...sections].join("\n\n");
}
