const maxWaitMs = 24 * 60 * 60 * 1_000;
const quantities = ["requests", "tokens"] as const;
const durationPattern =
  /^(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m(?!s))?(?:(\d{1,9}(?:\.\d{1,9})?)s)?(?:(\d{1,9}(?:\.\d{1,9})?)ms)?$/;

/**
 * How long an endpoint asks to wait, in milliseconds, at most a day: the longest of `retry-after-ms`, `retry-after`
 * (seconds or an HTTP date) and the `x-ratelimit-reset-*` of quantities that are used up. Null when it asks nothing.
 */
export function readRetryAfter(headers: Headers | null, nowMs: number): number | null {
  if (headers === null) return null;
  const waits = [
    milliseconds(headers.get("retry-after-ms")),
    secondsOrDate(headers.get("retry-after"), nowMs),
    ...quantities.map((quantity) => resetOf(headers, quantity)),
  ].filter((wait) => wait !== null);
  return waits.length === 0 ? null : Math.min(maxWaitMs, Math.max(0, ...waits));
}

/** A quantity of which something is left is not why the request was refused, however long its refill takes. */
function resetOf(headers: Headers, quantity: (typeof quantities)[number]): number | null {
  const remaining = Number(headers.get(`x-ratelimit-remaining-${quantity}`) ?? 0);
  return remaining > 0 ? null : duration(headers.get(`x-ratelimit-reset-${quantity}`));
}

function milliseconds(value: string | null): number | null {
  return value !== null && /^\d{1,15}(?:\.\d{1,9})?$/.test(value) ? Number(value) : null;
}

function secondsOrDate(value: string | null, nowMs: number): number | null {
  if (value === null) return null;
  const seconds = milliseconds(value);
  if (seconds !== null) return seconds * 1_000;
  const at = Date.parse(value.slice(0, 64));
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}

/** Values as OpenAI writes them: `1s`, `6m0s`, `120ms`, `1h2m3.5s`; a bare number means seconds. */
function duration(value: string | null): number | null {
  if (value === null || value === "") return null;
  const seconds = milliseconds(value);
  if (seconds !== null) return seconds * 1_000;
  const match = durationPattern.exec(value.slice(0, 64));
  if (match === null) return null;
  const [, days = 0, hours = 0, minutes = 0, rest = 0, small = 0] = match;
  const total = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(rest);
  return total * 1_000 + Number(small);
}
