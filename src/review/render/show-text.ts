import { escapeInvisible } from "../redact/escape-invisible.ts";

/** A workflow of GitHub obeys `##[command]` anywhere in what a step prints, and `::command::` at the start of a line. */
function disarm(line: string): string {
  return line.replaceAll("##[", "# #[");
}

/** Text of unknown origin as one line: white space collapsed, everything invisible made visible. */
export function showLine(text: string): string {
  const line = text
    .toWellFormed()
    .replace(/[\s\u0085]+/g, " ")
    .trim();
  return disarm(escapeInvisible(line)).replace(/^::/, ": :");
}

/**
 * Code of unknown origin as lines: nothing collapsed, tabs as four spaces, everything invisible made visible.
 * Only line feeds separate lines, as in the line numbers of git; a carriage return before one is dropped.
 */
export function showCode(text: string): readonly string[] {
  return text
    .toWellFormed()
    .split("\n")
    .map((line) => escapeInvisible((line.endsWith("\r") ? line.slice(0, -1) : line).replaceAll("\t", "    ")))
    .map((line) => disarm(line.replace(/[\r\v\f\u0085\u2028\u2029]/g, "\ufffd")));
}

/** Prose of unknown origin as paragraphs: lines kept, blank ones dropped. */
export function showParagraphs(text: string): readonly string[] {
  return text
    .split("\n")
    .map(showLine)
    .filter((line) => line !== "");
}
