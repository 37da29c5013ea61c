import type { Annotation, CheckDraft } from "../../domain/review-draft.ts";
import { cutAt } from "./cut-body.ts";

/** GitHub's limits for check runs: a request, a summary, a title. */
export const annotationsPerRequest = 50;
const longestSummary = 65_535;
const longestTitle = 255;
/** The limit is 64 KB; a UTF-16 unit takes at most three bytes in UTF-8. */
const longestMessage = 21_000;

/** The `output` of a check run with some of its annotations. */
export function composeOutput(
  draft: CheckDraft,
  annotations: readonly Annotation[],
): Readonly<Record<string, unknown>> {
  return {
    title: cutAt(draft.title, longestTitle),
    summary: cutAt(draft.summary, longestSummary),
    annotations: annotations.map(({ path, startLine, endLine, level, title, message }) => ({
      path,
      start_line: startLine,
      end_line: endLine,
      annotation_level: level,
      title: cutAt(title, longestTitle),
      message: cutAt(message, longestMessage),
    })),
  };
}
