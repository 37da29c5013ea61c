import type { FlowDefinition, FlowFacts, LineSpan } from "../../domain/flow.ts";
import type { HunkFocus } from "./focus-hunk.ts";
import { countUpTo, type FunctionIndex, linesOf } from "./index-functions.ts";
import { type CodeWord, readWords } from "./read-words.ts";

/** Lines that tell about a name. */
export interface NamedSpan extends LineSpan {
  readonly name: string;
}

/** A statement that gives a value to a name; one hop away when a changed line reads the name. */
export interface SlicedValue extends NamedSpan {
  readonly hop: 1 | 2;
}

/** A name that the changed lines use, or that the values do that feed them. */
export interface SlicedUse extends CodeWord {
  readonly hop: 0 | 1;
}

/** Where the values of a hunk come from, and what they are put to. */
export interface Slice {
  readonly values: readonly SlicedValue[];
  /** Conditions and checks before the changed lines that speak of one of the names; nearest first. */
  readonly guards: readonly NamedSpan[];
  readonly uses: readonly SlicedUse[];
}

/** Steps that one look-up takes at most through definitions of the same name. */
const mostSteps = 50;
const mostWords = 200;
const mostPlaces = 2;
const mostGuards = 4;
const mostGuardLines = 400;
const longestValue = 8;
const sink =
  /sql|exec|eval|run|spawn|command|cmd|shell|system|html|render|redirect|write|read|open|send|fetch|load|save|delete|find|parse|decode|serial|sign|encrypt|decrypt|hash|compare|random/i;
/** What a check is called. */
const guardName =
  /valid|verif|sanit|escap|encod|check|assert|ensure|require|permi|allow|authori|authentic|forbid|guard|clean|safe|strip/i;
/** Values that somebody outside may send, or that nobody else may see. */
const sensitive =
  /req|params?|query|body|input|argv|cookie|header|session|user|form|file|path|url|uri|host|token|secret|passw|pwd|key|cred|auth|cert/i;

/** Prepares the facts of one text; each slice then takes time for its hunk, whatever the length of the text. */
export function createSlicer(
  facts: Pick<FlowFacts, "code" | "definitions" | "guards">,
  functions: FunctionIndex,
  imports: readonly LineSpan[],
): (focus: HunkFocus) => Slice {
  const definitions = indexByName(facts.definitions);
  const guards = facts.guards.toSorted(byStart);
  // An import uses nothing by itself.
  const imported = new Set(imports.flatMap(linesOf));
  const wordsAt = (line: number) => (imported.has(line) ? [] : readWords(facts.code[line - 1] ?? ""));
  return (focus) => {
    const first = focus.changed[0] ?? 1;
    const around = functions.around(first);
    const sought = [
      ...focus.changed.flatMap((line) => wordsAt(line).map((word) => ({ word, before: line - 1 }))),
      ...focus.removed.map((word) => ({ word, before: first - 1 })),
    ];
    const read = sought.map(({ word }) => word);
    const values = followValues(sought, { definitions, functions, wordsAt, around });
    const names = new Set([...read, ...values].map((one) => ("name" in one ? one.name : one.text)));
    const own = values.flatMap(({ startLine, hop }) => (hop === 1 ? wordsAt(startLine) : []));
    const near = findGuards({ around, first, names, shown: focus.shown }, guards, facts.code);
    const checks = near.flatMap(({ startLine }) => wordsAt(startLine).filter(({ isCalled }) => isCalled));
    return {
      values: values.filter((value) => !isShown(value, focus.shown)),
      guards: near,
      uses: [
        ...read.map((word) => use(word, 0)),
        ...[...checks, ...own.filter(isSensitive)].map((word) => use(word, 1)),
      ],
    };
  };
}

interface SlicedText {
  readonly definitions: ReadonlyMap<string, readonly FlowDefinition[]>;
  readonly functions: FunctionIndex;
  readonly wordsAt: (line: number) => readonly CodeWord[];
  /** The function in which the hunk stands. */
  readonly around: LineSpan | null;
}

const use = (word: CodeWord, hop: 0 | 1): SlicedUse => ({ ...word, hop });
const byStart = (a: LineSpan, b: LineSpan) => a.startLine - b.startLine;

/** Whether a name sounds of values that matter, or of what should not be done with just any. */
export function isSensitive({ text, chain }: CodeWord): boolean {
  return sensitive.test(text) || sink.test(text) || chain.some((step) => sensitive.test(step));
}

function isShown({ startLine, endLine }: LineSpan, shown: ReadonlySet<number>): boolean {
  for (let line = startLine; line <= endLine; line++) if (!shown.has(line)) return false;
  return true;
}

function indexByName(definitions: readonly FlowDefinition[]): ReadonlyMap<string, readonly FlowDefinition[]> {
  const index = new Map<string, FlowDefinition[]>();
  for (const definition of definitions.toSorted(byStart)) {
    for (const name of definition.names) {
      const known = index.get(name) ?? [];
      index.set(name, known);
      known.push(definition);
    }
  }
  return index;
}

/** A word, and the last line on which what it holds may have been defined. */
interface Sought {
  readonly word: CodeWord;
  readonly before: number;
}

/** Definitions that feed the words, and those that feed them in turn. */
function followValues(sought: readonly Sought[], text: SlicedText): readonly SlicedValue[] {
  if (text.definitions.size === 0) return [];
  const seen = new Set<string>();
  const first = followOnce(sought, { text, seen, hop: 1 });
  const feeding = first.flatMap(({ startLine, endLine }) => {
    const lines = Array.from({ length: endLine - startLine + 1 }, (_, index) => startLine + index);
    return lines.flatMap((line) => text.wordsAt(line).map((word) => ({ word, before: startLine - 1 })));
  });
  return [...first, ...followOnce(feeding, { text, seen, hop: 2 })];
}

function followOnce(
  sought: readonly Sought[],
  { text, seen, hop }: { readonly text: SlicedText; readonly seen: Set<string>; readonly hop: 1 | 2 },
): readonly SlicedValue[] {
  return sought.flatMap(({ word, before }) => {
    if (seen.has(word.text) || seen.size > mostWords) return [];
    seen.add(word.text);
    return findDefinitions(word, before, text).map(({ startLine, endLine }) => {
      return { name: word.text, startLine, endLine: Math.min(endLine, startLine + longestValue - 1), hop };
    });
  });
}

/** In the same function before the line, else outside of functions, else where a member is set. */
function findDefinitions(
  word: CodeWord,
  before: number,
  { definitions, functions, around }: SlicedText,
): readonly FlowDefinition[] {
  const all = definitions.get(word.text) ?? [];
  const earlier = all
    .slice(Math.max(0, countUpTo(all, before) - mostSteps), countUpTo(all, before))
    .reverse();
  const holds = (line: number) => around !== null && around.startLine <= line && line <= around.endLine;
  const local = earlier.filter(({ startLine }) => holds(startLine));
  if (local.length > 0) return local.slice(0, mostPlaces);
  const others = [...earlier, ...all.slice(0, mostSteps)];
  const outside = others.filter(({ startLine }) => functions.around(startLine) === null);
  if (outside.length > 0) return [...new Set(outside)].slice(0, 1);
  return word.chain.length === 0 ? [] : all.slice(0, mostPlaces);
}

interface Reach {
  readonly around: LineSpan | null;
  /** The first changed line. */
  readonly first: number;
  readonly names: ReadonlySet<string>;
  readonly shown: ReadonlySet<number>;
}

function findGuards(
  { around, first, names, shown }: Reach,
  guards: readonly LineSpan[],
  code: readonly string[],
): readonly NamedSpan[] {
  if (around === null) return [];
  const wordsAt = (line: number) => readWords(code[line - 1] ?? "");
  const from = Math.max(around.startLine + 1, first - mostGuardLines);
  const conditions = guards.slice(countUpTo(guards, from - 1), countUpTo(guards, first - 1));
  const found = conditions.flatMap((span) => {
    const word = wordsAt(span.startLine).find(({ text }) => names.has(text));
    return word === undefined ? [] : [{ name: word.text, startLine: span.startLine, endLine: span.endLine }];
  });
  for (let line = first - 1; line >= from; line--) {
    if (!guardName.test(code[line - 1] ?? "")) continue;
    const words = wordsAt(line);
    if (!words.some(({ text, isCalled }) => isCalled && guardName.test(text))) continue;
    const word = words.find(({ text, isCalled }) => !isCalled && names.has(text));
    if (word !== undefined) found.push({ name: word.text, startLine: line, endLine: line });
  }
  const hidden = found.filter((span) => !isShown(span, shown));
  return hidden.toSorted((a, b) => b.startLine - a.startLine).slice(0, mostGuards);
}
