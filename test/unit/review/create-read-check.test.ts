import { expect, test } from "vitest";
import type { UnitHunk } from "../../../src/domain/unit.ts";
import { createReadCheck } from "../../../src/review/findings/create-read-check.ts";
import { buildUnitHunks } from "../../../src/review/units/build-unit-hunks.ts";
import { divideHunks } from "../../../src/review/units/split-into-units.ts";
import { buildChange } from "../../fakes/build-change.ts";
import { aPlace } from "../../fakes/review-results.ts";

const filler = Array.from({ length: 12 }, (_, line) => `// ${line}\n`).join("");
const change = buildChange([
  { path: "a.ts", base: `one();\n${filler}two();\n`, head: `first();\n${filler}second();\nthird();\n` },
]);
const hunks = change.files.flatMap((changed, file) =>
  buildUnitHunks({ file, changed, scopes: [], clean: (text) => text }),
);
const top = hunks[0]!;
const bottom = hunks[1]!;
/** Its lines one by one, as a unit that is too large is divided. */
const bits = divideHunks([bottom], { budgetTokens: 1, countTokens: () => 2 }).map(({ hunk }) => hunk);
const without = (line: number) => bits.filter(({ lines }) => lines.every(({ newLine }) => newLine !== line));
const cut: UnitHunk = { ...bottom, lines: bottom.lines.map((line) => ({ ...line, isCut: true })) };
const at = (startLine: number, endLine = startLine, side: "LEFT" | "RIGHT" = "RIGHT") =>
  aPlace({ startLine, endLine, side });

test.each<readonly [string, readonly UnitHunk[], ReturnType<typeof at>, boolean]>([
  ["in a hunk that was read", [bottom], at(14), true],
  ["on lines that stand unchanged in a hunk that was read", [bottom], at(12, 13), true],
  ["of removed code in a hunk that was read", [top], at(1, 1, "LEFT"), true],
  ["in a hunk that was not read", [top], at(14), false],
  ["of removed code in a hunk that was not read", [bottom], at(1, 1, "LEFT"), false],
  ["over two hunks of which one was read", [bottom], at(1, 15), false],
  ["over two hunks that were read", hunks, at(1, 15), true],
  ["in a hunk whose parts were all read", bits, at(14, 15), true],
  ["in a part that was read, while another was not", without(15), at(14), true],
  ["over two parts of which one was read", without(15), at(14, 15), false],
  ["on lines that were shown in part only", [cut], at(14), false],
  ["between the hunks", hunks, at(7), false],
  ["in a file that is not there", hunks, { ...at(14), file: 3 }, false],
])("whether a place %s was read is told right", (_name, parts, place, isRead) => {
  expect(hunks.map(({ ref }) => ref.hunk)).toEqual([0, 1]);
  expect(createReadCheck(change, parts)(place)).toBe(isRead);
});
