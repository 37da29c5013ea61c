import type { CharacterTests } from "./character-tests.ts";
import { type Element, partsOf, type Quantifier } from "./parse-expression.ts";

const maxSample = 60;

/** Characters that stand for a class, those that read best first. */
export const sampleCharacters = [
  ..."a0 A-_.,:;/@\"'<>()[]{}=+*#!?&%$|\\^~`bcdefghijklmnopqrstuvwxyz123456789BCDEFGHIJKLMNOPQRSTUVWXYZ",
  ..."\n\t\r\u0001\u00e9\u00a0\u4e2d",
];

/** A text that the elements match, with `more` turns than needed of each repetition; null where none is found. */
export function composeSample(
  elements: readonly Element[],
  more: number,
  tests: CharacterTests,
): readonly string[] | null {
  const sample: string[] = [];
  for (const element of elements) {
    const part = sampleOf(element, more, tests);
    if (part === null) return null;
    sample.push(...part);
    if (sample.length > maxSample) return null;
  }
  return sample;
}

function sampleOf(element: Element, more: number, tests: CharacterTests): readonly string[] | null {
  switch (element.type) {
    case "Assertion":
    case "Backreference":
      return [];
    case "Group":
    case "CapturingGroup":
      return firstSample(partsOf(element), more, tests);
    case "Quantifier":
      return repeatSample(element, more, tests);
    case "Character":
      return [String.fromCodePoint(element.value)];
    default: {
      const found = sampleCharacters.find(tests(element.raw));
      return found === undefined ? null : [found];
    }
  }
}

function firstSample(
  alternatives: readonly (readonly Element[])[],
  more: number,
  tests: CharacterTests,
): readonly string[] | null {
  for (const elements of alternatives) {
    const sample = composeSample(elements, more, tests);
    if (sample !== null) return sample;
  }
  return null;
}

function repeatSample({ element, min, max }: Quantifier, more: number, tests: CharacterTests) {
  const turns = Math.min(min + more, max);
  if (turns > maxSample) return null;
  const once = turns === 0 ? [] : sampleOf(element, more, tests);
  return once === null ? null : Array.from({ length: turns }, () => once).flat();
}
