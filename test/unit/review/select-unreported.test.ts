import { expect, test } from "vitest";
import type { UnnamedFinding } from "../../../src/domain/finding.ts";
import { selectUnreported } from "../../../src/review/findings/select-unreported.ts";
import { aFinding, aPlace, patternFinding } from "../../fakes/review-results.ts";

const at = (startLine: number, endLine = startLine) => aPlace({ startLine, endLine });
const match = (changes: Partial<UnnamedFinding> = {}): UnnamedFinding => ({
  ...patternFinding,
  place: at(9),
  ...changes,
});
const finding = (changes: Partial<UnnamedFinding> = {}) =>
  aFinding({ cwe: "CWE-295", place: at(9), ...changes });

test.each<[string, UnnamedFinding, boolean]>([
  ["of the same weakness on its line", finding({ place: at(8, 10) }), false],
  ["of a like weakness on its line", finding({ cwe: "CWE-319" }), false],
  ["without a weakness of its own on its line", finding({ cwe: null }), false],
  ["of another weakness on its line", finding({ cwe: "CWE-89" }), true],
  ["of the same weakness on the next line", finding({ place: at(10) }), true],
  ["of the same weakness on the other side", finding({ place: { ...at(9), side: "LEFT" } }), true],
  ["of the same weakness in another file", finding({ place: { ...at(9), file: 1 } }), true],
  ["that answers its question 20 lines away", finding({ rule: patternFinding.rule, place: at(29) }), false],
  ["that answers its question 21 lines away", finding({ rule: patternFinding.rule, place: at(30) }), true],
  ["of the same rule that nobody examined", match(), false],
])("with a finding %s, whether a match is unreported is told right", (_name, other, isUnreported) => {
  expect(selectUnreported([match()], [other])).toEqual(isUnreported ? [match()] : []);
});

test("an answer to one of two equal questions leaves the other match unreported", () => {
  const far = match({ place: at(15) });
  expect(selectUnreported([match(), far], [finding({ rule: patternFinding.rule, place: at(10) })])).toEqual([
    far,
  ]);
});

test("matches come worst first, each line and weakness once, those of low severity not at all", () => {
  const high = match({ severity: "high", place: at(30), cwe: "CWE-78" });
  const critical = match({ severity: "critical", place: at(40), cwe: "CWE-22" });
  const twin = match({ rule: "javascript.tls.other" });
  const low = match({ severity: "low", place: at(50), rule: "javascript.network.listen", cwe: "CWE-1327" });
  expect(selectUnreported([low, match(), twin, high, critical], [])).toEqual([critical, high, match()]);
});
