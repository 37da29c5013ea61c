import type { CharacterTests } from "./character-tests.ts";
import type { Dialect, TranslatedExpression } from "./expression.ts";
import { groupAlternatives, listCharacters } from "./group-alternatives.ts";
import { measureWidth, type Width } from "./measure-width.ts";
import { type Element, type Pattern, partsOf } from "./parse-expression.ts";

/** One step of a matcher that backtracks as engines do. */
export type Instruction =
  | { readonly kind: "character"; readonly holds: (character: string) => boolean }
  | { readonly kind: "choice"; readonly first: number; readonly second: number }
  | { readonly kind: "jump"; readonly to: number }
  | { readonly kind: "note"; readonly register: number }
  /** Fails where nothing was taken since the note. */
  | { readonly kind: "progress"; readonly register: number }
  | { readonly kind: "place"; readonly holds: (before: string, after: string) => boolean }
  | {
      readonly kind: "look";
      readonly matcher: Matcher;
      readonly isNegated: boolean;
      readonly behind: Width | null;
    }
  | { readonly kind: "atomic"; readonly matcher: Matcher }
  /** What stands between two notes, once more. */
  | { readonly kind: "repeat"; readonly register: number; readonly ignoresCase: boolean };

export type Matcher = readonly Instruction[];

/** Counted repetition is written out; more than this is not an expression that anybody wrote. */
const maxInstructions = 3000;
const maxLookbehind = 20;

interface Compilation {
  readonly flags: string;
  readonly dialect: Dialect;
  readonly atomic: ReadonlySet<string>;
  /** Of capturing groups that something refers to. */
  readonly registers: Map<Element, number>;
  readonly tests: CharacterTests;
  nextRegister: number;
  size: number;
}

/** Null for expressions that are too large, and for those that look back without a bound. */
export function compileMatcher(
  pattern: Pattern,
  expression: TranslatedExpression,
  tests: CharacterTests,
): Matcher | null {
  const compilation: Compilation = {
    flags: expression.flags,
    dialect: expression.dialect,
    atomic: new Set(expression.atomic.map(({ start, end }) => `${start} ${end}`)),
    registers: new Map(),
    tests,
    nextRegister: 0,
    size: 0,
  };
  const alternatives = pattern.alternatives.map(({ elements }) => elements);
  collectReferences(alternatives, compilation);
  const matcher: Instruction[] = [];
  return addChoice(matcher, alternatives, compilation) ? matcher : null;
}

function collectReferences(alternatives: readonly (readonly Element[])[], compilation: Compilation): void {
  for (const element of alternatives.flat()) {
    if (element.type === "Backreference")
      for (const group of [element.resolved].flat()) {
        if (compilation.registers.has(group)) continue;
        compilation.registers.set(group, compilation.nextRegister);
        compilation.nextRegister += 2;
      }
    collectReferences(partsOf(element), compilation);
  }
}

type Add = (matcher: Instruction[], compilation: Compilation) => boolean;

function push(matcher: Instruction[], instruction: Instruction, compilation: Compilation): boolean {
  matcher.push(instruction);
  compilation.size += 1;
  return compilation.size <= maxInstructions;
}

function addChoice(
  matcher: Instruction[],
  alternatives: readonly (readonly Element[])[],
  compilation: Compilation,
): boolean {
  const ends: number[] = [];
  const groups = groupAlternatives(alternatives, compilation.dialect);
  for (const [index, group] of groups.entries()) {
    const isLast = index === groups.length - 1;
    const at = matcher.length;
    if (!isLast && !push(matcher, { kind: "jump", to: 0 }, compilation)) return false;
    if (!addAlternatives(matcher, group, compilation)) return false;
    if (isLast) continue;
    ends.push(matcher.length);
    if (!push(matcher, { kind: "jump", to: 0 }, compilation)) return false;
    matcher[at] = { kind: "choice", first: at + 1, second: matcher.length };
  }
  for (const end of ends) matcher[end] = { kind: "jump", to: matcher.length };
  return true;
}

/** An alternative, or several of one character each that the engine takes for a class. */
function addAlternatives(
  matcher: Instruction[],
  [elements = [], ...more]: readonly (readonly Element[])[],
  compilation: Compilation,
): boolean {
  if (more.length === 0) return elements.every((element) => addElement(matcher, element, compilation));
  const tests = listCharacters([elements, ...more]).map(({ raw }) => compilation.tests(raw));
  const holds = (character: string) => tests.some((test) => test(character));
  return push(matcher, { kind: "character", holds }, compilation);
}

function addElement(matcher: Instruction[], element: Element, compilation: Compilation): boolean {
  if (!compilation.atomic.has(`${element.start} ${element.end}`))
    return addPlain(matcher, element, compilation);
  const inner: Instruction[] = [];
  if (!addPlain(inner, element, compilation)) return false;
  return push(matcher, { kind: "atomic", matcher: inner }, compilation);
}

function addPlain(matcher: Instruction[], element: Element, compilation: Compilation): boolean {
  switch (element.type) {
    case "Group":
      return addChoice(matcher, partsOf(element), compilation);
    case "CapturingGroup":
      return addCapture(matcher, element, compilation);
    case "Quantifier":
      return addRepetition(matcher, element, compilation);
    case "Assertion":
      return addAssertion(matcher, element, compilation);
    case "Backreference": {
      const register = compilation.registers.get([element.resolved].flat()[0] ?? element);
      const ignoresCase = compilation.flags.includes("i");
      return register !== undefined && push(matcher, { kind: "repeat", register, ignoresCase }, compilation);
    }
    default:
      return push(matcher, { kind: "character", holds: compilation.tests(element.raw) }, compilation);
  }
}

type Of<Type extends Element["type"]> = Extract<Element, { type: Type }>;

function addCapture(
  matcher: Instruction[],
  element: Of<"CapturingGroup">,
  compilation: Compilation,
): boolean {
  const register = compilation.registers.get(element);
  const inside: Add = (target) => addChoice(target, partsOf(element), compilation);
  if (register === undefined) return inside(matcher, compilation);
  return (
    push(matcher, { kind: "note", register }, compilation) &&
    inside(matcher, compilation) &&
    push(matcher, { kind: "note", register: register + 1 }, compilation)
  );
}

function addRepetition(
  matcher: Instruction[],
  quantifier: Of<"Quantifier">,
  compilation: Compilation,
): boolean {
  const { element, min, max } = quantifier;
  for (let count = 0; count < min; count += 1) {
    const at = matcher.length;
    if (!addElement(matcher, element, compilation)) return false;
    // An empty group adds nothing, however often it is repeated.
    if (matcher.length === at) break;
  }
  return max === Number.POSITIVE_INFINITY
    ? addEndless(matcher, quantifier, compilation)
    : addOptional(matcher, quantifier, compilation);
}

function addEndless(
  matcher: Instruction[],
  { element, greedy }: Of<"Quantifier">,
  compilation: Compilation,
): boolean {
  const at = matcher.length;
  const isAdded =
    push(matcher, { kind: "jump", to: 0 }, compilation) &&
    addProgress(matcher, element, compilation) &&
    push(matcher, { kind: "jump", to: at }, compilation);
  if (isAdded) matcher[at] = choice(at + 1, matcher.length, greedy);
  return isAdded;
}

function addOptional(
  matcher: Instruction[],
  { element, min, max, greedy }: Of<"Quantifier">,
  compilation: Compilation,
): boolean {
  const choices: number[] = [];
  for (let count = min; count < max; count += 1) {
    choices.push(matcher.length);
    if (!push(matcher, { kind: "jump", to: 0 }, compilation)) return false;
    // In JavaScript a turn that is not needed has to take something, even if there is only one.
    const add = compilation.dialect === "javascript" ? addProgress : addElement;
    if (!add(matcher, element, compilation)) return false;
  }
  for (const at of choices) matcher[at] = choice(at + 1, matcher.length, greedy);
  return true;
}

function choice(taken: number, left: number, isGreedy: boolean): Instruction {
  return { kind: "choice", first: isGreedy ? taken : left, second: isGreedy ? left : taken };
}

/** A turn that has to take something, as each of a repetition without end has to. */
function addProgress(matcher: Instruction[], element: Element, compilation: Compilation): boolean {
  if (measureWidth([[element]]).least > 0) return addElement(matcher, element, compilation);
  const register = compilation.nextRegister;
  compilation.nextRegister += 1;
  return (
    push(matcher, { kind: "note", register }, compilation) &&
    addElement(matcher, element, compilation) &&
    push(matcher, { kind: "progress", register }, compilation)
  );
}

function addAssertion(matcher: Instruction[], element: Of<"Assertion">, compilation: Compilation): boolean {
  if (element.kind !== "lookahead" && element.kind !== "lookbehind")
    return push(matcher, { kind: "place", holds: placeTest(element, compilation.flags) }, compilation);
  const behind = element.kind === "lookbehind" ? measureWidth(partsOf(element)) : null;
  if (behind !== null && behind.most > maxLookbehind) return false;
  const inner: Instruction[] = [];
  if (!addChoice(inner, partsOf(element), compilation)) return false;
  return push(matcher, { kind: "look", matcher: inner, isNegated: element.negate, behind }, compilation);
}

function placeTest(
  { kind, raw }: { readonly kind: "start" | "end" | "word"; readonly raw: string },
  flags: string,
): (before: string, after: string) => boolean {
  const isBreak = (character: string) =>
    character === "" || (flags.includes("m") && /[\n\r\u2028\u2029]/.test(character));
  if (kind === "start") return (before) => isBreak(before);
  if (kind === "end") return (_before, after) => isBreak(after);
  const isWord = (character: string) => /\w/.test(character);
  return (before, after) => (isWord(before) !== isWord(after)) === (raw === "\\b");
}
