import { ReviewError } from "../domain/errors.ts";

const pausesMs: readonly number[] = [5_000, 60_000];

/** Whether the same work may succeed later: the error says so, or a write is in doubt that is looked for first. */
export function isPassing(error: unknown): error is ReviewError {
  return error instanceof ReviewError && (error.retryable || error.code === "GITHUB_AMBIGUOUS");
}

/**
 * How long to wait before work that failed is tried again, in milliseconds: at least as long as the other side asked
 * for. Null after the third try, and where nothing would change.
 */
export function choosePause(error: unknown, tries: number): number | null {
  const pauseMs = pausesMs[tries - 1];
  if (pauseMs === undefined || !isPassing(error)) return null;
  return Math.max(pauseMs, error.retryAfterMs ?? 0);
}
