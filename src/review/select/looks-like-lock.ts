import type { ChangedFile } from "../../domain/change-set.ts";

/** One line of printed JSON: an opening or closing bracket, a member, an element. */
const jsonLine =
  /^\s*(?:"(?:[^"\\]|\\.)*"\s*:\s*)?(?:"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|\{\}|\[\]|[{}[\]])?,?\s*$/;
const goSumLine = /^\S+ v\S+ h1:[A-Za-z0-9+/]{43}=$/;
/** What code needs and lists of packages do not have. A list that has it all the same is shown to the model, no more. */
const codeSign = /[;`]|\$\(|\w\s*\(\s*["']|=>|\b(?:exec|require|import|eval)\b\s*[(:]/;

/** Whether every added line reads like a line of the lock file that the name promises, and nobody may execute the file. */
export function looksLikeLock(name: string, { hunks, newMode }: ChangedFile): boolean {
  if (newMode === "100755") return false;
  const isLine = chooseTest(name);
  return hunks.every(({ lines }) => lines.every(({ kind, text }) => kind !== "added" || isLine(text)));
}

function chooseTest(name: string): (text: string) => boolean {
  if (name.endsWith(".json") || name === "Pipfile.lock" || name === "composer.lock")
    return (text) => jsonLine.test(withoutReturn(text));
  if (name === "go.sum") return (text) => goSumLine.test(withoutReturn(text)) || text.trim() === "";
  return (text) => text.length <= 4_000 && !codeSign.test(text);
}

function withoutReturn(text: string): string {
  return text.endsWith("\r") ? text.slice(0, -1) : text;
}
