import type { FlowImport } from "../../domain/flow.ts";
import type { Language } from "../../domain/syntax.ts";
import { readImport } from "./read-import.ts";

const mostLines = 100;
const longestStatement = 5_000;
const longestLine = 500;
const firstWord =
  /^\s*(?:import\b|from\b|require|include|load\b|(?:pub(?:\([^()]*\))?\s+)?(?:use|mod)\b|(?:global\s+)?using\b|#\s*include|export\b|(?:const|let|var)\b.*=|[\w$]+\s*=\s*(?:await\s+)?(?:require|import)\s*\()/;
const endOfLineComment: Partial<Record<Language, RegExp>> = {
  python: /(?:^|\s)#.*$/,
  java: /\s*\/\/.*$/,
  csharp: /\s*\/\/.*$/,
  rust: /\s*\/\/.*$/,
  php: /\s*\/\/.*$/,
};

/** The imports of a text, by the look of its lines: no parse, one pass. */
export function listImports(lines: readonly string[], language: Language): readonly FlowImport[] {
  const imports: FlowImport[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (!mayImport(line, language)) continue;
    const { text, endLine } = joinStatement(lines, at, language);
    const span = { startLine: at + 1, endLine };
    if (language === "go" && text.startsWith("import (")) imports.push(...readBlock(lines, at + 1, endLine));
    else imports.push(...readImport(text, language).map((one) => ({ ...one, ...span })));
  }
  return imports;
}

function mayImport(line: string, language: Language): boolean {
  if (line.length > longestLine || !firstWord.test(line)) return false;
  // Most declarations of a script import nothing.
  return !/^\s*(?:const|let|var|export)\b/.test(line) || isScriptImport(line, language);
}

const scripts: ReadonlySet<Language> = new Set(["javascript", "typescript", "tsx"]);

function isScriptImport(line: string, language: Language): boolean {
  return scripts.has(language) && /\b(?:require|import)\s*\(|^\s*export\s+(?:type\s+)?[{*]/.test(line);
}

/** A statement with the lines on which its brackets go on, as one text. */
function joinStatement(
  lines: readonly string[],
  from: number,
  language: Language,
): { readonly text: string; readonly endLine: number } {
  const comment = endOfLineComment[language];
  const parts: string[] = [];
  let open = 0;
  let length = 0;
  for (let at = from; at < Math.min(lines.length, from + mostLines) && length < longestStatement; at++) {
    const line = (lines[at] ?? "").slice(0, longestLine);
    const code = (comment === undefined ? line : line.replace(comment, "")).trim();
    parts.push(code.replace(/\\$/, ""));
    open += countBrackets(code);
    length += code.length;
    if (open <= 0 && !code.endsWith("\\")) return { text: parts.join(" "), endLine: at + 1 };
  }
  return { text: parts[0] ?? "", endLine: from + 1 };
}

function countBrackets(code: string): number {
  let open = 0;
  for (const character of code) {
    if (character === "{" || character === "(") open += 1;
    else if (character === "}" || character === ")") open -= 1;
  }
  return open;
}

/** `import ( … )` of Go: every line within is an import of its own. */
function readBlock(lines: readonly string[], from: number, to: number): readonly FlowImport[] {
  return lines.slice(from, to).flatMap((line, index) => {
    const span = { startLine: from + index + 1, endLine: from + index + 1 };
    return readImport(line.trim(), "go").map((one) => ({ ...one, ...span }));
  });
}
