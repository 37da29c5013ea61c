import type { Instruction, Matcher } from "./compile-matcher.ts";
import type { ExpressionUse } from "./expression.ts";

/** The text to match, by characters as the expression counts them, and how many steps it may take. */
interface Run {
  readonly text: readonly string[];
  readonly limit: number;
  steps: number;
}

/** Where a matcher stands; moved from step to step. */
interface Cursor {
  instruction: number;
  at: number;
  /** Places that were noted, by register. Never written to. */
  notes: readonly number[];
}

/** What came of matching. */
export interface MatchOutcome {
  /** The limit where it would take more. */
  readonly steps: number;
  /** False as well where the steps were used up. */
  readonly isMatch: boolean;
}

/** Lets a matcher backtrack, step by step, until it has found a match or tried everything. */
export function runMatcher(
  matcher: Matcher,
  text: readonly string[],
  { use, limit }: { readonly use: ExpressionUse; readonly limit: number },
): MatchOutcome {
  const run: Run = { text, limit, steps: 0 };
  const isEnd = (at: number) => use !== "whole" || at === text.length;
  const last = use === "search" ? text.length : 0;
  let isMatch = false;
  for (let start = 0; start <= last && run.steps < limit && !isMatch; start += 1)
    isMatch = match(matcher, { instruction: 0, at: start, notes: [] }, { run, isEnd }) !== null;
  return { steps: Math.min(run.steps, limit), isMatch };
}

interface Goal {
  readonly run: Run;
  /** Whether a match may end there. */
  readonly isEnd: (at: number) => boolean;
}

/** The first match, as engines order them; null also where the steps are used up. */
function match(matcher: Matcher, from: Cursor, { run, isEnd }: Goal): Cursor | null {
  const waiting: Cursor[] = [from];
  for (let cursor = waiting.pop(); cursor !== undefined; cursor = waiting.pop()) {
    if (follow(matcher, cursor, { run, waiting }) && isEnd(cursor.at)) return cursor;
    if (run.steps >= run.limit) return null;
  }
  return null;
}

/** Goes on until there is no further instruction; false where a step fails, or all are used up. */
function follow(
  matcher: Matcher,
  cursor: Cursor,
  { run, waiting }: { readonly run: Run; readonly waiting: Cursor[] },
): boolean {
  for (;;) {
    run.steps += 1;
    if (run.steps >= run.limit) return false;
    const instruction = matcher[cursor.instruction];
    if (instruction === undefined) return true;
    if (instruction.kind === "choice")
      waiting.push({ instruction: instruction.second, at: cursor.at, notes: cursor.notes });
    if (!move(cursor, instruction, run)) return false;
  }
}

/** Takes one step; false where it fails. */
function move(cursor: Cursor, instruction: Instruction, run: Run): boolean {
  const { at, notes } = cursor;
  cursor.instruction += 1;
  switch (instruction.kind) {
    case "character":
      cursor.at += 1;
      return at < run.text.length && instruction.holds(run.text[at] ?? "");
    case "choice":
      cursor.instruction = instruction.first;
      return true;
    case "jump":
      cursor.instruction = instruction.to;
      return true;
    case "note":
      cursor.notes = noted(notes, instruction.register, at);
      run.steps += Math.ceil(notes.length / 8);
      return true;
    case "progress":
      return notes[instruction.register] !== at;
    case "place":
      return instruction.holds(run.text[at - 1] ?? "", run.text[at] ?? "");
    case "look":
      return look(instruction, cursor, run) !== instruction.isNegated;
    case "atomic": {
      const from = { instruction: 0, at, notes };
      const end = match(instruction.matcher, from, { run, isEnd: () => true });
      cursor.at = end?.at ?? at;
      cursor.notes = end?.notes ?? notes;
      return end !== null;
    }
    case "repeat":
      return repeat(instruction, cursor, run);
  }
}

function noted(notes: readonly number[], register: number, at: number): readonly number[] {
  const copy = [...notes];
  copy[register] = at;
  return copy;
}

function look(
  { matcher, behind }: Extract<Instruction, { kind: "look" }>,
  { at, notes }: Cursor,
  run: Run,
): boolean {
  if (behind === null) {
    const from = { instruction: 0, at, notes };
    return match(matcher, from, { run, isEnd: () => true }) !== null;
  }
  const isEnd = (end: number) => end === at;
  for (let width = behind.least; width <= Math.min(behind.most, at); width += 1)
    if (match(matcher, { instruction: 0, at: at - width, notes }, { run, isEnd }) !== null) return true;
  return false;
}

function repeat(
  { register, ignoresCase }: Extract<Instruction, { kind: "repeat" }>,
  cursor: Cursor,
  run: Run,
): boolean {
  const start = cursor.notes[register];
  const end = cursor.notes[register + 1];
  // A group that has not matched yet is repeated as nothing, and so is one within itself: its start is newer than its end.
  if (start === undefined || end === undefined || end < start) return true;
  const length = end - start;
  run.steps += length;
  const first = run.text.slice(start, end).join("");
  const second = run.text.slice(cursor.at, cursor.at + length).join("");
  cursor.at += length;
  return ignoresCase ? first.toLowerCase() === second.toLowerCase() : first === second;
}
