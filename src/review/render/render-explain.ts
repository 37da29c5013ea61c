import type { RememberedFinding } from "../../domain/memory.ts";
import { longestBody } from "./draft-context.ts";
import { describeDismissal } from "./render-closed-lines.ts";
import { renderCommandHint } from "./render-comment.ts";
import { renderMarkdownDefect } from "./render-markdown-defect.ts";
import { renderWithin } from "./shorten-finding.ts";

/** The answer to `/explain`: all that is known about one finding. `url` is a permanent link to its lines. */
export function renderExplain(remembered: RememberedFinding, url: string | null): string {
  const { firstSeen, dismissal } = remembered;
  const history = [
    `First seen at \`${firstSeen.slice(0, 7)}\`.`,
    ...(dismissal === null ? [] : [`Dismissed: ${describeDismissal(dismissal)}`]),
  ].join("  \n");
  return renderWithin(remembered.finding, longestBody, (finding) =>
    [renderMarkdownDefect(finding, url), history, renderCommandHint(finding.id)].join("\n\n"),
  );
}
