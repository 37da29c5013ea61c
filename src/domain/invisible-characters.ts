/** What an invisible character does to a reader: reorder text, carry a hidden message, hide, or drive a terminal. */
export type InvisibleGroup = "bidirectional" | "tag" | "hidden" | "control";

/** A run of code points that show nothing, or not what they are. Both ends inclusive. */
export interface InvisibleRange {
  readonly from: number;
  readonly to: number;
  readonly group: InvisibleGroup;
  readonly name: string;
}

// Unicode 16 (all of Default_Ignorable_Code_Point), UTS 55 (source code handling) and CVE-2021-42574 for the bidirectional controls.
/**
 * Characters that a reader of code cannot see. Tab and line feed are not among them; carriage return is, and
 * is harmless before a line feed or at the end of a line.
 */
export const INVISIBLE_RANGES: readonly InvisibleRange[] = [
  { from: 0x00, to: 0x08, group: "control", name: "control character" },
  { from: 0x0b, to: 0x1f, group: "control", name: "control character" },
  { from: 0x7f, to: 0x9f, group: "control", name: "control character" },
  { from: 0xad, to: 0xad, group: "hidden", name: "soft hyphen" },
  { from: 0x34f, to: 0x34f, group: "hidden", name: "combining grapheme joiner" },
  { from: 0x61c, to: 0x61c, group: "bidirectional", name: "Arabic letter mark" },
  { from: 0x115f, to: 0x1160, group: "hidden", name: "Hangul filler" },
  { from: 0x17b4, to: 0x17b5, group: "hidden", name: "Khmer inherent vowel" },
  { from: 0x180b, to: 0x180f, group: "hidden", name: "Mongolian variation selector" },
  { from: 0x200b, to: 0x200d, group: "hidden", name: "zero-width character" },
  { from: 0x200e, to: 0x200f, group: "bidirectional", name: "direction mark" },
  { from: 0x2028, to: 0x2029, group: "control", name: "line or paragraph separator" },
  { from: 0x202a, to: 0x202e, group: "bidirectional", name: "direction override" },
  { from: 0x2060, to: 0x2065, group: "hidden", name: "invisible operator" },
  { from: 0x2066, to: 0x2069, group: "bidirectional", name: "direction isolate" },
  { from: 0x206a, to: 0x206f, group: "hidden", name: "deprecated format character" },
  { from: 0x3164, to: 0x3164, group: "hidden", name: "Hangul filler" },
  { from: 0xfe00, to: 0xfe0f, group: "hidden", name: "variation selector" },
  { from: 0xfeff, to: 0xfeff, group: "hidden", name: "byte order mark" },
  { from: 0xffa0, to: 0xffa0, group: "hidden", name: "Hangul filler" },
  { from: 0xfff0, to: 0xfff8, group: "hidden", name: "unassigned invisible character" },
  { from: 0xfff9, to: 0xfffb, group: "hidden", name: "annotation mark" },
  { from: 0x1bca0, to: 0x1bca3, group: "hidden", name: "shorthand format character" },
  { from: 0x1d173, to: 0x1d17a, group: "hidden", name: "musical format character" },
  { from: 0xe0000, to: 0xe007f, group: "tag", name: "tag character" },
  { from: 0xe0080, to: 0xe00ff, group: "hidden", name: "unassigned invisible character" },
  { from: 0xe0100, to: 0xe01ef, group: "hidden", name: "variation selector" },
  { from: 0xe01f0, to: 0xe0fff, group: "hidden", name: "unassigned invisible character" },
];

const classBody = INVISIBLE_RANGES.map(
  ({ from, to }) => `\\u{${from.toString(16)}}-\\u{${to.toString(16)}}`,
).join("");

/** A regular expression class of all of them, for the `u` flag. */
export const INVISIBLE_CLASS = `[${classBody}]`;

/** How such a character is shown: `\u{202E}`. */
export function showCodePoint(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}}`;
}
