import type { LineSpan } from "../../domain/flow.ts";
import type { Scope } from "../../domain/syntax.ts";

/** Where the functions of a text stand. */
export interface FunctionIndex {
  /** Functions that stand in no other function, in the order of the text. */
  readonly outermost: readonly Scope[];
  /** The outermost function around a line; null where there is none. */
  readonly around: (line: number) => Scope | null;
  /** The first function or class of a name. */
  readonly named: (name: string) => Scope | null;
}

/** The numbers of the lines, ascending. */
export function linesOf({ startLine, endLine }: LineSpan): readonly number[] {
  return Array.from({ length: Math.max(0, endLine - startLine + 1) }, (_, index) => startLine + index);
}

/** Sorts once; a look-up around a line then takes the logarithm of the number of functions. */
export function indexFunctions(scopes: readonly Scope[]): FunctionIndex {
  const ordered = scopes.toSorted((a, b) => a.startLine - b.startLine || b.endLine - a.endLine);
  const outermost: Scope[] = [];
  for (const scope of ordered) {
    const last = outermost.at(-1);
    if (scope.kind === "function" && (last === undefined || scope.startLine > last.endLine))
      outermost.push(scope);
  }
  const named = new Map<string, Scope>();
  for (const scope of ordered) {
    const known = named.get(scope.name);
    // A class and its constructor share a name in some languages: the whole class tells more.
    if (known === undefined) named.set(scope.name, scope);
  }
  return {
    outermost,
    around: (line) => {
      const found = findLast(outermost, line);
      return found !== null && found.endLine >= line ? found : null;
    },
    named: (name) => named.get(name) ?? null,
  };
}

/** The last of some spans in order that begins at the line or before it. */
export function findLast<Span extends LineSpan>(spans: readonly Span[], line: number): Span | null {
  return spans[countUpTo(spans, line) - 1] ?? null;
}

/** How many of some spans in order begin at the line or before it. */
export function countUpTo(spans: readonly LineSpan[], line: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.startLine ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  return low;
}
