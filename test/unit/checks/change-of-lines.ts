import type { ChangedFile, ChangeSet, DiffLine, RepoPath } from "../../../src/domain/change-set.ts";

/** One file of a made-up change: lines as a diff shows them, with ` `, `+` or `-` in front. */
export interface FileOfLines {
  readonly path: string;
  readonly lines: readonly string[];
  /** Line of both sides at which the only hunk begins. */
  readonly firstLine?: number;
}

function toDiffLines(lines: readonly string[], firstLine: number): DiffLine[] {
  let oldLine = firstLine;
  let newLine = firstLine;
  return lines.map((line) => {
    const text = line.slice(1);
    if (line.startsWith("+")) return { kind: "added", text, oldLine: null, newLine: newLine++ };
    if (line.startsWith("-")) return { kind: "removed", text, oldLine: oldLine++, newLine: null };
    return { kind: "context", text, oldLine: oldLine++, newLine: newLine++ };
  });
}

function toFile({ path, lines, firstLine = 1 }: FileOfLines): ChangedFile {
  const diff = toDiffLines(lines, firstLine);
  const base = diff.filter((line) => line.kind !== "added");
  const head = diff.filter((line) => line.kind !== "removed");
  return {
    path: path as RepoPath,
    previousPath: null,
    status: "modified",
    kind: "text",
    oldMode: "100644",
    newMode: "100644",
    oldBlob: null,
    newBlob: null,
    hunks: [
      {
        index: 0,
        oldStart: firstLine,
        oldLines: base.length,
        newStart: firstLine,
        newLines: head.length,
        lines: diff,
      },
    ],
    base: base.length === 0 ? [] : [{ firstLine, text: base.map(({ text }) => text).join("\n") }],
    head: head.length === 0 ? [] : [{ firstLine, text: head.map(({ text }) => text).join("\n") }],
    isComplete: false,
    unreadable: null,
  };
}

/** A change of which only the diff is known. */
export function changeOfLines(...files: readonly FileOfLines[]): ChangeSet {
  return { base: null, head: null, label: "test", files: files.map(toFile) };
}
