import type { UnitContext } from "../../domain/unit.ts";
import { formatContext } from "../units/format-unit.ts";

/** Lines that tell about one name that a hunk uses. */
export interface ContextPiece {
  readonly path: string;
  readonly why: "defines" | "called" | "guards";
  readonly name: string;
  /** 1-based, ascending. */
  readonly lines: readonly number[];
}

export interface ContextChoice {
  /** Path of the hunk, and the head lines that it shows. */
  readonly path: string;
  readonly shown: ReadonlySet<number>;
  /** Text of a line, ready to be shown. */
  readonly textOf: (path: string, line: number) => string;
  readonly countTokens: (text: string) => number;
}

/** Tokens of context for one hunk. */
const maxTokens = 1_200;
/** UTF-16 units. */
const longestLine = 300;
const mostNames = 6;
const reasons = ["defines", "called", "guards"] as const;

interface Taken {
  readonly names: Map<ContextPiece["why"], Set<string>>;
  readonly lines: Set<number>;
}

/** The pieces that fit, in their order, one entry a file. A piece that does not fit makes room for those behind it. */
export function chooseContext(
  pieces: readonly ContextPiece[],
  choice: ContextChoice,
): readonly UnitContext[] {
  const files = new Map<string, Taken>();
  let tokens = 0;
  for (const { path, why, name, lines } of pieces) {
    const taken = files.get(path) ?? { names: new Map(), lines: new Set() };
    const isShown = (line: number) =>
      taken.lines.has(line) || (path === choice.path && choice.shown.has(line));
    const added = lines.filter((line) => !isShown(line));
    if (added.length === 0) continue;
    const piece = { path, why, lines: added.map((line) => toLine(path, line, choice)) };
    const cost = choice.countTokens(formatContext(piece, choice.path));
    if (tokens + cost > maxTokens) continue;
    tokens += cost;
    for (const line of added) taken.lines.add(line);
    taken.names.set(why, (taken.names.get(why) ?? new Set()).add(name));
    files.set(path, taken);
  }
  const own = (path: string) => (path === choice.path ? 0 : 1);
  return [...files]
    .toSorted(([a], [b]) => own(a) - own(b))
    .map(([path, taken]) => toContext(path, taken, choice));
}

function toLine(path: string, line: number, { textOf }: ContextChoice) {
  const text = textOf(path, line);
  return { line, text: text.length > longestLine ? `${text.slice(0, longestLine)} […]` : text };
}

function toContext(path: string, { names, lines }: Taken, choice: ContextChoice): UnitContext {
  const why = reasons
    .flatMap((reason) => {
      const known = [...(names.get(reason) ?? [])].slice(0, mostNames);
      return known.length === 0 ? [] : [`${reason} ${known.join(", ")}`];
    })
    .join("; ");
  const ordered = [...lines].toSorted((a, b) => a - b).map((line) => toLine(path, line, choice));
  const context = { path, why, lines: ordered };
  return { ...context, tokens: choice.countTokens(formatContext(context, choice.path)) };
}
