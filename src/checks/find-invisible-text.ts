import type { ChangedFile, ChangeSet } from "../domain/change-set.ts";
import type { UnnamedFinding } from "../domain/finding.ts";
import { INVISIBLE_RANGES, type InvisibleGroup, showCodePoint } from "../domain/invisible-characters.ts";
import { findInvisibleCharacters } from "./find-invisible-characters.ts";
import { type InvisibleTextRule, invisibleTextRules } from "./invisible-text-rules.ts";

const MAX_LISTED_LINES = 10;
const MAX_LISTED_CHARACTERS = 5;
const MAX_QUOTE_CHARACTERS = 400;
// In prose and translations right-to-left marks have a use; nothing is executed.
const PROSE =
  /\.(?:md|mdx|markdown|rst|adoc|txt|po|pot|xliff|xlf|arb|strings|resx|properties|srt|vtt|csv|tsv|html?)$|(?:^|\/)(?:locales?|i18n|l10n|translations?|lang)\//i;

interface InvisibleLine {
  readonly line: number;
  readonly text: string;
  readonly characters: readonly string[];
}

function groupOf(character: string): InvisibleGroup {
  const code = character.codePointAt(0) ?? 0;
  return INVISIBLE_RANGES.find(({ from, to }) => from <= code && code <= to)?.group ?? "control";
}

function nameOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return INVISIBLE_RANGES.find(({ from, to }) => from <= code && code <= to)?.name ?? "control character";
}

/** The gravest group decides which rule reports the file. */
function chooseRule(characters: ReadonlySet<string>): InvisibleTextRule {
  const groups = new Set([...characters].map(groupOf));
  return invisibleTextRules.find((rule) => groups.has(rule.group)) ?? invisibleTextRules[0];
}

function listCharacters(characters: ReadonlySet<string>): string {
  const shown = [...characters].slice(0, MAX_LISTED_CHARACTERS);
  const rest = characters.size - shown.length;
  const list = shown.map((character) => `${showCodePoint(character)} (${nameOf(character)})`).join(", ");
  return rest > 0 ? `${list} and ${rest} more` : list;
}

function listLines(lines: readonly InvisibleLine[]): string {
  const shown = lines.slice(0, MAX_LISTED_LINES).map(({ line }) => line);
  const rest = lines.length - shown.length;
  return `line${lines.length === 1 ? "" : "s"} ${shown.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

/** The text around its first invisible character, with all of them escaped; at most 400 characters. */
function quoteLine(text: string): string {
  const first = findInvisibleCharacters(text)[0]?.at ?? 0;
  const from = Math.max(0, first - MAX_QUOTE_CHARACTERS / 4);
  const cut = text.slice(from, from + MAX_QUOTE_CHARACTERS).replace(/\r$/, "");
  let shown = "";
  let copied = 0;
  for (const { at, character } of findInvisibleCharacters(cut)) {
    shown += cut.slice(copied, at) + showCodePoint(character);
    copied = at + character.length;
  }
  const escaped = shown + cut.slice(copied);
  return escaped.length > MAX_QUOTE_CHARACTERS ? `${escaped.slice(0, MAX_QUOTE_CHARACTERS)}…` : escaped;
}

function findLines(file: ChangedFile): readonly InvisibleLine[] {
  const found: InvisibleLine[] = [];
  for (const line of file.hunks.flatMap((hunk) => hunk.lines)) {
    if (line.kind !== "added" || line.newLine === null) continue;
    const hits = findInvisibleCharacters(line.text, { isFileStart: line.newLine === 1 });
    if (hits.length === 0) continue;
    found.push({
      line: line.newLine,
      text: line.text,
      characters: [...new Set(hits.map((hit) => hit.character))],
    });
  }
  return found;
}

function severityOf(rule: InvisibleTextRule, path: string): UnnamedFinding["severity"] {
  return PROSE.test(path) ? "medium" : rule.severity;
}

function linesFinding(file: ChangedFile, index: number): UnnamedFinding[] {
  const lines = findLines(file);
  const [first] = lines;
  if (first === undefined) return [];
  const characters = new Set(lines.flatMap((line) => line.characters));
  const rule = chooseRule(characters);
  return [
    {
      title: rule.title,
      cwe: rule.cwe,
      severity: severityOf(rule, file.path),
      confidence: "certain",
      source: "check",
      rule: rule.id,
      place: {
        file: index,
        path: file.path,
        side: "RIGHT",
        startLine: first.line,
        endLine: first.line,
        quote: quoteLine(first.text),
      },
      explanation: `${rule.description} Found ${listCharacters(characters)} on ${listLines(lines)}.`,
      attack: rule.attack,
      fix: rule.help,
    },
  ];
}

function pathFinding(file: ChangedFile, index: number): UnnamedFinding[] {
  const hits = file.status === "deleted" ? [] : findInvisibleCharacters(file.path);
  if (hits.length === 0) return [];
  const characters = new Set(hits.map((hit) => hit.character));
  const rule = chooseRule(characters);
  const line = Math.max(1, file.hunks[0]?.newStart ?? 1);
  return [
    {
      title: "Invisible characters in a file name",
      cwe: rule.cwe,
      severity: rule.severity,
      confidence: "certain",
      source: "check",
      rule: rule.id,
      place: {
        file: index,
        path: file.path,
        side: "RIGHT",
        startLine: line,
        endLine: line,
        quote: quoteLine(file.path),
      },
      explanation: `The name of this file holds characters that nobody sees: ${listCharacters(characters)}.`,
      attack: "A file that looks like a known one is a different file, so a reviewer trusts the wrong code.",
      fix: "Rename the file with visible characters only.",
    },
  ];
}

/**
 * Characters that a reader does not see, or sees in another order, on added lines and in the paths of files.
 * At most one finding a file for its lines and one for its name. Emoji, and joiners in scripts that need them, are fine.
 */
export function findInvisibleText(change: ChangeSet): readonly UnnamedFinding[] {
  return change.files.flatMap((file, index) => [...pathFinding(file, index), ...linesFinding(file, index)]);
}
