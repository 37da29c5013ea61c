import { ReviewError } from "../domain/errors.ts";

/** Whether the same work may succeed later: the error says so, or a write is in doubt that is looked for first. */
export function isPassing(error: unknown): error is ReviewError {
  return error instanceof ReviewError && (error.retryable || error.code === "GITHUB_AMBIGUOUS");
}
