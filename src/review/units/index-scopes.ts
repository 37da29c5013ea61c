import type { Scope } from "../../domain/syntax.ts";

/** Nesting of real code ends long before; a hostile text must not make every look-up a long one. */
const deepest = 100;

interface Nested {
  readonly scope: Scope;
  readonly parent: Nested | null;
}

/**
 * Looks up the smallest function around a run of lines, else the smallest class. Sorts once; a look-up then takes
 * the logarithm of the number of scopes and a bounded number of steps outwards.
 */
export function indexScopes(
  scopes: readonly Scope[],
): (span: { readonly first: number; readonly last: number }) => Scope | null {
  const nested = nestScopes(scopes);
  return ({ first, last }) => {
    let smallestClass: Scope | null = null;
    let inner = lastBeginning(nested, first);
    for (let step = 0; inner !== null && step < deepest; step++) {
      const { scope, parent } = inner;
      inner = parent;
      if (scope.endLine < last) continue;
      if (scope.kind === "function") return scope;
      smallestClass ??= scope;
    }
    return smallestClass;
  };
}

/** Scopes in the order of their beginnings, outer before inner, each with the nearest one that it stands in. */
function nestScopes(scopes: readonly Scope[]): readonly Nested[] {
  const ordered = scopes.toSorted((a, b) => a.startLine - b.startLine || b.endLine - a.endLine);
  const nested: Nested[] = [];
  let open: Nested | null = null;
  for (const scope of ordered) {
    while (open !== null && open.scope.endLine < scope.endLine) open = open.parent;
    open = { scope, parent: open };
    nested.push(open);
  }
  return nested;
}

/** The last scope that begins at the line or before it. */
function lastBeginning(nested: readonly Nested[], line: number): Nested | null {
  let low = 0;
  let high = nested.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((nested[middle]?.scope.startLine ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  return nested[low - 1] ?? null;
}
