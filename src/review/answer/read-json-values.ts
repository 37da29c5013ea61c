/** Deeper nesting than any answer has; keeps the recursion bounded on hostile text. */
const MAX_DEPTH = 40;

/** What a text holds of JSON objects and arrays. Objects have no prototype. */
export interface JsonValues {
  /** Outermost objects and arrays that are not empty, in the order of the text. */
  readonly values: readonly object[];
  /** Those of them, at any depth, that broke off, were malformed or repeat a key: what they hold is a part. */
  readonly open: ReadonlySet<object>;
}

interface Reader {
  readonly text: string;
  readonly open: Set<object>;
  at: number;
}

interface ReadValue {
  readonly value: unknown;
  readonly isClosed: boolean;
}

/**
 * Finds JSON in any text in one pass. Reading goes on where a malformed value broke off, so the time is linear
 * whatever the text. Line feeds and unknown escapes inside strings and trailing commas are accepted, because
 * models write them and they change no meaning; nothing is ever completed.
 */
export function findJsonValues(text: string): JsonValues {
  const reader: Reader = { text, open: new Set(), at: 0 };
  const values: object[] = [];
  for (;;) {
    const start = findContainerStart(text, reader.at);
    if (start === -1) return { values, open: reader.open };
    reader.at = start;
    const { value } = readContainer(reader, 0);
    if (Object.keys(value).length > 0) values.push(value);
    reader.at = Math.max(reader.at, start + 1);
  }
}

function findContainerStart(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === "{" || character === "[") return at;
  }
  return -1;
}

function readContainer(reader: Reader, depth: number): { value: object; isClosed: boolean } {
  return reader.text[reader.at] === "{" ? readObject(reader, depth) : readArray(reader, depth);
}

function readObject(reader: Reader, depth: number): { value: object; isClosed: boolean } {
  const object: Record<string, unknown> = Object.create(null);
  reader.at += 1;
  while (depth < MAX_DEPTH) {
    skipSpace(reader);
    if (takeCharacter(reader, "}")) return { value: object, isClosed: true };
    if (!readMember(reader, object, depth) || !isSeparated(reader, "}")) break;
  }
  reader.open.add(object);
  return { value: object, isClosed: false };
}

/** False when the member broke off; a container that broke off is kept as far as it goes. */
function readMember(reader: Reader, object: Record<string, unknown>, depth: number): boolean {
  const keyStart = reader.at;
  const key = readString(reader);
  if (key === null) return false;
  skipSpace(reader);
  if (!takeCharacter(reader, ":")) {
    // A quote in prose opened no key: what looked like one may hold the beginning of the real answer.
    reader.at = keyStart + 1;
    return false;
  }
  const read = readValue(reader, depth + 1);
  if (read === null) return false;
  if (Object.hasOwn(object, key)) reader.open.add(object);
  else object[key] = read.value;
  return read.isClosed;
}

function readArray(reader: Reader, depth: number): { value: object; isClosed: boolean } {
  const array: unknown[] = [];
  reader.at += 1;
  while (depth < MAX_DEPTH) {
    skipSpace(reader);
    if (takeCharacter(reader, "]")) return { value: array, isClosed: true };
    const read = readValue(reader, depth + 1);
    if (read === null) break;
    array.push(read.value);
    if (!read.isClosed || !isSeparated(reader, "]")) break;
  }
  reader.open.add(array);
  return { value: array, isClosed: false };
}

/** Takes a comma, or sees the closing bracket and leaves it. */
function isSeparated(reader: Reader, closing: string): boolean {
  skipSpace(reader);
  return takeCharacter(reader, ",") || reader.text[reader.at] === closing;
}

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERALS: readonly (readonly [string, unknown])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
];

function readValue(reader: Reader, depth: number): ReadValue | null {
  skipSpace(reader);
  const character = reader.text[reader.at];
  if (character === "{" || character === "[") return readContainer(reader, depth);
  if (character === '"') {
    const value = readString(reader);
    return value === null ? null : { value, isClosed: true };
  }
  for (const [word, value] of LITERALS) {
    if (reader.text.startsWith(word, reader.at)) {
      reader.at += word.length;
      return { value, isClosed: true };
    }
  }
  return readNumber(reader);
}

function readNumber(reader: Reader): ReadValue | null {
  NUMBER.lastIndex = reader.at;
  const match = NUMBER.exec(reader.text);
  if (match === null) return null;
  reader.at += match[0].length;
  return { value: Number(match[0]), isClosed: true };
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

/** Null when there is no string here, or when the text ends inside it. */
function readString(reader: Reader): string | null {
  if (!takeCharacter(reader, '"')) return null;
  const parts: string[] = [];
  let from = reader.at;
  while (reader.at < reader.text.length) {
    const character = reader.text[reader.at];
    if (character === '"') {
      parts.push(reader.text.slice(from, reader.at));
      reader.at += 1;
      return parts.join("");
    }
    if (character === "\\") {
      parts.push(reader.text.slice(from, reader.at), readEscape(reader));
      from = reader.at;
    } else {
      reader.at += 1;
    }
  }
  return null;
}

function readEscape(reader: Reader): string {
  const letter = reader.text[reader.at + 1] ?? "";
  const digits = reader.text.slice(reader.at + 2, reader.at + 6);
  if (letter === "u" && /^[0-9a-fA-F]{4}$/.test(digits)) {
    reader.at += 6;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }
  reader.at += 2;
  // Patterns are often copied without doubling the backslash; it stands in the code, so it is kept.
  return ESCAPES.get(letter) ?? `\\${letter}`;
}

function takeCharacter(reader: Reader, character: string): boolean {
  if (reader.text[reader.at] !== character) return false;
  reader.at += 1;
  return true;
}

function skipSpace(reader: Reader): void {
  for (;;) {
    const character = reader.text[reader.at];
    if (character !== " " && character !== "\n" && character !== "\t" && character !== "\r") return;
    reader.at += 1;
  }
}
