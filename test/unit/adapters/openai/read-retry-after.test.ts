import { expect, test } from "vitest";
import { readRetryAfter } from "../../../../src/adapters/openai/read-retry-after.ts";

const nowMs = Date.parse("2026-11-21T12:00:00Z");
const dayMs = 86_400_000;

test.each<[Record<string, string>, number | null]>([
  [{}, null],
  [{ "retry-after": "120" }, 120_000],
  [{ "retry-after": "0" }, 0],
  [{ "retry-after": "1.5" }, 1_500],
  [{ "retry-after": "Sat, 21 Nov 2026 12:00:30 GMT" }, 30_000],
  [{ "retry-after": "Sat, 21 Nov 2026 11:00:00 GMT" }, 0],
  [{ "retry-after": "-5" }, 0],
  [{ "retry-after": "soon" }, null],
  [{ "retry-after": "999999999999" }, dayMs],
  [{ "retry-after-ms": "250" }, 250],
  [{ "retry-after-ms": "250", "retry-after": "1" }, 1_000],
  [{ "x-ratelimit-reset-requests": "1s" }, 1_000],
  [{ "x-ratelimit-reset-requests": "120ms" }, 120],
  [{ "x-ratelimit-reset-tokens": "6m0s" }, 360_000],
  [{ "x-ratelimit-reset-tokens": "1h2m3.5s" }, 3_723_500],
  [{ "x-ratelimit-reset-tokens": "1d" }, dayMs],
  [{ "x-ratelimit-reset-tokens": "17" }, 17_000],
  [{ "x-ratelimit-reset-tokens": "" }, null],
  [{ "x-ratelimit-reset-tokens": "6 minutes" }, null],
  [{ "x-ratelimit-reset-tokens": `${"9".repeat(5_000)}s` }, null],
  [{ "x-ratelimit-reset-requests": "2s", "x-ratelimit-reset-tokens": "9s", "retry-after": "3" }, 9_000],
  [
    { "x-ratelimit-reset-requests": "12h", "x-ratelimit-remaining-requests": "40", "retry-after": "3" },
    3_000,
  ],
])("%j asks for %s ms", (headers, expected) => {
  expect(readRetryAfter(new Headers(headers), nowMs)).toBe(expected);
});
