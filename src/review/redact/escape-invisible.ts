import { INVISIBLE_CLASS, showCodePoint } from "../../domain/invisible-characters.ts";

const INVISIBLE = new RegExp(INVISIBLE_CLASS, "gu");

/**
 * Makes every invisible or reordering character visible as `\u{202E}`. Tab, line feed and a carriage return that
 * ends a line stay. Linear; a text that was escaped before comes back as it is.
 */
export function escapeInvisible(text: string): string {
  return text.replaceAll(INVISIBLE, (character, at: number) => {
    const next = text.charAt(at + 1);
    return character === "\r" && (next === "\n" || next === "") ? character : showCodePoint(character);
  });
}
