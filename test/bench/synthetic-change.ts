import { createHash } from "node:crypto";
import { type SyntheticLanguage, syntheticLanguages } from "./synthetic-languages.ts";

const linesPerFunction = 10;
const contextLines = 3;

/** What a synthetic change is made of. */
export interface ChangeShape {
  readonly files: number;
  readonly functionsPerFile: number;
  /** Functions of a file that change, spread evenly over it. */
  readonly changedFunctions: (file: number) => number;
  /** Lines of a changed function that are written anew: so many removed, so many added. */
  readonly changedLines: number;
}

/** 600 files and 60,000 changed lines: a quarter of twenty functions in each. */
export const largeShape: ChangeShape = {
  files: 600,
  functionsPerFile: 20,
  changedFunctions: () => 5,
  changedLines: linesPerFunction,
};

/** 40 files with one to five functions written anew. */
export const usualShape: ChangeShape = {
  files: 40,
  functionsPerFile: 20,
  changedFunctions: (file) => 1 + (file % 5),
  changedLines: linesPerFunction,
};

/** 40 files with three lines changed in two functions of each. */
export const smallEditsShape: ChangeShape = {
  files: 40,
  functionsPerFile: 20,
  changedFunctions: () => 2,
  changedLines: 3,
};

/** One file of a change: its text on both sides, and its part of the diff. */
export interface SyntheticFile {
  readonly path: string;
  readonly base: string;
  readonly head: string;
  readonly diff: string;
}

export interface SyntheticChange {
  readonly diff: string;
  readonly blobs: ReadonlyMap<string, string>;
  readonly files: readonly SyntheticFile[];
  readonly fileCount: number;
  readonly changedLines: number;
}

interface Line {
  readonly sign: " " | "-" | "+";
  readonly text: string;
}

/** A change in eight languages: the same on every machine. */
export function synthesizeChange(shape: ChangeShape = largeShape): SyntheticChange {
  const blobs = new Map<string, string>();
  const files: SyntheticFile[] = [];
  let changedLines = 0;
  for (let at = 0; at < shape.files; at++) {
    const language = syntheticLanguages[at % syntheticLanguages.length]!;
    const path = `src/part${at % 40}/steps${at}.${language.extension}`;
    const lines = writeFile(language, at, shape);
    const base = textOf(lines, "+");
    const head = textOf(lines, "-");
    const names = [base, head].map((text) => createHash("sha1").update(text).digest("hex"));
    blobs.set(names[0]!, base).set(names[1]!, head);
    changedLines += lines.filter(({ sign }) => sign !== " ").length;
    const opening = [
      `diff --git a/${path} b/${path}`,
      `index ${names.join("..")} 100644`,
      `--- a/${path}`,
      `+++ b/${path}`,
    ];
    files.push({ path, base, head, diff: `${[...opening, ...hunksOf(lines)].join("\n")}\n` });
  }
  const diff = files.map((file) => file.diff).join("");
  return { diff, blobs, files, fileCount: shape.files, changedLines };
}

/** What the synthetic files import, where they would find it. */
export const storageModules: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from({ length: 40 }, (_, part) => [
    [
      `src/part${part}/storage.ts`,
      "export function load(key: string, name: string) {\n  return read(key + name);\n}\n\nexport function store(value: unknown, options: object) {\n  write(JSON.stringify(value), options);\n}\n",
    ],
    [
      `src/part${part}/storage.py`,
      'def load(key, name):\n    return open(key + "/" + name).read()\n\n\ndef store(value, retries):\n    write(str(value), retries)\n',
    ],
  ]).flat(),
);

function writeFile(language: SyntheticLanguage, file: number, shape: ChangeShape): readonly Line[] {
  const { functionsPerFile, changedLines } = shape;
  const every = Math.max(1, Math.floor(functionsPerFile / shape.changedFunctions(file)));
  const mostChanged = every * shape.changedFunctions(file);
  const lines: Line[] = language.opening.map(keep);
  for (let position = 0; position < functionsPerFile; position++) {
    const seed = file * functionsPerFile + position;
    const body = (shift: number) =>
      Array.from({ length: linesPerFunction }, (_, line) =>
        language.line(seed * 100 + line + (line < changedLines ? shift : 0)),
      );
    const old = language.fn(seed, body(0));
    if (position % every !== 0 || position >= mostChanged) {
      lines.push(...old.map(keep));
      continue;
    }
    const next = language.fn(seed, body(51));
    const start = old.findIndex((line, index) => line !== next[index]);
    lines.push(...old.slice(0, start).map(keep));
    lines.push(...old.slice(start, start + changedLines).map((text) => ({ sign: "-" as const, text })));
    lines.push(...next.slice(start, start + changedLines).map((text) => ({ sign: "+" as const, text })));
    lines.push(...old.slice(start + changedLines).map(keep));
  }
  return [...lines, ...language.closing.map(keep)];
}

function keep(text: string): Line {
  return { sign: " ", text };
}

function textOf(lines: readonly Line[], without: "+" | "-"): string {
  return lines.flatMap(({ sign, text }) => (sign === without ? [] : [`${text}\n`])).join("");
}

/** Hunks with three lines of context; changed functions lie further apart than that. */
function hunksOf(lines: readonly Line[]): readonly string[] {
  const hunks: string[] = [];
  const starts = lines.flatMap(({ sign }, at) => (sign === "-" && lines[at - 1]?.sign !== "-" ? [at] : []));
  for (const start of starts) {
    const changed = lines.slice(start).findIndex(({ sign }) => sign === " ");
    const end = changed === -1 ? lines.length : start + changed;
    const from = Math.max(0, start - contextLines);
    const part = lines.slice(from, end + contextLines);
    const count = (other: string, all: readonly Line[]) => all.filter(({ sign }) => sign !== other).length;
    const before = lines.slice(0, from);
    const old = `${count("+", before) + 1},${count("+", part)}`;
    const next = `${count("-", before) + 1},${count("-", part)}`;
    hunks.push(`@@ -${old} +${next} @@`, ...part.map(({ sign, text }) => sign + text));
  }
  return hunks;
}
