import type {
  ChangedFile,
  ChangeSet,
  DiffLine,
  Excerpt,
  FileKind,
  FileStatus,
  Hunk,
  RepoPath,
} from "../../src/domain/change-set.ts";

/** One file of a change under test. `base: null` adds it, `head: null` deletes it. */
export interface FileSpec {
  readonly path: string;
  readonly base: string | null;
  readonly head: string | null;
  readonly previousPath?: string;
  readonly status?: FileStatus;
  readonly kind?: FileKind;
  readonly oldMode?: string;
  readonly newMode?: string;
}

/** `diff`: only hunks with three lines of context are known, as from a piped diff. */
export type Known = "whole" | "diff";

const CONTEXT = 3;
const MAX_TABLE = 4_000_000;

function linesOf(text: string | null): string[] {
  if (text === null || text === "") return [];
  return (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
}

type Pair = readonly [number, number];

function walkTable(
  before: readonly string[],
  after: readonly string[],
  table: readonly Uint32Array[],
): Pair[] {
  const pairs: Pair[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length && j < after.length) {
    if (before[i] === after[j]) pairs.push([i++, j++]);
    else if (table[i + 1]![j]! >= table[i]![j + 1]!) i++;
    else j++;
  }
  return pairs;
}

/** Pairs of equal lines of two runs by their longest common subsequence; a run over the limit counts as replaced. */
function matchMiddle(before: readonly string[], after: readonly string[]): Pair[] {
  if (before.length * after.length > MAX_TABLE) return [];
  const table = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const skipped = Math.max(table[i + 1]![j]!, table[i]![j + 1]!);
      table[i]![j] = before[i] === after[j] ? table[i + 1]![j + 1]! + 1 : skipped;
    }
  }
  return walkTable(before, after, table);
}

function matchLines(before: readonly string[], after: readonly string[]): Pair[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < shorter - start && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const middle = matchMiddle(
    before.slice(start, before.length - tail),
    after.slice(start, after.length - tail),
  );
  return [
    ...Array.from({ length: start }, (_, at): Pair => [at, at]),
    ...middle.map(([i, j]): Pair => [i + start, j + start]),
    ...Array.from({ length: tail }, (_, at): Pair => [before.length - tail + at, after.length - tail + at]),
  ];
}

function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  const lines: DiffLine[] = [];
  let old = 0;
  let next = 0;
  for (const [i, j] of [...matchLines(before, after), [before.length, after.length] as Pair]) {
    while (old < i) lines.push({ kind: "removed", text: before[old]!, oldLine: ++old, newLine: null });
    while (next < j) lines.push({ kind: "added", text: after[next]!, oldLine: null, newLine: ++next });
    if (i < before.length && j < after.length) {
      lines.push({ kind: "context", text: before[i]!, oldLine: ++old, newLine: ++next });
    }
  }
  return lines;
}

function hunkOf(lines: readonly DiffLine[], from: number, to: number): Omit<Hunk, "index"> {
  const part = lines.slice(from, to);
  const count = (other: DiffLine["kind"], all: readonly DiffLine[]) =>
    all.filter((l) => l.kind !== other).length;
  const oldLines = count("added", part);
  const newLines = count("removed", part);
  const oldBefore = count("added", lines.slice(0, from));
  const newBefore = count("removed", lines.slice(0, from));
  return {
    oldStart: oldLines === 0 ? oldBefore : oldBefore + 1,
    oldLines,
    newStart: newLines === 0 ? newBefore : newBefore + 1,
    newLines,
    lines: part,
  };
}

/** The hunks between two texts, as a unified diff with three lines of context would have them. */
export function buildHunks(base: string | null, head: string | null): Hunk[] {
  const lines = diffLines(linesOf(base), linesOf(head));
  const hunks: Hunk[] = [];
  let from = -1;
  let to = -1;
  for (const [at, line] of lines.entries()) {
    if (line.kind === "context") continue;
    if (from >= 0 && at - CONTEXT > to) {
      hunks.push({ index: hunks.length, ...hunkOf(lines, from, to) });
      from = -1;
    }
    if (from < 0) from = Math.max(0, at - CONTEXT);
    to = Math.min(lines.length, at + CONTEXT + 1);
  }
  if (from >= 0) hunks.push({ index: hunks.length, ...hunkOf(lines, from, to) });
  return hunks;
}

function excerptsOf(
  text: string | null,
  hunks: readonly Hunk[],
  known: Known,
  side: "old" | "new",
): Excerpt[] {
  if (text === null) return [];
  if (known === "whole") return [{ firstLine: 1, text: linesOf(text).join("\n") }];
  const dropped = side === "new" ? "added" : "removed";
  return hunks
    .map((hunk) => ({
      firstLine: side === "new" ? hunk.newStart : hunk.oldStart,
      lines: hunk.lines.filter((line) => line.kind === "context" || line.kind === dropped),
    }))
    .filter((excerpt) => excerpt.lines.length > 0)
    .map(({ firstLine, lines }) => ({ firstLine, text: lines.map((line) => line.text).join("\n") }));
}

function statusOf(spec: FileSpec): FileStatus {
  if (spec.status !== undefined) return spec.status;
  if (spec.base === null) return "added";
  if (spec.head === null) return "deleted";
  if (spec.previousPath !== undefined) return "renamed";
  return spec.base === spec.head && spec.oldMode !== spec.newMode ? "mode-changed" : "modified";
}

/** One changed file out of its two texts. */
export function buildFile(spec: FileSpec, known: Known = "whole"): ChangedFile {
  const hunks = buildHunks(spec.base, spec.head);
  return {
    path: spec.path as RepoPath,
    previousPath: (spec.previousPath as RepoPath | undefined) ?? null,
    status: statusOf(spec),
    kind: spec.kind ?? "text",
    oldMode: spec.base === null ? null : (spec.oldMode ?? "100644"),
    newMode: spec.head === null ? null : (spec.newMode ?? "100644"),
    oldBlob: null,
    newBlob: null,
    hunks,
    base: excerptsOf(spec.base, hunks, known, "old"),
    head: excerptsOf(spec.head, hunks, known, "new"),
    isComplete: known === "whole",
    unreadable: null,
  };
}

/** A change out of texts: the hunks are computed, the rest follows from `known`. */
export function buildChange(specs: readonly FileSpec[], known: Known = "whole"): ChangeSet {
  return { base: null, head: null, label: "test", files: specs.map((spec) => buildFile(spec, known)) };
}
