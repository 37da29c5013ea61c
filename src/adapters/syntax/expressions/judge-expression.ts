import { createCharacterTests } from "./character-tests.ts";
import { compileMatcher } from "./compile-matcher.ts";
import { type Attack, composeAttacks } from "./compose-attacks.ts";
import type { Expression } from "./expression.ts";
import { findRepeatedCharacters } from "./find-repeated-characters.ts";
import { isSmall } from "./is-small.ts";
import { growsExponentially, growsFast, type Trial } from "./measure-growth.ts";
import { findLongestCount } from "./measure-width.ts";
import { parseExpression } from "./parse-expression.ts";
import { translateExpression } from "./translate-expression.ts";

const maxLength = 1000;
/** Over all attacks on one expression: some ten milliseconds. */
const maxSteps = 180_000;
const maxDoublingSteps = 120_000;

/** What it costs to read an expression, in steps: for itself, its characters, and those it has in JavaScript's grammar. */
const readingSteps = { each: 10_000, written: 100, translated: 20 };

/** How the time of an expression grows with the text, in the worst case. */
export type Slowness = "exponential" | "polynomial";

/** Steps that are left for all expressions of one text together. */
export interface Purse {
  steps: number;
}

/**
 * How slow an expression is proven to be: an attack was composed, and the steps that a matcher takes on it grow that
 * fast. Null where none was found, where the expression cannot be read, and where it is too large to be analysed.
 */
export function judgeExpression(expression: Expression, purse: Purse): Slowness | null {
  if (expression.source.length > maxLength || purse.steps <= 0) return null;
  const translated = translateExpression(expression);
  if (translated === null) return null;
  const { each, written, translated: rewritten } = readingSteps;
  purse.steps -= each + written * expression.source.length + rewritten * translated.source.length;
  if (purse.steps <= 0) return null;
  const parsed = parseExpression(translated.source, translated.flags);
  if (parsed === null || !isSmall(parsed.pattern)) return null;
  const tests = createCharacterTests(translated.flags);
  const matcher = compileMatcher(parsed.pattern, translated, tests);
  if (matcher === null) return null;
  const longestCount = findLongestCount(parsed.pattern.alternatives.map(({ elements }) => elements));
  const trial: Trial = { matcher, use: translated.use, longestCount, allowed: 0, spent: 0 };
  const known = findRepeatedCharacters(parsed, translated.use);
  const slowness = judgeAttacks([...composeAttacks(parsed.pattern, tests, known)], trial, purse.steps);
  purse.steps -= trial.spent;
  return slowness;
}

function judgeAttacks(attacks: readonly Attack[], trial: Trial, left: number): Slowness | null {
  trial.allowed = Math.min(left, maxDoublingSteps);
  if (attacks.some((attack) => attack.mayDouble && growsExponentially(attack, trial))) return "exponential";
  trial.allowed = Math.min(left, maxSteps);
  return attacks.some((attack) => growsFast(attack, trial)) ? "polynomial" : null;
}
