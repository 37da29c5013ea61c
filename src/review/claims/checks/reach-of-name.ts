import { type FileEvidence, holdsWord, isInsideFunction } from "./file-evidence.ts";

const LOOKS_BACK = 5;
/** A declaration of its own, not a member of an object. */
const STATEMENT = /^\s*(?:async\s+)?(?:function|const|let|var|class|enum|type|interface)\b/;

/** Whether nothing outside the file can reach what is defined on a line, so that its uses in the file are all there are. */
export function isOwnDefinition(name: string, line: number, file: FileEvidence): boolean {
  const text = file.codeLines.get(line) ?? "";
  if (isDecorated(line, file)) return false;
  if (isInsideFunction(file, line)) return isLocal(line, file);
  switch (file.facts?.language) {
    case "javascript":
    case "typescript":
    case "tsx":
      return isInClass(line, file)
        ? /\bprivate\b/.test(text) || name.startsWith("#")
        : isModuleLocal(text, file);
    case "java":
    case "csharp":
    case "php":
      return /\bprivate\b/.test(text);
    case "c":
    case "cpp":
      return /^static\b/.test(text) && !/\.h(?:pp|h|xx)?$/.test(file.path);
    default:
      return false;
  }
}

/** A decorator or annotation may hand what it stands on to somebody else. */
function isDecorated(line: number, { codeLines }: FileEvidence): boolean {
  for (let above = line; above > line - LOOKS_BACK; above -= 1) {
    const text = (codeLines.get(above) ?? "").trim();
    if (/^(?:@\w|#\[|\[\w)/.test(text)) return true;
    if (above < line && text !== "") return false;
  }
  return false;
}

/** A method of a class or an object inside a function goes where the object goes. */
function isLocal(line: number, file: FileEvidence): boolean {
  if (isInClass(line, file) && !isFunctionInnermost(line, file)) return false;
  const isScript = /script|tsx/.test(file.facts?.language ?? "");
  return !isScript || STATEMENT.test(file.codeLines.get(line) ?? "");
}

function isFunctionInnermost(line: number, { facts }: FileEvidence): boolean {
  const around = (facts?.scopes ?? []).filter(
    ({ startLine, endLine }) => startLine < line && line <= endLine,
  );
  return around.toSorted((one, other) => other.startLine - one.startLine)[0]?.kind === "function";
}

function isInClass(line: number, { facts }: FileEvidence): boolean {
  return (facts?.scopes ?? []).some(
    ({ kind, startLine, endLine }) => kind === "class" && startLine < line && line <= endLine,
  );
}

/** A script without imports and exports shares its names with the page. */
function isModuleLocal(text: string, { codeLines }: FileEvidence): boolean {
  if (/^\s*export\b|\bexports\b/.test(text) || !STATEMENT.test(text)) return false;
  return [...codeLines.values()].some((line) =>
    /^\s*(?:import|export)\b|\brequire\(|\bmodule\.exports\b/.test(line),
  );
}

const MAX_TEXT = 80;

/** Whether a string may name it, as in `__all__`, quoted types and reflection, or a comment that tools read. */
export function isSpokenOfInText(name: string, { code, lines, facts }: FileEvidence, ownLine = 0): boolean {
  return (code?.texts ?? []).some((span) => {
    if (span.startLine === ownLine) return false;
    if (span.startLine !== span.endLine) {
      return (
        span.kind === "comment" &&
        facts?.language === "java" &&
        isLinked(name, span.startLine, span.endLine, lines)
      );
    }
    const text = (lines.get(span.startLine) ?? "").slice(span.startColumn, span.endColumn);
    if (!holdsWord(text, name)) return false;
    if (span.kind === "comment") return /\btype:|@(?:link|see|type|param|returns?)\b/.test(text);
    return text.length <= MAX_TEXT && (!/\s/.test(text.trim()) || text.includes("["));
  });
}

function isLinked(name: string, start: number, end: number, lines: ReadonlyMap<number, string>): boolean {
  for (let line = start; line <= end; line += 1) {
    const text = lines.get(line) ?? "";
    if (/@(?:link|see|throws)\b/.test(text) && holdsWord(text, name)) return true;
  }
  return false;
}
