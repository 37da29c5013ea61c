import type { CharacterTests } from "./character-tests.ts";
import { composeSample, sampleCharacters } from "./compose-sample.ts";
import {
  type Alternative,
  type Element,
  listAbove,
  listElements,
  type Pattern,
  partsOf,
  type Quantifier,
} from "./parse-expression.ts";

/** Texts that may keep a matcher busy: what reaches a repetition, what it repeats, and what makes it fail. */
export interface Attack {
  readonly prefix: readonly string[];
  readonly pump: readonly string[];
  readonly suffix: readonly string[];
  /** Whether the number of ways may double with each pump: within the repetition there is a choice. */
  readonly mayDouble: boolean;
  /**
   * Whether it is only tried where it begins. That `<[^>]*>` is tried anew at each of many `<` is quadratic as well, but
   * nearly every search for two signs is.
   */
  readonly isAtStart: boolean;
}

/** Repeated so often, a choice within it counts as endless. */
const manyTimes = 20;
const maxPumps = 6;
const maxPump = 6;
const maxPrefix = 60;
/** Ends of lines that the dot does not match, and what white space does not. */
const broken = ["\n", "\u0001", "\n", "\u0001"];

/** Attacks on each long repetition. `known`: characters that the analysis found for it. */
export function* composeAttacks(
  pattern: Pattern,
  tests: CharacterTests,
  known: ReadonlyMap<Quantifier, readonly string[]>,
): Generator<Attack> {
  const alternatives = pattern.alternatives.map(({ elements }) => elements);
  const strange = findStrange(alternatives, tests) ?? [];
  for (const quantifier of listRepetitions(pattern)) {
    const prefix = composePrefix(quantifier, tests);
    if (prefix === null || prefix.length > maxPrefix) continue;
    const isAtStart = prefix.length > 0;
    // Of several alternatives one may match at the very start of the text.
    const prefixes = isAtStart || alternatives.length === 1 ? [prefix] : unique([prefix, strange]);
    const suffixes = unique([[], strange, findStrange([[quantifier]], tests) ?? [], broken]);
    const pumps = choosePumps(quantifier, tests, known.get(quantifier) ?? []);
    const mayDouble = holdsChoice(quantifier.element);
    yield* pumps.flatMap((pump) =>
      suffixes.flatMap((suffix) =>
        prefixes.map((start) => ({ prefix: start, pump, suffix, mayDouble, isAtStart })),
      ),
    );
  }
}

/** The shortest come first: with them a text of the same length has more turns. */
function choosePumps(
  quantifier: Quantifier,
  tests: CharacterTests,
  known: readonly string[],
): readonly (readonly string[])[] {
  const pumps = unique([...known.map((character) => [character]), ...listPumps(quantifier, tests)]);
  return pumps.toSorted((one, other) => one.length - other.length).slice(0, maxPumps);
}

function listRepetitions(pattern: Pattern): readonly Quantifier[] {
  return listElements(pattern).filter(
    (element): element is Quantifier => element.type === "Quantifier" && element.max > manyTimes,
  );
}

function unique(texts: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return [...new Map(texts.map((text) => [JSON.stringify(text), text])).values()];
}

/** A character that nothing in there matches; null where there is none. */
function findStrange(
  alternatives: readonly (readonly Element[])[],
  tests: CharacterTests,
): readonly string[] | null {
  const leaves = [...listLeaves(alternatives)].map(({ raw }) => tests(raw));
  const found = sampleCharacters.find((character) => !leaves.some((holds) => holds(character)));
  return found === undefined ? null : [found];
}

function* listLeaves(alternatives: readonly (readonly Element[])[]): Generator<Element> {
  for (const element of alternatives.flat()) {
    const parts = partsOf(element);
    if (parts.length > 0) yield* listLeaves(parts);
    else if (element.type !== "Assertion" && element.type !== "Backreference") yield element;
  }
}

function holdsChoice(element: Element): boolean {
  if (element.type === "Quantifier") return element.min !== element.max || holdsChoice(element.element);
  const parts = partsOf(element);
  return parts.length > 1 || parts.flat().some(holdsChoice);
}

/** What one turn of the repetition takes: for each alternative as little as it can, then more. */
function* listPumps({ element }: Quantifier, tests: CharacterTests): Generator<readonly string[]> {
  for (const more of [0, 1, 2]) {
    const parts =
      element.type === "Group" || element.type === "CapturingGroup" ? partsOf(element) : [[element]];
    for (const part of parts) {
      const pump = composeSample(part, more, tests);
      if (pump !== null && pump.length > 0 && pump.length <= maxPump) yield pump;
    }
  }
}

/** A text that leads to the repetition: what stands before it, each part as short as it can be. */
function composePrefix(quantifier: Quantifier, tests: CharacterTests): readonly string[] | null {
  let prefix: readonly string[] = [];
  let inner: Element | Alternative = quantifier;
  for (const above of listAbove(quantifier)) {
    if (above.type === "Alternative" && inner.type !== "Alternative") {
      const sample = composeSample(above.elements.slice(0, above.elements.indexOf(inner)), 0, tests);
      if (sample === null) return null;
      prefix = [...sample, ...prefix];
    }
    inner = above;
  }
  return prefix;
}
