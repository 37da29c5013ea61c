import type { ChangedFile, Side } from "../domain/change-set.ts";
import type { SecretMatch } from "../domain/secret.ts";
import { PUBLIC_SECRET_PREFIXES } from "../domain/secret-prefixes.ts";

interface LinesOfSide {
  readonly side: Side;
  readonly start: number;
  readonly end: number;
}

const MAX_QUOTED_LINES = 40;
const MAX_LINE_CHARACTERS = 400;
const ARMOUR = /-----(?:BEGIN|END) [A-Z0-9 ]{0,40}KEY(?: BLOCK)?-----/;

function lineText(file: ChangedFile, side: Side, line: number): string {
  for (const hunk of file.hunks) {
    for (const candidate of hunk.lines) {
      if ((side === "RIGHT" ? candidate.newLine : candidate.oldLine) === line) return candidate.text;
    }
  }
  return "";
}

/** `AKIA…[masked]` where the first four characters only name the issuer; nothing of the value otherwise. */
function maskedForm(value: string): string {
  const prefix = value.slice(0, 4);
  return PUBLIC_SECRET_PREFIXES.has(prefix) && value.length >= 16 ? `${prefix}…[masked]` : "[masked]";
}

function maskLine(text: string, line: number, secrets: readonly SecretMatch[]): string {
  if (secrets.some((secret) => secret.startLine < line && line < secret.endLine)) return "[masked]";
  let masked = text;
  for (const { value, startLine, endLine } of secrets) {
    if (startLine === endLine) masked = masked.replaceAll(value, () => maskedForm(value));
    // First and last line of a value of several lines: only the armour is known to be no part of the secret.
    else if (line === startLine || line === endLine) masked = ARMOUR.exec(masked)?.[0] ?? "[masked]";
  }
  return masked;
}

/** Keeps the masked value in sight when the line is too long to quote in full. */
function cutLine(line: string): string {
  if (line.length <= MAX_LINE_CHARACTERS) return line;
  const at = Math.max(0, line.indexOf("[masked]") - MAX_LINE_CHARACTERS / 2);
  return `${at > 0 ? "…" : ""}${line.slice(at, at + MAX_LINE_CHARACTERS)}…`;
}

/** Lines of one side of a file with every secret on them masked; at most 40 lines of 400 characters. */
export function maskSecretLines(
  file: ChangedFile,
  lines: LinesOfSide,
  secrets: readonly SecretMatch[],
): string {
  const masked: string[] = [];
  for (let line = lines.start; line <= lines.end && masked.length < MAX_QUOTED_LINES; line++) {
    const here = secrets
      .filter((one) => one.side === lines.side && one.startLine <= line && line <= one.endLine)
      .toSorted((a, b) => b.value.length - a.value.length);
    masked.push(cutLine(maskLine(lineText(file, lines.side, line), line, here)));
  }
  return masked.join("\n");
}
