import type { ChangedFile } from "../../domain/change-set.ts";
import { composeChangedFile } from "./compose-changed-file.ts";
import { cutExcerpts } from "./cut-excerpts.ts";
import { isTypeChange, joinTypeChange } from "./join-type-change.ts";
import { LineCursor } from "./line-cursor.ts";
import { type DiffHeader, readGitHeader, readPlainHeader } from "./read-diff-header.ts";
import { type LineBudget, readHunks } from "./read-hunks.ts";
import { readLooseLine } from "./read-loose-line.ts";
import { completeFromRaw, type RawEntry, readRawLine } from "./read-raw-line.ts";
import { type ForeignDiffWatch, watchForeignDiffs } from "./watch-foreign-diffs.ts";

/** Something in a diff that could not be understood. */
export interface DiffProblem {
  /** 1-based line of the diff text. */
  readonly line: number;
  readonly message: string;
  readonly remedy: string;
}

/** The files that a diff tells of, in its order; those that could not be read are marked, never left out. */
export interface ParsedDiff {
  readonly files: readonly ChangedFile[];
  readonly problems: readonly DiffProblem[];
}

/** Lines of hunks that are kept at most: each costs about 150 bytes of memory. */
const MAX_LINES = 3_000_000;
const MAX_PROBLEMS = 1_000;

const REMEDY = "Make the diff again with git, and pass it on unchanged and in full.";

const GIT_STARTS: readonly string[] = ["diff --git ", "diff --cc ", "diff --combined "];

function isGitStart(cursor: LineCursor): boolean {
  return cursor.startsWith("diff --") && GIT_STARTS.some((start) => cursor.startsWith(start));
}

function isPlainStart(cursor: LineCursor): boolean {
  return cursor.startsWith("--- ") && cursor.followsWith(["--- ", "+++ ", "@@ -"]);
}

interface Reading {
  readonly cursor: LineCursor;
  readonly budget: LineBudget;
  readonly files: ChangedFile[];
  readonly problems: DiffProblem[];
  /** By path. */
  readonly raw: Map<string, RawEntry>;
  /** Begins anew behind every file. */
  watch: ForeignDiffWatch;
}

function addProblem(reading: Reading, problem: DiffProblem): void {
  if (reading.problems.length < MAX_PROBLEMS) reading.problems.push(problem);
}

function addFile(reading: Reading, file: ChangedFile): void {
  const previous = reading.files.at(-1);
  if (previous !== undefined && isTypeChange(previous, file)) {
    reading.files[reading.files.length - 1] = joinTypeChange(previous, file);
  } else reading.files.push(file);
}

function readFile(reading: Reading, isGit: boolean): void {
  const { cursor, budget } = reading;
  const line = cursor.number;
  const header = isGit ? readGitHeader(cursor) : readPlainHeader(cursor);
  const isFileStart = (): boolean => isGitStart(cursor) || (!isGit && isPlainStart(cursor));
  // What follows "GIT binary patch" is not made of hunks.
  const { hunks, fault } = header.isBinary
    ? { hunks: [], fault: null }
    : readHunks({ cursor, budget, isFileStart });
  const file = composeChangedFile(header, hunks, fault?.reason ?? null);
  addFile(reading, file);
  reading.watch = watchForeignDiffs();
  if (!header.namesAgree) {
    const message = `The lines above the hunks of ${JSON.stringify(file.path)} name different files.`;
    addProblem(reading, { line, message, remedy: REMEDY });
  }
  if (file.unreadable === null) return;
  const message = `The diff of ${JSON.stringify(file.path)} cannot be read in full: ${file.unreadable}.`;
  addProblem(reading, { line: fault?.line ?? line, message, remedy: REMEDY });
}

const BARE_HEADER: DiffHeader = {
  path: null,
  previousPath: null,
  change: null,
  oldMode: null,
  newMode: null,
  oldBlob: null,
  newBlob: null,
  isBinary: false,
  promisesHunks: false,
  namesAgree: true,
};

function reportForeignDiff(reading: Reading): void {
  const kind = reading.watch(reading.cursor.headerLine);
  if (kind === null) return;
  const message = `The text holds what looks like a change written as ${kind.startsWith("i") ? "an" : "a"} ${kind}, which is not read.`;
  const remedy = "Give every change as a unified diff without indentation, such as git makes.";
  addProblem(reading, { line: reading.cursor.number, message, remedy });
}

/** Reads one line that belongs to no file: a mail header, a commit message, or a file told in one line. */
function readBetween(reading: Reading): void {
  const { cursor } = reading;
  const line = cursor.number;
  reportForeignDiff(reading);
  const raw = cursor.startsWith(":") ? readRawLine(cursor.headerLine) : null;
  if (raw !== null) reading.raw.set(raw.path, raw);
  const loose = readLooseLine(cursor);
  if (loose !== null) {
    const file = composeChangedFile({ ...BARE_HEADER, path: loose.path }, [], loose.unreadable);
    reading.files.push({ ...file, kind: loose.kind });
    if (loose.unreadable !== null) {
      const message = `${JSON.stringify(loose.path)} cannot be reviewed: ${loose.unreadable}.`;
      addProblem(reading, { line, message, remedy: "Resolve the conflicts and add the file." });
    }
  } else if (cursor.startsWith("@@ -")) {
    const message = "A hunk stands in the diff without the name of a file above it.";
    addProblem(reading, { line, message, remedy: REMEDY });
  } else if (cursor.startsWith("Only in ") && cursor.headerLine.includes(": ")) {
    const message = "The diff names a file that only one side has, without its content.";
    addProblem(reading, { line, message, remedy: "Make the diff with `diff -N`, or with git." });
  }
  cursor.advance();
}

/**
 * Reads everything that git writes as a diff, and plain unified diffs; text between the files is passed over.
 * Total: never throws, linear in the length of the text. A file whose lines cannot be trusted has `unreadable` set.
 */
export function parseDiff(text: string): ParsedDiff {
  const cursor = new LineCursor(text);
  const reading: Reading = {
    cursor,
    budget: { left: MAX_LINES },
    files: [],
    problems: [],
    raw: new Map(),
    watch: watchForeignDiffs(),
  };
  while (!cursor.isDone) {
    if (isGitStart(cursor)) readFile(reading, true);
    else if (isPlainStart(cursor)) readFile(reading, false);
    else readBetween(reading);
  }
  const files = reading.files.map((file) => completeFromRaw(file, reading.raw.get(file.path)));
  return { files, problems: reading.problems };
}

/**
 * Reads hunks without any header, such as the `patch` of a file in GitHub's API: `file` with its hunks and
 * excerpts filled, and with `unreadable` set where the patch is not what it says. Total like `parseDiff`.
 */
export function parsePatch(patch: string, file: ChangedFile): ChangedFile {
  const cursor = new LineCursor(patch);
  const { hunks, fault } = readHunks({ cursor, budget: { left: MAX_LINES }, isFileStart: () => false });
  const rest = cursor.isDone ? null : "the patch holds more than hunks";
  const base = cutExcerpts(hunks, "LEFT");
  const head = cutExcerpts(hunks, "RIGHT");
  return { ...file, hunks, base, head, unreadable: file.unreadable ?? fault?.reason ?? rest };
}
