import { errorMeanings } from "../../../domain/error-meanings.ts";
import type { ErrorCode } from "../../../domain/errors.ts";

/** Codes that jobs have and no `ReviewError`. */
const ofJobs: ReadonlyMap<string, string> = new Map([
  ["BUDGET", "It waits for the budget to renew. Raise the budget and try now if that is too late."],
  ["BUDGET_BUSY", "Reviews in progress hold what is left of a budget. It follows when one of them ends."],
  ["INTERNAL", "A defect of Assay. Look into the log of the App for this time, then retry."],
]);

/** What the operator may do about a job that ended or waits with a code, as plain text; null for an unknown code. */
export function findRemedy(code: string | null): string | null {
  if (code === null) return null;
  const isOfError = Object.hasOwn(errorMeanings, code);
  // The key was just found to be one of the record's own; its sentence is Markdown.
  if (isOfError) return errorMeanings[code as ErrorCode].remedy.replaceAll("`", "");
  return ofJobs.get(code) ?? null;
}
