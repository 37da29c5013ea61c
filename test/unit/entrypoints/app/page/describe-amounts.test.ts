import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  describeAge,
  describeCount,
  describeDay,
  describeMoment,
  describeSpan,
  describeUsd,
} from "../../../../../src/entrypoints/app/page/describe-amounts.ts";

const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000];

describe("an amount on the page", () => {
  it.each([
    [-5, "under 1 s"],
    [999, "under 1 s"],
    [second, "1 s"],
    [59.9 * second, "59 s"],
    [minute, "1 min"],
    [minute + 12 * second, "1 min 12 s"],
    [hour, "1 h"],
    [47 * hour + 59 * minute, "47 h 59 min"],
    [2 * day, "2 days"],
    [400 * day + hour, "400 days"],
  ])("is a span of %d ms in its two largest units", (ms, text) => {
    expect(describeSpan(ms)).toBe(text);
  });

  it.each([
    [999, "under 1 s"],
    [59 * second, "59 s"],
    [39 * minute + 6 * second, "39 min"],
    [27 * hour + 9 * minute, "27 h"],
    [3 * day + 5 * hour, "3 days"],
  ])("is an age of %d ms in its largest unit", (ms, text) => {
    expect(describeAge(ms)).toBe(text);
  });

  it.each([
    [0, "$0.00"],
    [0.000_01, "under $0.0001"],
    [0.001_2, "$0.0012"],
    [0.04, "$0.04"],
    [0.045, "$0.045"],
    [0.1, "$0.10"],
    [12.345, "$12.35"],
    [1_234.5, "$1,235"],
    [1_000_000, "$1,000,000"],
  ])("is %d USD", (usd, text) => {
    expect(describeUsd(usd)).toBe(text);
  });

  it.each([
    [0, "0"],
    [999, "999"],
    [61_300, "61,300"],
    [2_780_000, "2.8 million"],
  ])("is a count of %d", (count, text) => {
    expect(describeCount(count)).toBe(text);
  });

  it("is a day or a moment in UTC", () => {
    expect([describeDay("2026-11-08"), describeDay("soon")]).toEqual(["8 Nov", "soon"]);
    expect(describeMoment(Date.parse("2026-11-18T04:05:06.789Z"))).toBe("18 Nov 04:05:06");
  });

  it("is never broken by any number of milliseconds", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000, max: 4_000 * day }), (ms) => {
        expect(describeSpan(ms)).not.toMatch(/NaN|undefined|-/);
        expect(describeSpan(ms).startsWith(describeAge(ms))).toBe(true);
      }),
    );
  });
});
