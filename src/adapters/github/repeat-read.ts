import { ReviewError } from "../../domain/errors.ts";

/** Waits; rejects when the signal aborts. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

const pausesMs: readonly number[] = [250, 1_000];

/**
 * Tries a read up to three times where it may succeed at once: server errors, broken connections, answers that are
 * cut. Limits are not waited for here: the caller is told how long they last.
 */
export async function repeatRead<Result>(
  read: () => Promise<Result>,
  sleep: Sleep,
  signal: AbortSignal | null,
): Promise<Result> {
  for (const pauseMs of pausesMs) {
    try {
      return await read();
    } catch (error) {
      if (!isPassing(error)) throw error;
    }
    await pause(sleep, pauseMs, signal);
  }
  return read();
}

function isPassing(error: unknown): boolean {
  if (!(error instanceof ReviewError) || !error.retryable) return false;
  return error.retryAfterMs === null && error.code !== "GITHUB_RATE_LIMITED";
}

async function pause(sleep: Sleep, ms: number, signal: AbortSignal | null): Promise<void> {
  try {
    await (signal === null ? sleep(ms) : sleep(ms, signal));
  } catch (error) {
    throw new ReviewError("INTERRUPTED", "The request to GitHub was interrupted.", { cause: error });
  }
}
