import { type ChangeSet, RepoPath } from "../domain/change-set.ts";
import type { EvidenceRequest } from "../domain/refutation.ts";
import { findWordLines } from "../review/claims/locate-symbol.ts";
import { findDefinitionLines } from "../review/refute/find-definition-lines.ts";
import {
  type CodeLine,
  type KnownLines,
  readCodeLines,
  type ShownText,
} from "../review/refute/shown-code.ts";
import { quoteName } from "../review/units/quote-name.ts";
import type { CleanFile } from "./clean-file.ts";
import { codeOfError } from "./code-of-error.ts";
import type { Log } from "./ports.ts";
import type { Snapshot, SnapshotLine } from "./ports-snapshot.ts";

/** Most lines that answer one request. */
const mostLines = 80;
/** Lines of code shown from a definition on, and before it. */
const linesOfDefinition = 39;
const mostDefinitions = 2;
const mostReferences = 20;
const mostFound = 200;
/** Longest line of evidence, in UTF-16 units. */
const longestLine = 400;
const longestPath = 512;

type Lines = ReturnType<KnownLines>;

export interface EvidenceSources {
  readonly change: ChangeSet;
  /** The tree at the head; null where there is only the change. */
  readonly snapshot: Snapshot | null;
  /** The texts of the change, as prompts show them. */
  readonly known: KnownLines;
  /** Makes other texts fit to be shown. */
  readonly cleanFile: CleanFile;
  /** Files of the tree that were read before, by path: filled as they are asked for. */
  readonly read: Map<string, Promise<Lines>>;
  readonly log: Log;
}

/** What answers one request: the text for the prompt, and its lines for looking up quotes. */
export interface Evidence {
  readonly text: string;
  readonly shown: readonly ShownText[];
}

/** Answers a request from the change and from the tree it leads to. Reads only; whatever fails is "not available". */
export async function gatherEvidence(request: EvidenceRequest, sources: EvidenceSources): Promise<Evidence> {
  try {
    const shown = await findEvidence(request, sources);
    return { text: formatEvidence(request, shown), shown };
  } catch (error) {
    sources.log.warn("evidence could not be read", { code: codeOfError(error) });
    return { text: formatEvidence(request, []), shown: [] };
  }
}

async function findEvidence(
  { kind, path, from, to, symbol }: EvidenceRequest,
  sources: EvidenceSources,
): Promise<readonly ShownText[]> {
  if (kind === "lines") return path === null ? [] : selectLines(path, { from, to }, sources);
  const name = lastName(symbol ?? "");
  if (name === null) return [];
  return kind === "definition" ? findDefinitions(name, sources) : findReferences(name, sources);
}

async function selectLines(
  path: string,
  wanted: Pick<EvidenceRequest, "from" | "to">,
  sources: EvidenceSources,
): Promise<readonly ShownText[]> {
  const from = Math.max(1, Math.trunc(wanted.from ?? 1));
  const to = Math.max(from, Math.trunc(wanted.to ?? from + mostLines - 1));
  return [await showRange(path.replace(/^\.\//, ""), { from, to }, sources)].filter(
    ({ lines }) => lines.length > 0,
  );
}

async function findDefinitions(name: string, sources: EvidenceSources): Promise<readonly ShownText[]> {
  const places = await findWord(name, sources);
  const defined = findDefinitionLines(places, name).slice(0, mostDefinitions);
  const texts: ShownText[] = [];
  for (const { path, line } of defined)
    texts.push(await showRange(path, { from: Math.max(1, line - 1), to: line + linesOfDefinition }, sources));
  return texts;
}

async function findReferences(name: string, sources: EvidenceSources): Promise<readonly ShownText[]> {
  const places = (await findWord(name, sources)).slice(0, mostReferences);
  const texts: ShownText[] = [];
  for (const { path, line } of places) texts.push(await showRange(path, { from: line, to: line }, sources));
  return texts;
}

/** Every known line with the name: of the change first, then of the rest of the tree, each once. */
async function findWord(
  name: string,
  { change, snapshot }: EvidenceSources,
): Promise<readonly SnapshotLine[]> {
  const ofChange = change.files.flatMap(({ path, head }) =>
    head.flatMap(({ firstLine, text }) => {
      const lines = new Map(text.split("\n").map((line, index) => [firstLine + index, line]));
      return findWordLines(lines, name).map((line) => ({ path, line, text: lines.get(line) ?? "" }));
    }),
  );
  const ofTree = snapshot === null ? [] : await snapshot.findWord(name, mostFound);
  const known = new Map<string, SnapshotLine>();
  for (const place of [...ofChange, ...ofTree].slice(0, mostFound)) {
    const key = `${place.line} ${place.path}`;
    if (!known.has(key)) known.set(key, place);
  }
  return [...known.values()];
}

async function showRange(
  path: string,
  range: { readonly from: number; readonly to: number },
  sources: EvidenceSources,
): Promise<ShownText> {
  const to = Math.min(range.to, range.from + mostLines - 1);
  const known = await readFileLines(path, range.from, sources);
  const lines: CodeLine[] = [];
  for (let number = range.from; number <= to; number += 1) {
    const line = known.get(number);
    if (line !== undefined) lines.push(cutLine(line));
  }
  return { path, side: "RIGHT", lines };
}

/** The head as the change knows it, where it does; otherwise the file of the tree. */
async function readFileLines(path: string, line: number, sources: EvidenceSources): Promise<Lines> {
  const parsed = RepoPath.safeParse(path.slice(0, longestPath));
  if (!parsed.success) return new Map();
  const changed = sources.change.files.find((file) => file.path === parsed.data);
  const known = sources.known(parsed.data, "RIGHT");
  if (known.has(line) || changed?.isComplete === true) return known;
  const read = sources.read.get(parsed.data) ?? readTreeLines(parsed.data, sources);
  sources.read.set(parsed.data, read);
  return read;
}

async function readTreeLines(path: RepoPath, { snapshot, cleanFile }: EvidenceSources): Promise<Lines> {
  const text = snapshot === null ? null : await snapshot.readFile(path);
  return text === null
    ? new Map()
    : readCodeLines([{ firstLine: 1, text: await cleanFile(path, text) }], path);
}

function cutLine({ number, text, code }: CodeLine): CodeLine {
  const isLong = text.length > longestLine;
  return {
    number,
    text: isLong ? text.slice(0, longestLine).toWellFormed() : text,
    code: code.slice(0, longestLine),
  };
}

/** `check` out of `auth.check`, `Auth::check()` or `check`; null where there is no identifier. */
function lastName(symbol: string): string | null {
  return /([\p{L}_$][\p{L}\p{N}_$]{0,99})[!?]?(?:\(\))?\s*$/u.exec(symbol.slice(0, 300))?.[1] ?? null;
}

/** The request as a heading of ours, and each file with numbered lines. */
function formatEvidence(request: EvidenceRequest, shown: readonly ShownText[]): string {
  const { kind, path, symbol } = request;
  const what = quoteName((kind === "lines" ? path : symbol) ?? "");
  const heading = `${kind} ${what}`;
  if (shown.length === 0) return `${heading}\nnot available; decide with what you see`;
  const parts = [heading];
  let current: string | null = null;
  for (const text of shown) {
    if (text.path !== current) parts.push(`file ${quoteName(text.path)}`);
    current = text.path;
    for (const line of text.lines) parts.push(`R${line.number} . ${line.text.replace(/\r$/, "")}`);
  }
  return parts.join("\n");
}
