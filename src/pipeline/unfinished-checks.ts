import { ReviewError } from "../domain/errors.ts";
import type { CheckDraft } from "../domain/review-draft.ts";

const inconclusive = "Inconclusive.";

/** How the check of a review ends that broke off: never green, and never with text of somebody else. */
export function failedCheck(error: unknown, isAborted: boolean): CheckDraft {
  if (isAborted)
    return neutral("This review was stopped: the pull request moved on or was closed, or Assay shut down.");
  if (!(error instanceof ReviewError)) {
    return neutral("An internal error of Assay ended this review. The operator's log has the details.");
  }
  const remedy = error.remedy === null ? "" : ` ${error.remedy}`;
  return neutral(
    `The review could not be finished (${error.code}): ${endSentence(error.message)}${remedy} Comment \`/review\` to try again.`,
  );
}

/** How the check of a review ends that nobody needs any more. */
export function closedCheck(reason: "head-moved" | "closed" | "draft" | "retargeted"): CheckDraft {
  switch (reason) {
    case "head-moved":
      return neutral("The pull request has a newer head. Its review follows there.");
    case "closed":
      return neutral("The pull request was closed during the review.");
    case "draft":
      return neutral("The pull request became a draft during the review.");
    case "retargeted":
      return neutral(
        "The base of the pull request changed during the review. A review of the new change follows.",
      );
  }
}

/** How the check of a change ends that is not reviewed at all. */
export function refusedCheck(text: string): CheckDraft {
  return neutral(text);
}

function endSentence(text: string): string {
  return text.endsWith(".") ? text : `${text}.`;
}

function neutral(summary: string): CheckDraft {
  return { conclusion: "neutral", title: inconclusive, summary, annotations: [] };
}
