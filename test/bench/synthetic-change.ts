import { createHash } from "node:crypto";
import { type SyntheticLanguage, syntheticLanguages } from "./synthetic-languages.ts";

const fileCount = 600;
const functionsPerFile = 20;
const linesPerFunction = 10;
/** Every fourth function is written anew: ten lines removed and ten added. */
const changeEvery = 4;
const contextLines = 3;

export interface SyntheticChange {
  readonly diff: string;
  readonly blobs: ReadonlyMap<string, string>;
  readonly fileCount: number;
  readonly changedLines: number;
}

interface Line {
  readonly sign: " " | "-" | "+";
  readonly text: string;
}

/** A change of 600 files and 60,000 changed lines in eight languages: the same on every machine. */
export function synthesizeChange(): SyntheticChange {
  const diff: string[] = [];
  const blobs = new Map<string, string>();
  let changedLines = 0;
  for (let at = 0; at < fileCount; at++) {
    const language = syntheticLanguages[at % syntheticLanguages.length]!;
    const path = `src/part${at % 40}/steps${at}.${language.extension}`;
    const lines = writeFile(language, at);
    const base = textOf(lines, "+");
    const head = textOf(lines, "-");
    const names = [base, head].map((text) => createHash("sha1").update(text).digest("hex"));
    blobs.set(names[0]!, base).set(names[1]!, head);
    changedLines += lines.filter(({ sign }) => sign !== " ").length;
    diff.push(
      `diff --git a/${path} b/${path}`,
      `index ${names.join("..")} 100644`,
      `--- a/${path}`,
      `+++ b/${path}`,
    );
    diff.push(...hunksOf(lines));
  }
  return { diff: `${diff.join("\n")}\n`, blobs, fileCount, changedLines };
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

function writeFile(language: SyntheticLanguage, file: number): readonly Line[] {
  const lines: Line[] = language.opening.map(keep);
  for (let position = 0; position < functionsPerFile; position++) {
    const seed = file * functionsPerFile + position;
    const body = (shift: number) =>
      Array.from({ length: linesPerFunction }, (_, line) => language.line(seed * 100 + line + shift));
    const old = language.fn(seed, body(0));
    if (position % changeEvery !== 0) {
      lines.push(...old.map(keep));
      continue;
    }
    const next = language.fn(seed, body(51));
    const start = old.findIndex((line, index) => line !== next[index]);
    lines.push(...old.slice(0, start).map(keep));
    lines.push(...old.slice(start, start + linesPerFunction).map((text) => ({ sign: "-" as const, text })));
    lines.push(...next.slice(start, start + linesPerFunction).map((text) => ({ sign: "+" as const, text })));
    lines.push(...old.slice(start + linesPerFunction).map(keep));
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
    const from = Math.max(0, start - contextLines);
    const part = lines.slice(from, start + 2 * linesPerFunction + contextLines);
    const count = (other: string, all: readonly Line[]) => all.filter(({ sign }) => sign !== other).length;
    const before = lines.slice(0, from);
    const old = `${count("+", before) + 1},${count("+", part)}`;
    const next = `${count("-", before) + 1},${count("-", part)}`;
    hunks.push(`@@ -${old} +${next} @@`, ...part.map(({ sign, text }) => sign + text));
  }
  return hunks;
}
