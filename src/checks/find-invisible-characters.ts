import { INVISIBLE_CLASS } from "../domain/invisible-characters.ts";

/** One invisible character and its offset in UTF-16 units. */
export interface InvisibleCharacter {
  readonly at: number;
  readonly character: string;
}

const INVISIBLE = new RegExp(INVISIBLE_CLASS, "gu");
const HAS_INVISIBLE = new RegExp(INVISIBLE_CLASS, "u");

// Scripts in which joiners between letters change the spelling (Unicode 16, section 23.2).
const JOINING =
  "[\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Devanagari}\\p{Script=Bengali}\\p{Script=Gurmukhi}\\p{Script=Gujarati}\\p{Script=Oriya}\\p{Script=Tamil}\\p{Script=Telugu}\\p{Script=Kannada}\\p{Script=Malayalam}\\p{Script=Sinhala}\\p{Script=Khmer}\\p{Script=Myanmar}\\p{Script=Mongolian}]";
const EMOJI = "\\p{Extended_Pictographic}\\p{Emoji_Modifier}?[\\u{FE0E}\\u{FE0F}]?";
// The three flags of regions that Unicode lists as emoji: England, Scotland, Wales.
const FLAG =
  "\\u{1F3F4}\\u{E0067}\\u{E0062}(?:\\u{E0065}\\u{E006E}\\u{E0067}|\\u{E0073}\\u{E0063}\\u{E0074}|\\u{E0077}\\u{E006C}\\u{E0073})\\u{E007F}";
const ALLOWED = new RegExp(
  `${FLAG}|${EMOJI}(?:\\u{200D}${EMOJI})*|[0-9#*]\\u{FE0F}\\u{20E3}|(?<=${JOINING})[\\u{200C}\\u{200D}](?=${JOINING})`,
  "gu",
);

/**
 * The invisible characters of one line, without those that have a use where they stand: emoji sequences, joiners
 * between letters of scripts that need them, a carriage return at the end, a byte order mark at the start of a file.
 */
export function findInvisibleCharacters(
  line: string,
  place: { readonly isFileStart?: boolean } = {},
): readonly InvisibleCharacter[] {
  if (!HAS_INVISIBLE.test(line)) return [];
  // Same length, so that offsets stay true.
  const rest = line.replaceAll(ALLOWED, (sequence) => "x".repeat(sequence.length));
  const found: InvisibleCharacter[] = [];
  for (const match of rest.matchAll(INVISIBLE)) {
    const character = match[0];
    const isLineEnd = character === "\r" && match.index === line.length - 1;
    const isMark = character === "\u{FEFF}" && match.index === 0 && place.isFileStart === true;
    if (!isLineEnd && !isMark) found.push({ at: match.index, character });
  }
  return found;
}
