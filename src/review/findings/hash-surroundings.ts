import { createHash } from "node:crypto";
import type { Place } from "../../domain/finding.ts";
import type { Scope } from "../../domain/syntax.ts";
import { type SideText, squashText } from "../claims/side-text.ts";

/** Lines on each side of a place. Blank ones do not count, so that an empty line more or less changes nothing. */
const reach = 3;

/**
 * SHA-256 of where a place stands: the functions and classes around it, its lines, and the lines next to them,
 * without white space and line numbers. The same line in another function is another risk.
 */
export function hashSurroundings(place: Place, text: SideText, scopes: readonly Scope[]): string {
  const { startLine, endLine } = place;
  const around = scopes
    .filter((scope) => scope.startLine <= startLine && scope.endLine >= endLine)
    .toSorted((one, other) => one.startLine - other.startLine || other.endLine - one.endLine)
    .map(({ kind, name }) => [kind, name]);
  const own: string[] = [];
  for (let line = startLine; line <= endLine; line += 1) own.push(squashText(text.lines.get(line) ?? ""));
  const seen = [around, readNear(text, startLine, -1).reverse(), own.join(""), readNear(text, endLine, 1)];
  return createHash("sha256").update(JSON.stringify(seen)).digest("hex");
}

/** The nearest lines first; ends where the text is not known any further. */
function readNear({ lines }: SideText, from: number, step: 1 | -1): string[] {
  const near: string[] = [];
  for (let line = from + step; near.length < reach; line += step) {
    const text = lines.get(line);
    if (text === undefined) break;
    const squashed = squashText(text);
    if (squashed !== "") near.push(squashed);
  }
  return near;
}
