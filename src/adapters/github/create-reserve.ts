import type { GitHubClient } from "./github-client.ts";
import { rateLimitError } from "./translate-github-error.ts";

/** Leaves a part of the hourly limit of each installation to work that matters more than lists. */
export interface Reserve {
  /** The client, which throws `GITHUB_RATE_LIMITED` while less than the reserve is left. */
  keepFor(installationId: number, client: GitHubClient): Pick<GitHubClient, "request">;
}

const reservedShare = 0.1;

export function createReserve(now: () => number): Reserve {
  const closedUntil = new Map<number, number>();
  return {
    keepFor: (installationId, client) => ({
      request: async (route, parameters, options) => {
        const waitMs = (closedUntil.get(installationId) ?? 0) - now();
        if (waitMs > 0) throw rateLimitError(waitMs);
        closedUntil.delete(installationId);
        const response = await client.request(route, parameters, options);
        const resetMs = readLowLimit(response.headers);
        if (resetMs !== null) closedUntil.set(installationId, resetMs);
        return response;
      },
    }),
  };
}

/** When the limit begins anew, in milliseconds since 1970, if less than the reserve is left of it. */
function readLowLimit(headers: Readonly<Record<string, string | undefined>>): number | null {
  const [limit, remaining, reset] = ["limit", "remaining", "reset"].map((name) =>
    Number(headers[`x-ratelimit-${name}`] ?? Number.NaN),
  );
  if (limit === undefined || remaining === undefined || reset === undefined) return null;
  return Number.isFinite(reset) && remaining < limit * reservedShare ? reset * 1_000 : null;
}
