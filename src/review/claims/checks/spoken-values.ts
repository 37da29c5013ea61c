const LINE_NUMBER = /\b(?:lines?|L)\s{0,2}\d+(?:\s{0,2}[-–,]\s{0,2}\d+)*/gi;
const QUOTED = /`([^`]{1,200})`|"([^"]{1,200})"|“([^”]{1,200})”|(?<![\w])'([^']{1,200})'(?![\w])/g;
const LONG_NUMBER = /(?<![\w.$#-])-?\d[\d_,]*\d(?:\.\d+)?(?![\w])|(?<![\w.])\d\.\d+(?![\w.])/g;
const NAMED_DIGIT = /\b(?:numbers?|values?|literals?|constants?|of|to|as)\s{1,3}`?(-?\d)`?(?![\w.])/gi;

/** Numbers that a text gives as values: of two digits or more, or named as a value. Line numbers are left out. */
export function listSpokenNumbers(text: string): readonly string[] {
  const said = text.replace(LINE_NUMBER, " ");
  const long = (said.match(LONG_NUMBER) ?? []).map((number) => number.replaceAll(",", ""));
  const digits = [...said.matchAll(NAMED_DIGIT)].map(([, digit]) => digit ?? "");
  const quoted = listQuoted(said).filter((piece) => /^-?\d[\d_]*(?:\.\d+)?$/.test(piece));
  return [...new Set([...long, ...digits, ...quoted])];
}

/** Texts that a claim quotes as the contents of a string: anything in quotes that is no name and no number. */
export function listSpokenTexts(text: string): readonly string[] {
  const pieces = listQuoted(text).map((piece) => piece.replace(/^["']|["']$/g, ""));
  return [...new Set(pieces)].filter((piece) => piece.length > 1 && !/^-?[\d_.]+$/.test(piece));
}

function listQuoted(text: string): readonly string[] {
  return [...text.matchAll(QUOTED)].flatMap(([, ...groups]) => groups.filter((group) => group !== undefined));
}
