import { type FileEvidence, findWord } from "./file-evidence.ts";

/** More are looked at in no file: what is left open then is undecided. */
export const MAX_READS = 200;

/** The first of the lines where a name means what the file defines. */
export function findFree(
  name: string,
  lines: readonly number[],
  file: FileEvidence,
  own: readonly number[] = [],
): number | undefined {
  const imported = new Set(file.facts?.names.get(name)?.importedAt ?? []);
  const others = (file.facts?.names.get(name)?.definedAt ?? []).filter(
    (line) => !own.includes(line) && !imported.has(line) && declares(name, line, file),
  );
  return lines.slice(0, MAX_READS).find((line) => !isShadowed({ name, others }, line, file));
}

/** In some languages an assignment makes a name of the function, in others a declaration does. */
export function declares(name: string, line: number, { facts, codeLines }: FileEvidence): boolean {
  const code = codeLines.get(line) ?? "";
  const before = code.slice(0, Math.max(0, findWord(code, name)));
  switch (facts?.language) {
    case "python":
    case "ruby":
    case "php":
      return true;
    case "go":
      return /\b(?:var|const)\s/.test(before) || code.includes(":=");
    case "javascript":
    case "typescript":
    case "tsx":
      return name.startsWith("#") || /\b(?:const|let|var|private)\b[^=]*$/.test(before);
    default:
      return isTypedDeclaration(before);
  }
}

/** Whether what stands before a name ends with a type. */
function isTypedDeclaration(before: string): boolean {
  return /[\w>\]*&]\s+[*&]{0,3}$/.test(before) && !/\b(?:return|else|throw|new|case)\s+$/.test(before);
}

interface Shadows {
  readonly name: string;
  /** Where the name is defined besides what is judged. */
  readonly others: readonly number[];
}

/** Whether a function around the line has a parameter or variable of its own with that name. */
function isShadowed({ name, others }: Shadows, line: number, { code }: FileEvidence): boolean {
  return (code?.declarations ?? []).some(
    ({ kind, parameters, startLine, endLine }) =>
      kind === "function" &&
      startLine <= line &&
      line <= endLine &&
      (parameters.some((parameter) => parameter.name === name) ||
        others.some((at) => startLine < at && at <= endLine)),
  );
}
