import { type FileEvidence, isInsideFunction } from "./file-evidence.ts";

const LOOKS_BACK = 60;
const UPPER_NAME =
  /^\s*(?:export\s+)?(?:(?:public|private|protected|internal|static|const|readonly|final|let|var|pub)\s+){0,6}(?:[\w<>[\].]{1,60}\s+)?_{0,2}[A-Z][A-Z0-9_]*\s*(?::[^=]{0,60})?=(?!=)/;
const KEYWORD =
  /\b(?:static\s+final|final\s+static|static\s+readonly|constexpr)\b|^\s*#\s*define\b|^\s*(?:pub\s+)?(?:const|static)\s+[A-Z]/;

/** Whether a line gives a constant of its module or class its value. */
export function isConstantLine(line: number, file: FileEvidence): boolean {
  const code = (file.codeLines.get(line) ?? "").slice(0, 1_000);
  if (file.facts?.language === "go") return /^\s*const\s+\w/.test(code) || isInConstBlock(line, file);
  if (isInsideFunction(file, line)) return false;
  return UPPER_NAME.test(code) || KEYWORD.test(code) || isNamedUpper(line, file);
}

function isInConstBlock(line: number, { codeLines }: FileEvidence): boolean {
  for (let above = line; above > line - LOOKS_BACK; above -= 1) {
    const code = codeLines.get(above) ?? "";
    if (/^\s*const\s*\(/.test(code)) return above < line;
    if (/^(?:func|type|var|\))/.test(code)) return false;
  }
  return false;
}

function isNamedUpper(line: number, { facts }: FileEvidence): boolean {
  return [...(facts?.names ?? [])].some(
    ([name, { definedAt }]) => /^_{0,2}[A-Z][A-Z0-9_]*$/.test(name) && definedAt.includes(line),
  );
}
