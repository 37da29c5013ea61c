type Headers = Readonly<Record<string, string | undefined>>;

const unknownWaitMs = 60_000;
const minWaitMs = 1_000;
/** Primary limits begin anew every hour. */
const maxWaitMs = 3_600_000;

/** A limit of GitHub that is reached. A primary limit holds for one API, a secondary one for both. */
export interface ReachedLimit {
  readonly isPrimary: boolean;
  readonly waitMs: number;
}

/**
 * Whether an answer means a limit, by GitHub's rules: 429, or 403 that says when to come back, or that nothing
 * remains. The wait is `retry-after`, else the reset time, else a minute.
 */
export function readRateLimit(
  answer: { readonly status: number; readonly headers: Headers; readonly body: unknown },
  nowMs: number,
): ReachedLimit | null {
  const { status, headers, body } = answer;
  if (status !== 403 && status !== 429) return null;
  const isSpent = headers["x-ratelimit-remaining"] === "0";
  const saysWhen = headers["retry-after"] !== undefined;
  if (status === 403 && !isSpent && !saysWhen && !namesLimit(body)) return null;
  return { isPrimary: isSpent && !saysWhen, waitMs: readWait(headers, nowMs) };
}

/** How long GitHub asks to wait, in milliseconds, at least a second and at most an hour. */
export function readWait(headers: Headers, nowMs: number): number {
  const retryAfter = readSeconds(headers["retry-after"]);
  const reset = headers["x-ratelimit-remaining"] === "0" ? readSeconds(headers["x-ratelimit-reset"]) : null;
  const untilReset = reset === null ? null : reset * 1_000 - nowMs;
  const wait = retryAfter === null ? (untilReset ?? unknownWaitMs) : retryAfter * 1_000;
  return Math.min(maxWaitMs, Math.max(minWaitMs, wait));
}

function readSeconds(value: string | undefined): number | null {
  return value !== undefined && /^\d{1,12}$/.test(value) ? Number(value) : null;
}

function namesLimit(body: unknown): boolean {
  if (typeof body !== "object" || body === null || !("message" in body)) return false;
  return typeof body.message === "string" && /rate limit|abuse detection/i.test(body.message.slice(0, 500));
}
