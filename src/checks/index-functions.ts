import type { Scope } from "../domain/syntax.ts";

/**
 * Finds the innermost function around a line; null outside of functions. Questions in ascending order of lines
 * take time in proportion to the scopes altogether.
 */
export function indexFunctions(scopes: readonly Scope[]): (line: number) => Scope | null {
  const sorted = scopes
    .filter((scope) => scope.kind === "function")
    .toSorted((a, b) => a.startLine - b.startLine || b.endLine - a.endLine);
  let open: Scope[] = [];
  let next = 0;
  let last = 0;
  return (line) => {
    if (line < last) {
      open = [];
      next = 0;
    }
    last = line;
    for (let scope = sorted[next]; scope !== undefined && scope.startLine <= line; scope = sorted[++next]) {
      closeBefore(open, scope.startLine);
      open.push(scope);
    }
    closeBefore(open, line);
    return open.at(-1) ?? null;
  };
}

function closeBefore(open: Scope[], line: number): void {
  for (let top = open.at(-1); top !== undefined && top.endLine < line; top = open.at(-1)) open.pop();
}
