/** One line of a hunk with its numbers on both sides. */
export interface EvalLine {
  readonly kind: "context" | "added" | "removed";
  readonly text: string;
  /** 1-based; null where the line does not exist on that side. */
  readonly oldLine: number | null;
  readonly newLine: number | null;
}

const hunkHeader = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/**
 * The lines of a unified diff by path. A reader of its own: what judges a review must not share the parser that the
 * review is made with. It reads what git writes for text files, and takes quoted names as they stand.
 */
export function readDiffLines(diff: string): ReadonlyMap<string, readonly EvalLine[]> {
  const files = new Map<string, EvalLine[]>();
  const lines = diff.split("\n");
  let oldPath = "";
  let current: EvalLine[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    if (line.startsWith("--- ")) oldPath = pathOf(line);
    else if (line.startsWith("+++ ")) current = openFile(files, line, oldPath);
    else if (line.startsWith("@@ ")) at = readHunk(lines, at, current);
  }
  return files;
}

function openFile(files: Map<string, EvalLine[]>, line: string, oldPath: string): EvalLine[] {
  const path = pathOf(line) === "/dev/null" ? oldPath : pathOf(line);
  const opened = files.get(path) ?? [];
  files.set(path, opened);
  return opened;
}

function pathOf(line: string): string {
  const name = line.slice(4).replace(/\t.*$/, "").replace(/\r$/, "");
  return name === "/dev/null" ? name : name.replace(/^"?[ab]\//, "").replace(/"$/, "");
}

/** Reads as many lines as the header counts; the index of the last one. */
function readHunk(lines: readonly string[], start: number, into: EvalLine[]): number {
  const header = hunkHeader.exec(lines[start] ?? "");
  if (header === null) return start;
  const [, oldStart, oldCount = "1", newStart, newCount = "1"] = header;
  const next = { old: Number(oldStart), new: Number(newStart) };
  const end = { old: next.old + Number(oldCount), new: next.new + Number(newCount) };
  let at = start;
  while ((next.old < end.old || next.new < end.new) && at + 1 < lines.length) {
    at += 1;
    const line = lines[at] ?? "";
    if (!line.startsWith("\\")) into.push(readLine(line, next));
  }
  return at;
}

/** Moves the counters of the sides on which the line stands. */
function readLine(line: string, next: { old: number; new: number }): EvalLine {
  const text = line.slice(1);
  if (line.startsWith("+")) return { kind: "added", text, oldLine: null, newLine: next.new++ };
  if (line.startsWith("-")) return { kind: "removed", text, oldLine: next.old++, newLine: null };
  return { kind: "context", text, oldLine: next.old++, newLine: next.new++ };
}
