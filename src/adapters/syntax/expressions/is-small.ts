import { type Element, listElements, type Pattern, partsOf } from "./parse-expression.ts";

/** Nobody writes more of these in one expression; who does wants to keep the analysis busy. */
const limits = {
  elements: 500,
  repetitions: 24,
  alternatives: 60,
  looks: 5,
  references: 3,
  depth: 12,
  repeatedDepth: 5,
};

type Counts = { -readonly [Name in keyof typeof limits]: number };

/** Whether an expression is small enough to be analysed: the time grows with the product of most of these. */
export function isSmall(pattern: Pattern): boolean {
  const elements = listElements(pattern);
  const counts: Counts = {
    elements: elements.length,
    repetitions: elements.filter(({ type }) => type === "Quantifier").length,
    alternatives: pattern.alternatives.length - 1,
    looks: elements.filter((element) => element.type === "Assertion" && partsOf(element).length > 0).length,
    references: elements.filter(({ type }) => type === "Backreference").length,
    depth: 0,
    repeatedDepth: 0,
  };
  for (const element of elements) counts.alternatives += Math.max(0, partsOf(element).length - 1);
  addDepths(pattern, counts);
  // The keys of the record are those of the limits; `Object.keys` forgets it.
  return (Object.keys(limits) as (keyof Counts)[]).every((name) => counts[name] <= limits[name]);
}

interface Level {
  readonly elements: readonly Element[];
  readonly depth: number;
  readonly repeatedDepth: number;
}

function addDepths(pattern: Pattern, counts: Counts): void {
  const open: Level[] = pattern.alternatives.map(({ elements }) => ({
    elements,
    depth: 0,
    repeatedDepth: 0,
  }));
  for (let level = open.pop(); level !== undefined; level = open.pop()) {
    counts.depth = Math.max(counts.depth, level.depth);
    counts.repeatedDepth = Math.max(counts.repeatedDepth, level.repeatedDepth);
    for (const element of level.elements) open.push(...listBelow(element, level));
  }
}

function listBelow(element: Element, { depth, repeatedDepth }: Level): readonly Level[] {
  const isRepetition = element.type === "Quantifier";
  return partsOf(element).map((elements) => ({
    elements,
    depth: depth + (isRepetition ? 0 : 1),
    repeatedDepth: repeatedDepth + (isRepetition ? 1 : 0),
  }));
}
