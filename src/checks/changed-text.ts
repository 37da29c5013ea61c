import type { ChangedFile, Side } from "../domain/change-set.ts";

/** A run of known lines of one side; `firstLine` is 1-based. */
export interface Segment {
  readonly firstLine: number;
  readonly lines: readonly string[];
}

/** One side of a file as far as it is known, and which of its lines the change added (RIGHT) or removed (LEFT). */
export interface ChangedText {
  readonly segments: readonly Segment[];
  /** True when `segments` is one run that holds the whole text. */
  readonly isWhole: boolean;
  readonly touched: ReadonlySet<number>;
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}

function segmentsFromHunks(file: ChangedFile, side: Side): Segment[] {
  const dropped = side === "RIGHT" ? "removed" : "added";
  return file.hunks.flatMap((hunk) => {
    const lines = hunk.lines.filter((line) => line.kind !== dropped).map((line) => withoutReturn(line.text));
    return lines.length === 0 ? [] : { firstLine: side === "RIGHT" ? hunk.newStart : hunk.oldStart, lines };
  });
}

function touchedLines(file: ChangedFile, side: Side): Set<number> {
  const touched = new Set<number>();
  for (const line of file.hunks.flatMap((hunk) => hunk.lines)) {
    const number = side === "RIGHT" ? line.newLine : line.oldLine;
    if (line.kind !== "context" && number !== null) touched.add(number);
  }
  return touched;
}

function isWholeText(file: ChangedFile, side: Side, segments: readonly Segment[]): boolean {
  if (segments.length === 0) return file.isComplete;
  const isOnlySide = file.status === (side === "RIGHT" ? "added" : "deleted");
  return segments.length === 1 && segments[0]?.firstLine === 1 && (file.isComplete || isOnlySide);
}

function splitLines(text: string): string[] {
  return text.split("\n").map(withoutReturn);
}

/** What is known of one side of a file, in lines without their line ends. Linear in the size of the file. */
export function readChangedText(file: ChangedFile, side: Side): ChangedText {
  const excerpts = side === "RIGHT" ? file.head : file.base;
  const segments =
    excerpts.length > 0
      ? excerpts.map(({ firstLine, text }) => ({ firstLine, lines: splitLines(text) }))
      : segmentsFromHunks(file, side);
  return { segments, isWhole: isWholeText(file, side, segments), touched: touchedLines(file, side) };
}

/** The text of one line without its line end; null when it is not known. */
export function lineOf(text: ChangedText, line: number): string | null {
  for (const segment of text.segments) {
    const found = segment.lines[line - segment.firstLine];
    if (found !== undefined) return found;
  }
  return null;
}

/** All known lines in order, with their numbers. */
export function* numberedLines(
  text: ChangedText,
): Generator<{ readonly line: number; readonly text: string }> {
  for (const segment of text.segments) {
    for (const [offset, content] of segment.lines.entries())
      yield { line: segment.firstLine + offset, text: content };
  }
}
