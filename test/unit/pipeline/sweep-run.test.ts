import { expect, test } from "vitest";
import { rotate } from "../../../src/pipeline/sweep-run.ts";

const items = Array.from({ length: 40 }, (_, index) => index);
const tenMinutesMs = 600_000;
const startMs = 1_800_000_000_000;

test("a rotation holds the same items in the same circle", () => {
  const rotated = rotate(items, startMs + tenMinutesMs);
  expect([...rotated].sort((first, second) => first - second)).toEqual(items);
  const [first = 0] = rotated;
  expect(rotated).toEqual([...items.slice(first), ...items.slice(0, first)]);
  expect(rotate([], startMs)).toEqual([]);
});

test("sweeps that reach only a tenth of the items reach all of them within three hours", () => {
  const turns = Array.from({ length: 18 }, (_, turn) => startMs + turn * tenMinutesMs);
  const reached = new Set(turns.flatMap((atMs) => rotate(items, atMs).slice(0, 4)));
  expect(reached.size).toBe(items.length);
});
