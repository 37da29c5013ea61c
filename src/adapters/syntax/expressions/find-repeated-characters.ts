import { analyse } from "scslre";
import type { ExpressionUse } from "./expression.ts";
import { listAbove, listElements, type Parsed, type Quantifier } from "./parse-expression.ts";

const maxReports = 8;
/** The time grows with the square of the repetitions, with what stands at boundaries of words, and with large sets. */
const maxRepetitions = 14;
const maxWeights = 8;
const weight = /\\[pPbB]/g;

/**
 * The characters whose repetition troubles a repetition according to the library: it compares what the classes of an
 * expression have in common. What it says has still to be proven.
 */
export function findRepeatedCharacters(
  parsed: Parsed,
  use: ExpressionUse,
): ReadonlyMap<Quantifier, readonly string[]> {
  const known = new Map<Quantifier, readonly string[]>();
  if (isHeavy(parsed)) return known;
  // To find the other case of every letter of all scripts takes a tenth of a second.
  const flags = { ...parsed.flags, ignoreCase: false };
  const options = { maxReports, assumeRejectingSuffix: use === "whole" };
  for (const report of reportsOf({ pattern: parsed.pattern, flags }, options)) {
    const { pick } = report.character;
    for (const quantifier of listQuantifiers(report))
      known.set(quantifier, [...new Set([...(known.get(quantifier) ?? []), pick])]);
  }
  return known;
}

/** None for sets that the library does not know, such as a script of a newer Unicode: it throws plain errors then. */
function reportsOf(...input: Parameters<typeof analyse>): readonly Report[] {
  try {
    return analyse(...input).reports;
  } catch {
    return [];
  }
}

function isHeavy({ pattern }: Parsed): boolean {
  const repetitions = listElements(pattern).filter(({ type }) => type === "Quantifier").length;
  return repetitions > maxRepetitions || (pattern.raw.match(weight)?.length ?? 0) > maxWeights;
}

type Report = ReturnType<typeof analyse>["reports"][number];

function* listQuantifiers(report: Report): Generator<Quantifier> {
  const inner = report.type === "Trade" ? [report.startQuant, report.endQuant] : [report.quant];
  yield* inner;
  for (const quantifier of inner)
    for (const above of listAbove(quantifier)) if (above.type === "Quantifier") yield above;
}
