import { type ErrorCode, ReviewError } from "../../domain/errors.ts";

/** How long to wait before looking for a write whose answer was lost. */
export interface Pace {
  readonly sleep: (ms: number) => Promise<void>;
  /** GitHub gives up on a request after ten seconds, so that 15,000 is safe. */
  readonly settleMs: number;
}

export interface OneWrite<Result> {
  readonly write: () => Promise<Result>;
  /** Looks whether the write arrived; null when there is nothing. */
  readonly find: () => Promise<Result | null>;
  readonly pace: Pace;
}

const mostWrites = 2;
const mostLooks = 3;

/**
 * Writes once. When the outcome is not known it waits and looks, up to three times, and only then writes a second
 * time. Throws `GITHUB_AMBIGUOUS`, retryable, when that one is not found either: who tries again looks first.
 */
export async function writeOnce<Result>({ write, find, pace }: OneWrite<Result>): Promise<Result> {
  for (let attempt = 1; attempt <= mostWrites; attempt += 1) {
    try {
      return await write();
    } catch (error) {
      if (!isUncertain(error)) throw error;
    }
    const found = await lookAgain(find, pace);
    if (found !== null) return found;
  }
  throw new ReviewError("GITHUB_AMBIGUOUS", "GitHub lost two writes in a row; none of them is to be found.", {
    retryable: true,
    retryAfterMs: pace.settleMs,
  });
}

/** An error of work that looks before it writes: where its last write is in doubt, the whole may be tried again. */
export function asRetryable(error: unknown, pace: Pace): unknown {
  if (!(error instanceof ReviewError) || error.code !== "GITHUB_AMBIGUOUS") return error;
  return new ReviewError(error.code, error.message, {
    retryable: true,
    retryAfterMs: pace.settleMs,
    cause: error,
  });
}

/** A write that may be done twice without harm: repeated at once when its outcome is not known. */
export async function repeatWrite<Result>(write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (!isUncertain(error) && !isPassing(error)) throw error;
    return await write();
  }
}

/** Whether the write that failed so may have been applied. */
function isUncertain(error: unknown): boolean {
  return hasCode(error, ["GITHUB_AMBIGUOUS", "GITHUB_BAD_RESPONSE"]);
}

/** Whether the request that failed so may succeed a moment later. */
function isPassing(error: unknown): boolean {
  return hasCode(error, ["GITHUB_UNAVAILABLE", "GITHUB_BAD_RESPONSE"]);
}

function hasCode(error: unknown, codes: readonly ErrorCode[]): boolean {
  return error instanceof ReviewError && codes.includes(error.code);
}

/** A look that fails counts as one that found nothing, except for the last: without it nothing is known. */
async function lookAgain<Result>(find: () => Promise<Result | null>, pace: Pace): Promise<Result | null> {
  for (let look = 1; look <= mostLooks; look += 1) {
    await pace.sleep(pace.settleMs);
    try {
      const found = await find();
      if (found !== null) return found;
    } catch (error) {
      if (look === mostLooks || !isPassing(error)) throw error;
    }
  }
  return null;
}
