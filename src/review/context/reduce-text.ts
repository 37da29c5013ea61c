import type { LineSpan } from "../../domain/flow.ts";
import type { Language, Scope } from "../../domain/syntax.ts";
import type { HunkFocus } from "./focus-hunk.ts";
import { type FunctionIndex, linesOf } from "./index-functions.ts";
import { holdsWord } from "./read-words.ts";

export interface ReduceRequest {
  readonly lines: readonly string[];
  readonly language: Language;
  readonly functions: FunctionIndex;
  readonly focuses: readonly HunkFocus[];
  /** Names of the hunks. */
  readonly wanted: ReadonlySet<string>;
  /** What they say of a name is known without a parse. */
  readonly imports: readonly LineSpan[];
}

const longestMember = 80;
const memberBefore = /([.>:@])([A-Za-z_]\w{0,60})\s{0,8}[|?:+]{0,2}$/;

/**
 * The text without the functions that cannot tell where a value of the hunks comes from: most of a parse is saved.
 * Null when no line that is not shown can tell it. Lines keep their numbers.
 */
export function reduceText(request: ReduceRequest): string | null {
  const { functions, focuses } = request;
  const { kept, needsLines } = findNeeds(request);
  if (!needsLines && kept.size === 0) return null;
  const own = focuses.flatMap(({ changed }) => changed.map((line) => functions.around(line)));
  return blankAllBut(new Set([...kept, ...own.filter((scope) => scope !== null)]), request);
}

interface Needs {
  /** Functions apart from those with hunks. */
  readonly kept: ReadonlySet<Scope>;
  readonly needsLines: boolean;
}

/** Whether a line that a hunk does not show holds one of its names. */
function findNeeds({ lines, functions, focuses, imports, wanted }: ReduceRequest): Needs {
  const known = new Set(imports.flatMap(({ startLine, endLine }) => linesOf({ startLine, endLine })));
  const hides = countHidden(functions, focuses);
  const kept = new Set<Scope>();
  let needsLines = false;
  for (const [index, line] of lines.entries()) {
    const around = functions.around(index + 1);
    if (hides.isHidden(around, index + 1)) needsLines ||= !known.has(index + 1) && holdsWord(line, wanted);
    else if (around !== null && !hides.isOfHunk(around) && setsMember(line, wanted)) kept.add(around);
  }
  return { kept, needsLines };
}

/** Which lines of the functions with hunks, and of those outside of functions, one of these hunks does not show. */
function countHidden(functions: FunctionIndex, focuses: readonly HunkFocus[]) {
  const shownBy = new Map<number, number>();
  const hunksIn = new Map<Scope | null, number>([[null, focuses.length]]);
  for (const { changed, shown } of focuses) {
    for (const line of shown) shownBy.set(line, (shownBy.get(line) ?? 0) + 1);
    const around = functions.around(changed[0] ?? 1);
    if (around !== null) hunksIn.set(around, (hunksIn.get(around) ?? 0) + 1);
  }
  return {
    isOfHunk: (around: Scope | null) => hunksIn.has(around),
    isHidden: (around: Scope | null, line: number) => (shownBy.get(line) ?? 0) < (hunksIn.get(around) ?? 0),
  };
}

/** Whether a line gives a value to a member of one of the names: `this.a = `, `@a ||= `, `self->a := `. */
function setsMember(line: string, wanted: ReadonlySet<string>): boolean {
  for (let at = line.indexOf("="); at > 0; at = line.indexOf("=", at + 2)) {
    const after = line.charAt(at + 1);
    if (after === "=" || after === ">") continue;
    const [, access, name = ""] = memberBefore.exec(line.slice(Math.max(0, at - longestMember), at)) ?? [];
    if (access !== undefined && wanted.has(name)) return true;
  }
  return false;
}

/** What stands outside of functions, and the functions that are kept. */
function blankAllBut(
  kept: ReadonlySet<Scope>,
  { lines, language, functions }: Pick<ReduceRequest, "lines" | "language" | "functions">,
): string {
  const reduced = [...lines];
  for (const scope of functions.outermost) {
    if (kept.has(scope)) continue;
    const first = lines[scope.startLine - 1] ?? "";
    reduced.fill("", scope.startLine - 1, scope.endLine);
    // A class of nothing but functions would be without a body, which Python does not take.
    if (language === "python") reduced[scope.startLine - 1] = `${/^\s*/.exec(first)?.[0] ?? ""}pass`;
  }
  return reduced.join("\n");
}
