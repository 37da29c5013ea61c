import { rateLimitError } from "./translate-github-error.ts";

/** GitHub counts what is asked of its two APIs apart. */
export type Api = "rest" | "graphql";

/** Keeps an installation from asking while a limit of it is known to hold; others go on. */
export interface RateGate {
  /** Throws `GITHUB_RATE_LIMITED` with what is left of the wait. */
  check(installationId: number, api: Api): void;
  close(installationId: number, apis: readonly Api[], waitMs: number): void;
}

export function createRateGate(now: () => number): RateGate {
  const until = new Map<string, number>();
  const keyOf = (installationId: number, api: Api) => `${installationId} ${api}`;
  return {
    check(installationId, api) {
      const key = keyOf(installationId, api);
      const waitMs = (until.get(key) ?? 0) - now();
      if (waitMs > 0) throw rateLimitError(waitMs);
      until.delete(key);
    },
    close(installationId, apis, waitMs) {
      for (const api of apis) {
        const key = keyOf(installationId, api);
        until.set(key, Math.max(until.get(key) ?? 0, now() + waitMs));
      }
    },
  };
}
