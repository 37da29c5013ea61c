const closing: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}", "<": ">" };

/** Where an expression between delimiters ends, by the delimiter that opens it; -1 where nothing closes it. */
export function findClosingDelimiter(text: string, opening: string): number {
  return text.lastIndexOf(closing[opening] ?? opening);
}
