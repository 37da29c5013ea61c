import { INVISIBLE_CLASS } from "../../domain/invisible-characters.ts";

const invisible = new RegExp(INVISIBLE_CLASS, "gu");

/**
 * JSON with two spaces of indentation. Invisible characters are written as escape sequences: a reader of the file
 * sees them, a parser gets the same value. So is the beginning of `##[command]`, which a workflow of GitHub obeys
 * wherever a step prints it.
 */
export function serializeJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(invisible, escapeUnits).replaceAll("##[", "\\u0023#[");
}

function escapeUnits(character: string): string {
  return character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}
