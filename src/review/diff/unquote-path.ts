const NAMED_ESCAPES: ReadonlyMap<string, number> = new Map([
  ["a", 7],
  ["b", 8],
  ["t", 9],
  ["n", 10],
  ["v", 11],
  ["f", 12],
  ["r", 13],
  ['"', 34],
  ["\\", 92],
]);

interface Escape {
  readonly byte: number;
  readonly length: number;
}

function readEscape(text: string, offset: number): Escape | null {
  const named = NAMED_ESCAPES.get(text.charAt(offset + 1));
  if (named !== undefined) return { byte: named, length: 2 };
  const octal = text.slice(offset + 1, offset + 4);
  return /^[0-3][0-7]{2}$/.test(octal) ? { byte: Number.parseInt(octal, 8), length: 4 } : null;
}

function decode(bytes: readonly number[]): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(bytes));
}

/** A name out of a header line, and the offset after it. */
export interface QuotedName {
  readonly name: string;
  readonly end: number;
}

/**
 * Reads a name that git put between double quotes (C escapes, octal bytes of UTF-8), beginning at `offset`.
 * Null when there is no well-formed quoted name. Bytes that are not UTF-8 become U+FFFD.
 */
export function unquotePath(text: string, offset = 0): QuotedName | null {
  if (text.charAt(offset) !== '"') return null;
  const parts: string[] = [];
  let bytes: number[] = [];
  let position = offset + 1;
  while (position < text.length) {
    const character = text.charAt(position);
    if (character === "\\") {
      const escaped = readEscape(text, position);
      if (escaped === null) return null;
      bytes.push(escaped.byte);
      position += escaped.length;
      continue;
    }
    if (bytes.length > 0) parts.push(decode(bytes));
    bytes = [];
    if (character === '"') return { name: parts.join(""), end: position + 1 };
    parts.push(character);
    position += 1;
  }
  return null;
}
