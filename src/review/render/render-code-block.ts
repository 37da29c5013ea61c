import type { Place } from "../../domain/finding.ts";
import { cutText } from "../answer/cut-text.ts";
import { countNoun } from "../verdict/count-noun.ts";
import type { ShownFix } from "./show-fix.ts";
import { showCode } from "./show-text.ts";

const lineLimit = 20;
/** A proved repair replaces at most 20 lines by at most 40. */
const fixLineLimit = 60;
const columnLimit = 400;

const languageByExtension: Readonly<Record<string, string>> = {
  c: "c",
  cc: "cpp",
  cpp: "cpp",
  cs: "csharp",
  go: "go",
  h: "c",
  hpp: "cpp",
  java: "java",
  js: "js",
  json: "json",
  jsx: "jsx",
  kt: "kotlin",
  mjs: "js",
  php: "php",
  py: "python",
  rb: "ruby",
  rs: "rust",
  sh: "bash",
  sql: "sql",
  tf: "hcl",
  ts: "ts",
  tsx: "tsx",
  yaml: "yaml",
  yml: "yaml",
};

/**
 * The quoted lines as a fenced block. Every line begins with its number, so that none begins with text from the
 * change; removed lines carry a minus sign and the language `diff`.
 */
export function renderQuoteBlock(place: Place): string {
  const lines = showCode(place.quote);
  const digits = String(place.startLine + lines.length - 1).length;
  const isRemoved = place.side === "LEFT";
  const rows = lines.map((line, index) => {
    const number = String(place.startLine + index).padStart(digits);
    return `${isRemoved ? "- " : ""}${number} | ${line}`.trimEnd();
  });
  return fence(rows, isRemoved ? "diff" : findLanguage(place.path));
}

/** Proposed code as a fenced diff: the sign keeps foreign text off the beginnings of lines. */
export function renderFixBlock({ rows }: ShownFix): string {
  return fence(
    rows.map(({ sign, text }) => `${sign} ${text}`.trimEnd()),
    "diff",
    fixLineLimit,
  );
}

function fence(rows: readonly string[], language: string, limit = lineLimit): string {
  const shown = rows.slice(0, limit).map(cutRow);
  const rest = rows.length - shown.length;
  if (rest > 0) shown.push(`… ${countNoun(rest, "more line")}`);
  const marks = "`".repeat(Math.max(3, longestRun(shown) + 1));
  return [marks + language, ...shown, marks].join("\n");
}

function cutRow(row: string): string {
  return row.length <= columnLimit ? row : `${cutText(row, columnLimit)} …`;
}

function longestRun(rows: readonly string[]): number {
  let longest = 0;
  for (const row of rows) {
    for (const run of row.match(/`+/g) ?? []) longest = Math.max(longest, run.length);
  }
  return longest;
}

function findLanguage(path: string): string {
  const extension = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  return Object.hasOwn(languageByExtension, extension) ? (languageByExtension[extension] ?? "") : "";
}
