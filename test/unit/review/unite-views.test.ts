import { describe, expect, it } from "vitest";
import { RepoPath, type Side } from "../../../src/domain/change-set.ts";
import type { UnitView } from "../../../src/domain/unit.ts";
import { isSameWeakness } from "../../../src/review/findings/is-same-weakness.ts";
import { type Sighting, uniteViews } from "../../../src/review/findings/unite-views.ts";

interface Spot {
  readonly view: UnitView;
  readonly cwe?: string | null;
  readonly lines?: readonly [number, number];
  readonly side?: Side;
  readonly rule?: string;
}

const path = RepoPath.parse("a.js");

function see({
  view,
  cwe = "CWE-89",
  lines: [startLine, endLine] = [10, 10],
  side = "RIGHT",
  rule,
}: Spot): Sighting {
  const place = { file: 0, path, side, startLine, endLine, quote: "" };
  return {
    view,
    finding: {
      title: "A defect",
      cwe,
      severity: "high",
      confidence: "unverified",
      source: "model",
      rule: rule ?? null,
      place,
      explanation: "",
      attack: null,
      fix: null,
    },
  };
}

const unite = (spots: readonly Spot[]) => {
  const sightings = spots.map(see);
  const { kept, duplicates } = uniteViews(sightings);
  return {
    kept: kept.map(({ finding, views }) => [
      sightings.findIndex((one) => one.finding === finding),
      views.size,
    ]),
    duplicates,
  };
};

describe("findings of several looks", () => {
  it.each<[string, readonly Spot[], readonly (readonly number[])[], number]>([
    ["said by one", [{ view: "sliced" }], [[0, 1]], 0],
    ["said by all", [{ view: "sliced" }, { view: "bare" }, { view: "uncommented" }], [[0, 3]], 2],
    [
      "of related classes",
      [
        { view: "sliced", cwe: "CWE-862" },
        { view: "bare", cwe: "CWE-639" },
      ],
      [[0, 2]],
      1,
    ],
    ["of no class", [{ view: "sliced" }, { view: "bare", cwe: null }], [[0, 2]], 1],
    [
      "of other classes",
      [{ view: "sliced" }, { view: "bare", cwe: "CWE-79" }],
      [
        [0, 1],
        [1, 1],
      ],
      0,
    ],
    [
      "that answer one lead",
      [
        { view: "sliced", rule: "x" },
        { view: "bare", cwe: "CWE-79", rule: "x" },
      ],
      [[0, 2]],
      1,
    ],
    [
      "close by",
      [{ view: "sliced" }, { view: "bare", lines: [13, 13] }],
      [
        [0, 2],
        [1, 2],
      ],
      0,
    ],
    [
      "far away",
      [{ view: "sliced" }, { view: "bare", lines: [14, 14] }],
      [
        [0, 1],
        [1, 1],
      ],
      0,
    ],
    [
      "on lines that overlap",
      [
        { view: "sliced", lines: [8, 10] },
        { view: "bare", lines: [10, 12] },
      ],
      [[0, 2]],
      1,
    ],
    [
      "on the other side",
      [{ view: "sliced" }, { view: "bare", side: "LEFT" }],
      [
        [0, 1],
        [1, 1],
      ],
      0,
    ],
    [
      "said twice by one",
      [{ view: "sliced" }, { view: "sliced" }],
      [
        [0, 1],
        [1, 1],
      ],
      0,
    ],
  ])("%s", (_, spots, kept, duplicates) => {
    expect(unite(spots)).toEqual({ kept, duplicates });
  });
});

it.each([
  ["CWE-22", "CWE-22", true],
  ["CWE-22", "CWE-73", true],
  ["CWE-284", "CWE-639", true],
  ["CWE-22", "CWE-79", false],
  ["CWE-9999", "CWE-9998", false],
  [null, "CWE-79", true],
  [null, null, true],
])("%s and %s may name one defect: %s", (one, other, expected) => {
  expect([isSameWeakness(one, other), isSameWeakness(other, one)]).toEqual([expected, expected]);
});
