export interface Insertion {
  readonly path: string;
  /** The lines are added before this line of the head, which stands in a hunk. */
  readonly line: number;
  readonly added: readonly string[];
}

const hunkHeader = /^@@ -(\d+)(,\d+)? \+(\d+)(?:,(\d+))? @@(.*)$/;

/** The diff with some more added lines in one file; its counts and the numbers of what follows fit. */
export function insertLines(diff: string, insertion: Insertion): string {
  const lines = diff.split("\n");
  const output: string[] = [];
  let isInFile = false;
  let shift = 0;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    if (line.startsWith("diff --git ")) shift = 0;
    if (line.startsWith("+++ ")) isInFile = line.slice(4).replace(/^b\//, "") === insertion.path;
    const header = hunkHeader.exec(line);
    if (header === null) {
      output.push(line);
      continue;
    }
    const hunk = readHunk(lines, at, header);
    const grown = isInFile ? growHunk(hunk, insertion) : hunk.body;
    output.push(formatHeader(header, { shift, more: grown.length - hunk.body.length }), ...grown);
    shift += grown.length - hunk.body.length;
    at += hunk.body.length;
  }
  return output.join("\n");
}

interface ReadHunk {
  readonly start: number;
  readonly body: readonly string[];
}

function readHunk(lines: readonly string[], at: number, header: RegExpExecArray): ReadHunk {
  const [, , oldCount = ",1", newStart = "0", newCount = "1"] = header;
  let oldLeft = Number(oldCount.slice(1));
  let newLeft = Number(newCount);
  let end = at + 1;
  for (; end < lines.length && (oldLeft > 0 || newLeft > 0); end += 1) {
    const mark = (lines[end] ?? "")[0];
    if (mark === "\\") continue;
    if (mark !== "+") oldLeft -= 1;
    if (mark !== "-") newLeft -= 1;
  }
  return { start: Number(newStart), body: lines.slice(at + 1, end) };
}

function growHunk({ start, body }: ReadHunk, { line, added }: Insertion): readonly string[] {
  let number = start;
  for (const [index, text] of body.entries()) {
    if (text.startsWith("-") || text.startsWith("\\")) continue;
    if (number === line) return body.toSpliced(index, 0, ...added.map((one) => `+${one}`));
    number += 1;
  }
  return body;
}

function formatHeader(header: RegExpExecArray, { shift, more }: { shift: number; more: number }): string {
  const [, oldStart, oldCount = "", newStart, newCount = "1", rest] = header;
  return `@@ -${oldStart}${oldCount} +${Number(newStart) + shift},${Number(newCount) + more} @@${rest}`;
}
