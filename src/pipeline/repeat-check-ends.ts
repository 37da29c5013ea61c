import { isPassing } from "./is-passing.ts";
import { pauseUnlessAborted, type Sleep } from "./pause-unless-aborted.ts";
import type { Log } from "./ports.ts";
import type { CheckReporter } from "./ports-code-host.ts";
import type { LeftCheckReporter } from "./ports-sweep.ts";

/** Check runs whose end is tried again in the background: one that stays in progress blocks the pull request. */
export interface CheckEnds {
  readonly checks: LastingCheckReporter;
  /** Settles when nothing is tried again any more. */
  settle(): Promise<void>;
  /** Tries what is left once more at once, and settles. */
  stop(): Promise<void>;
}

/** Check runs whose end is not given up at the first failure. */
export interface LastingCheckReporter extends Pick<LeftCheckReporter, "startCheck" | "findOpenCheck"> {
  /**
   * Resolves also where the end failed for a passing reason, for then it is tried again without anybody waiting.
   * `whenEnded` is called once GitHub took the end.
   */
  finishCheck(
    ...end: [...Parameters<CheckReporter["finishCheck"]>, whenEnded: () => Promise<void>]
  ): Promise<void>;
}

/** Long enough together for most outages; a limit of GitHub is waited for as long as it lasts. */
const pausesMs: readonly number[] = [5_000, 30_000, 60_000, 300_000, 900_000];

export function repeatCheckEnds(
  checks: LeftCheckReporter,
  { sleep, log }: { readonly sleep: Sleep; readonly log: Log },
): CheckEnds {
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  const settle = async () => {
    while (running.size > 0) await Promise.all(running);
  };
  const repeat = async (end: () => Promise<void>, first: unknown) => {
    let error = first;
    for (const pauseMs of pausesMs) {
      if (!isPassing(error) || stopping.signal.aborted) break;
      await pauseUnlessAborted(sleep, Math.max(pauseMs, error.retryAfterMs ?? 0), stopping.signal);
      try {
        return await end();
      } catch (next) {
        error = next;
      }
    }
    log.error("a check run could not be ended", { code: isPassing(error) ? error.code : "unknown" });
  };
  const finishCheck: LastingCheckReporter["finishCheck"] = async (repository, checkId, draft, whenEnded) => {
    const end = async () => {
      await checks.finishCheck(repository, checkId, draft);
      await whenEnded();
    };
    try {
      await end();
    } catch (error) {
      if (!isPassing(error)) throw error;
      log.warn("the end of a check run is tried again later", { code: error.code });
      const repeated = repeat(end, error).finally(() => running.delete(repeated));
      running.add(repeated);
    }
  };
  return {
    checks: {
      startCheck: (repository, head, id, isResumed) => checks.startCheck(repository, head, id, isResumed),
      findOpenCheck: (repository, head, id) => checks.findOpenCheck(repository, head, id),
      finishCheck,
    },
    settle,
    stop: async () => {
      stopping.abort();
      await settle();
    },
  };
}
