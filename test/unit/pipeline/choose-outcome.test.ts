import { expect, test } from "vitest";
import { ReviewError, type ReviewErrorOptions } from "../../../src/domain/errors.ts";
import { chooseOutcome, mostTries } from "../../../src/pipeline/choose-outcome.ts";

const nowMs = 1_800_000_000_000;

function outage(options: ReviewErrorOptions = {}): ReviewError {
  return new ReviewError("GITHUB_UNAVAILABLE", "GitHub did not answer", { retryable: true, ...options });
}

const away = { code: "GITHUB_UNAVAILABLE", reason: "GitHub did not answer" };
const bug = { code: "INTERNAL", reason: "TypeError" };
const inDoubt = new ReviewError("GITHUB_AMBIGUOUS", "the write is in doubt");
const refused = new ReviewError("GITHUB_FORBIDDEN", "not allowed");

test.each([
  ["an outage", outage(), 0, { kind: "retry", runAtMs: nowMs + 5_000, ...away }],
  ["an outage", outage(), 1, { kind: "retry", runAtMs: nowMs + 5_000, ...away }],
  ["an outage", outage(), 2, { kind: "retry", runAtMs: nowMs + 30_000, ...away }],
  ["an outage", outage(), 3, { kind: "retry", runAtMs: nowMs + 120_000, ...away }],
  ["an outage", outage(), 4, { kind: "parked", runAtMs: nowMs + 600_000, ...away }],
  ["an outage", outage(), 5, { kind: "parked", runAtMs: nowMs + 3_600_000, ...away }],
  ["an outage", outage(), mostTries, { kind: "failed", head: "h1", ...away }],
  [
    "a short wait that was asked for",
    outage({ retryAfterMs: 1_000 }),
    1,
    { kind: "retry", runAtMs: nowMs + 5_000, ...away },
  ],
  [
    "a wait of five minutes",
    outage({ retryAfterMs: 300_000 }),
    1,
    { kind: "retry", runAtMs: nowMs + 300_000, ...away },
  ],
  [
    "a longer wait",
    outage({ retryAfterMs: 300_001 }),
    1,
    { kind: "parked", runAtMs: nowMs + 300_001, ...away },
  ],
  [
    "a write in doubt",
    inDoubt,
    1,
    { kind: "retry", runAtMs: nowMs + 5_000, code: inDoubt.code, reason: inDoubt.message },
  ],
  ["a refusal", refused, 1, { kind: "failed", head: "h1", code: refused.code, reason: refused.message }],
  ["a defect of ours", new TypeError("text"), 1, { kind: "retry", runAtMs: nowMs + 5_000, ...bug }],
  ["a defect of ours", new TypeError("text"), 2, { kind: "retry", runAtMs: nowMs + 30_000, ...bug }],
  ["a defect of ours", new TypeError("text"), 3, { kind: "failed", head: "h1", ...bug }],
  ["no error at all", "text", 3, { kind: "failed", head: "h1", code: "INTERNAL", reason: "unknown error" }],
])("%s has its outcome (case %#)", (_, error, attempts, outcome) => {
  expect(chooseOutcome(error, { attempts, nowMs, head: "h1" })).toEqual(outcome);
});
