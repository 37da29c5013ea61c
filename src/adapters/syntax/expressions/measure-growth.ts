import type { Matcher } from "./compile-matcher.ts";
import type { Attack } from "./compose-attacks.ts";
import type { ExpressionUse } from "./expression.ts";
import { runMatcher } from "./run-matcher.ts";

/** An expression on trial. */
export interface Trial {
  readonly matcher: Matcher;
  readonly use: ExpressionUse;
  /** Steps that all attacks together may take. */
  allowed: number;
  /** The largest number of turns to which something is limited: texts have to be longer. */
  readonly longestCount: number;
  /** Steps that they took. */
  spent: number;
}

const probeLimit = 8_000;
const proofLimit = 40_000;
const doublingLimit = 20_000;
const maxTurns = 256;
/** Twice the text takes twice the steps, and four times where the time is quadratic. */
const moreThanLinear = 2.6;

/** Whether the steps grow with the square of the text or faster. */
export function growsFast(attack: Attack, trial: Trial): boolean {
  const use = attack.isAtStart ? atStart(trial.use) : trial.use;
  const { short, long } = probe(attack, trial, use);
  if (long < probeLimit && long < moreThanLinear * short) return false;
  const turns = Math.max(32, 2 * trial.longestCount);
  if (2 * turns > maxTurns) return false;
  const first = measure({ attack, turns, use, limit: proofLimit }, trial);
  const second = measure({ attack, turns: 2 * turns, use, limit: proofLimit }, trial);
  return trial.spent < trial.allowed && (second >= proofLimit || second > moreThanLinear * first);
}

function probe(attack: Attack, trial: Trial, use: ExpressionUse) {
  const short = measure({ attack, turns: 16, use, limit: probeLimit }, trial);
  const long = measure({ attack, turns: 32, use, limit: probeLimit }, trial);
  return { short, long };
}

function atStart(use: ExpressionUse): ExpressionUse {
  return use === "search" ? "start" : use;
}

const fewestTurns = 6;
const mostTurns = 48;

/**
 * Whether each further turn multiplies the steps by the same: with three texts of evenly growing length the middle one
 * is then the geometric mean of the others. Powers of the length stay far behind that.
 */
export function growsExponentially(attack: Attack, trial: Trial): boolean {
  const use = atStart(trial.use);
  const { short, long } = probe(attack, trial, use);
  // A cube of the length is eight times as much.
  if (long < probeLimit && long < 6 * short) return false;
  const steps: number[] = [];
  for (let turns = 1; turns <= mostTurns; turns += 1) {
    const taken = measure({ attack, turns, use, limit: doublingLimit }, trial);
    if (taken >= doublingLimit || trial.spent >= trial.allowed) break;
    steps.push(taken);
    if (turns >= 12 && !isGeometric(steps, 4)) return false;
  }
  const gap = Math.floor(steps.length / 3);
  return steps.length >= fewestTurns && trial.spent < trial.allowed && isGeometric(steps, gap);
}

function isGeometric(steps: readonly number[], gap: number): boolean {
  const [low = 0, middle = 0, high = 0] = [2 * gap, gap, 0].map((back) => steps.at(-1 - back));
  return high > 2 * middle && high * low > 0.8 * middle * middle;
}

interface Measurement {
  readonly attack: Attack;
  readonly turns: number;
  readonly use: ExpressionUse;
  readonly limit: number;
}

function measure({ attack, turns, use, limit }: Measurement, trial: Trial): number {
  const { prefix, pump, suffix } = attack;
  const text = [...prefix, ...Array.from({ length: turns }, () => pump).flat(), ...suffix];
  const left = Math.max(1, trial.allowed - trial.spent);
  const { steps } = runMatcher(trial.matcher, text, { use, limit: Math.min(limit, left) });
  trial.spent += steps;
  return steps;
}
