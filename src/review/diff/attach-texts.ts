import type { ChangedFile, Excerpt, Side } from "../../domain/change-set.ts";
import { lineOn } from "./cut-excerpts.ts";

/** Whole texts of both sides; null where the side does not exist or is not known. */
export interface WholeTexts {
  readonly base: string | null;
  readonly head: string | null;
}

function readLines(text: string): readonly string[] {
  const lines = text.split("\n");
  // The line feed at the end closes the last line; it does not open another.
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

function fits(file: ChangedFile, lines: readonly string[], side: Side): boolean {
  return file.hunks.every((hunk) =>
    hunk.lines.every((line) => {
      const number = lineOn(line, side);
      return number === null || lines[number - 1] === line.text;
    }),
  );
}

interface AttachedSide {
  readonly excerpts: readonly Excerpt[];
  readonly isWhole: boolean;
}

function attachSide(file: ChangedFile, text: string | null, side: Side): AttachedSide {
  const known = side === "LEFT" ? file.base : file.head;
  const isAbsent = file.status === (side === "LEFT" ? "added" : "deleted");
  if (isAbsent) return { excerpts: known, isWhole: true };
  if (text === null) return { excerpts: known, isWhole: false };
  const lines = readLines(text);
  if (!fits(file, lines, side)) return { excerpts: known, isWhole: false };
  const excerpts = lines.length === 0 ? [] : [{ firstLine: 1, text: lines.join("\n") }];
  return { excerpts, isWhole: true };
}

/**
 * Puts whole texts in the place of the excerpts that the hunks gave, on each side where every line of every
 * hunk stands at its number in that text; elsewhere the excerpts stay and `isComplete` is false.
 * The line feed at the end of a text is not part of its last line; an empty text gives no excerpt.
 */
export function attachTexts(file: ChangedFile, texts: WholeTexts): ChangedFile {
  const base = attachSide(file, texts.base, "LEFT");
  const head = attachSide(file, texts.head, "RIGHT");
  return { ...file, base: base.excerpts, head: head.excerpts, isComplete: base.isWhole && head.isWhole };
}
