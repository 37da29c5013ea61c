import { createHash } from "node:crypto";
import type { ChangedFile, ChangeSet, HunkRef, Side } from "../../domain/change-set.ts";
import type { LineRange, Place } from "../../domain/finding.ts";
import type { FileFacts } from "../../domain/syntax.ts";
import { findQuote, isQuotable } from "../claims/find-quote.ts";
import { findTouchedLine, indexSide, type SideText, squashText } from "../claims/side-text.ts";
import { hashSurroundings } from "./hash-surroundings.ts";

/** A quote has to say this much, white space aside, to prove that a file was moved under a new name. */
const shortestTelling = 12;
/** Files in which a quote of a file that is gone is looked for. */
const mostCandidates = 5;

/**
 * What became of the code that an earlier finding quoted. `unknown`: the file is part of the change and cannot be
 * read. `gone`: the change does not hold the code any more.
 */
export type Whereabouts =
  | { readonly kind: "standing"; readonly place: Place }
  | { readonly kind: "gone" }
  | { readonly kind: "unknown" };

/** Looks earlier findings up in the change as it is now. The texts are indexed once. */
export interface Locator {
  readonly locate: (place: Place) => Whereabouts;
  /** Hash of the lines of a place without white space, as they stand in the blob; of the quote where they are not known. */
  readonly hashLines: (place: Place) => string;
  /** Hash of the enclosing scopes, the lines and their neighbours, without white space. */
  readonly hashSurroundings: (place: Place) => string;
  /** The hunks that a place of this change belongs to. */
  readonly listHunks: (place: Place) => readonly HunkRef[];
  /** The same file in the change, also under its new name; null where the change does not touch it. */
  readonly findFile: (place: Place) => number | null;
}

/** `mask` is what the quotes went through before they were kept. It must keep line feeds. */
export function createLocator(
  change: ChangeSet,
  facts: readonly FileFacts[],
  mask: (text: string) => string,
): Locator {
  const real = createTexts(change);
  const shown = createTexts(change, mask);
  const byPath = indexPaths(change);
  const byLine = new Map<Side, ReadonlyMap<string, readonly number[]>>();

  const findMoved = (place: Place): number | null => {
    const lines = byLine.get(place.side) ?? indexNewFiles(change, place.side, shown);
    byLine.set(place.side, lines);
    const squashed = squashText(place.quote);
    if (squashed.length < shortestTelling) return null;
    const first =
      place.quote
        .split("\n")
        .map(squashText)
        .find((line) => line !== "") ?? "";
    const candidates = (lines.get(first) ?? []).slice(0, mostCandidates);
    return candidates.find((file) => findQuote(shown(file, place.side), squashed).length > 0) ?? null;
  };
  const findFile = (place: Place) => byPath.get(place.path) ?? findMoved(place);

  return {
    findFile,
    locate(place) {
      const file = findFile(place);
      const changed = file === null ? undefined : change.files[file];
      if (file === null || changed === undefined) return { kind: "gone" };
      if (isUnreadable(changed, place.side)) return { kind: "unknown" };
      const found = findStanding(place, changed, shown(file, place.side));
      return found === null
        ? { kind: "gone" }
        : composeStanding(place, { file, path: changed.path, range: found });
    },
    hashLines(place) {
      const isKnown = change.files[place.file]?.path === place.path;
      const lines = isKnown ? readLines(real(place.file, place.side), place) : null;
      return hashOf(lines ?? place.quote);
    },
    hashSurroundings(place) {
      const own = facts.find(({ file, side }) => file === place.file && side === place.side);
      return hashSurroundings(place, real(place.file, place.side), own?.facts.scopes ?? []);
    },
    listHunks({ file, side, startLine, endLine }) {
      const changed = change.files[file];
      if (changed === undefined) return [];
      return listTouched(changed, side, { start: startLine, end: endLine }).map((hunk) => ({ file, hunk }));
    },
  };
}

type ReadText = (file: number, side: Side) => SideText;

function createTexts(change: ChangeSet, transform?: (text: string) => string): ReadText {
  const known = new Map<string, SideText>();
  return (file, side) => {
    const key = `${file}:${side}`;
    const changed = change.files[file];
    const text = known.get(key) ?? (changed === undefined ? emptyText : indexSide(changed, side, transform));
    known.set(key, text);
    return text;
  };
}

const emptyText: SideText = { lines: new Map(), squashed: "", offsets: [], numbers: [], hunks: [] };

/** Names at the head first, so that a file which took the old name of another wins. */
function indexPaths({ files }: ChangeSet): ReadonlyMap<string, number> {
  const paths = new Map<string, number>();
  for (const [index, { path }] of files.entries()) if (!paths.has(path)) paths.set(path, index);
  for (const [index, { previousPath, status }] of files.entries()) {
    if (previousPath !== null && status === "renamed" && !paths.has(previousPath)) {
      paths.set(previousPath, index);
    }
  }
  return paths;
}

/** Files that a pull request adds and then renames are, to git, added under the second name from the start. */
function indexNewFiles(
  { files }: ChangeSet,
  side: Side,
  textOf: ReadText,
): ReadonlyMap<string, readonly number[]> {
  const lines = new Map<string, number[]>();
  for (const [index, { status }] of files.entries()) {
    if (status !== "added" && status !== "renamed" && status !== "copied") continue;
    const distinct = new Set([...textOf(index, side).lines.values()].map(squashText));
    for (const line of distinct) {
      const known = lines.get(line) ?? [];
      if (known.length < mostCandidates) lines.set(line, [...known, index]);
    }
  }
  return lines;
}

/** Without its lines nobody can say that the code is gone. */
function isUnreadable(file: ChangedFile, side: Side): boolean {
  if (file.unreadable !== null) return true;
  const excerpts = side === "LEFT" ? file.base : file.head;
  return (
    file.hunks.some((hunk) => (side === "LEFT" ? hunk.oldLines : hunk.newLines) > 0) && excerpts.length === 0
  );
}

/**
 * The range nearest to the old one that belongs to the change: on the head side it touches a hunk, on the base side
 * it holds a line that the change removes, because the base text never changes.
 */
function findStanding(place: Place, changed: ChangedFile, text: SideText): LineRange | null {
  if (!isQuotable(place.quote)) return null;
  let best: LineRange | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const range of findQuote(text, squashText(place.quote))) {
    const distance = Math.abs(range.start - place.startLine);
    if (distance >= bestDistance || findTouchedLine(text, range) === null) continue;
    if (listTouched(changed, place.side, range).length === 0) continue;
    best = range;
    bestDistance = distance;
  }
  return best;
}

function listTouched(changed: ChangedFile, side: Side, range: LineRange): readonly number[] {
  return changed.hunks
    .filter(({ oldStart, oldLines, newStart, newLines, lines }) => {
      const [start, count] = side === "LEFT" ? [oldStart, oldLines] : [newStart, newLines];
      if (range.start >= start + count || range.end < start) return false;
      if (side === "RIGHT") return true;
      return lines.some(
        ({ kind, oldLine }) =>
          kind === "removed" && oldLine !== null && oldLine >= range.start && oldLine <= range.end,
      );
    })
    .map((hunk) => hunk.index);
}

function composeStanding(
  { side, quote }: Place,
  { file, path, range }: Pick<Place, "file" | "path"> & { readonly range: LineRange },
): Whereabouts {
  const { start, end } = range;
  return { kind: "standing", place: { file, path, side, startLine: start, endLine: end, quote } };
}

function readLines(text: SideText, { startLine, endLine }: Place): string | null {
  const lines: string[] = [];
  for (let number = startLine; number <= endLine; number += 1) {
    const line = text.lines.get(number);
    if (line === undefined) return null;
    lines.push(line);
  }
  return lines.join("\n");
}

function hashOf(text: string): string {
  return createHash("sha256").update(squashText(text)).digest("hex");
}
