/** What is assigned to a name. `value` is the text from `start` on, between its quotes. */
export interface AssignedValue {
  readonly value: string;
  readonly start: number;
  readonly isQuoted: boolean;
}

// Formatters put a long literal on the line behind the operator, in brackets or behind a backslash.
const BREAK = /(?:\([^\S\n]{0,8})?(?:\\?\r?\n[^\S\n]{0,120})?/y;
const OPENING =
  /(?:[bfruBFRU]{0,2}|[@$]{1,3}|new String\(|Buffer\.from\(|\[\]byte\()("{3,5}(?!")|'{3}|["'`]|<<[<~-]?[^\S\n]?["']?(?=[A-Za-z_]))/y;
const TAG = /([A-Za-z_]\w{0,40})["']?[^\S\n]{0,8}\r?\n/y;
const BLOCK = /[|>][-+\d]{0,2}(?:[^\S\n]{1,8}#[^\n]{0,200})?[^\S\n]{0,8}\r?\n/y;
const INDENT = /[ \t]{1,80}/y;
const ELEMENT_TEXT = /\s{0,80}([^\s<>][^<>\n]{0,511})(?:\r?\n[^\S\n]{0,80})?<\//y;
const BARE = /([^\s"'`;,#<>(){}[\]]{1,512})(?=[^\S\n]*(?:$|[\n\r#;]))/my;
const MAX_LINE_CHARACTERS = 512;
const MAX_CHARACTERS = 4096;
// A long value that was broken into lines.
const PART_OF_VALUE = /^[A-Za-z0-9+/=_-]{8,}$/;

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/**
 * The literal that begins at `at`: in quotes of any sort, over several lines where its language lets it, as the text
 * of an element, as a block of YAML or, in configuration, without quotes. Null for expressions. Bounded.
 */
export function readAssignedValue(text: string, at: number, isConfiguration: boolean): AssignedValue | null {
  const element = text[at - 1] === ">" ? readElement(text, at) : null;
  const literal = readLiteral(text, at) ?? element;
  if (literal !== null) return { ...literal, isQuoted: true };
  if (!isConfiguration) return null;
  const block = matchAt(BLOCK, text, at);
  if (block !== null) return readBlock(text, at + block[0].length);
  const bare = matchAt(BARE, text, at)?.[1];
  return bare === undefined ? null : { value: bare, start: at, isQuoted: false };
}

type Literal = Omit<AssignedValue, "isQuoted">;

function readLiteral(text: string, at: number): Literal | null {
  const broken = at + (matchAt(BREAK, text, at)?.[0].length ?? 0);
  for (const from of broken === at ? [at] : [at, broken]) {
    const opening = matchAt(OPENING, text, from);
    const quote = opening?.[1];
    if (opening === null || quote === undefined) continue;
    const start = from + opening[0].length;
    if (quote.startsWith("<<")) return readHeredoc(text, start);
    return quote.length === 1 && quote !== "`"
      ? readLine(text, start, quote)
      : readQuotedLines(text, start, quote);
  }
  return null;
}

/** Up to the closing quote, which must stand on the same line. */
function readLine(text: string, start: number, quote: string): Literal | null {
  const value = text.slice(start, start + MAX_LINE_CHARACTERS + 1).split(quote, 1)[0] ?? "";
  const isClosed =
    value !== "" && value.length <= MAX_LINE_CHARACTERS && text[start + value.length] === quote;
  return isClosed && !value.includes("\n") ? { value, start } : null;
}

/** Up to the closing quotes, or to the end of what is known. */
function readQuotedLines(text: string, start: number, quotes: string): Literal | null {
  const window = text.slice(start, start + MAX_CHARACTERS);
  const end = window.indexOf(quotes);
  return readLines(end < 0 ? text : text.slice(0, start + end), start, () => false);
}

function readHeredoc(text: string, start: number): Literal | null {
  const head = matchAt(TAG, text, start);
  if (head === null) return null;
  const isTag = (line: string) => line.trim().replace(/;$/, "") === head[1];
  return readLines(text, start + head[0].length, isTag);
}

/** The lines that are indented as the first one is. */
function readBlock(text: string, start: number): AssignedValue | null {
  const indent = matchAt(INDENT, text, start)?.[0];
  if (indent === undefined) return null;
  const literal = readLines(text, start, (line) => line.trim() !== "" && !line.startsWith(indent));
  return literal === null ? null : { ...literal, isQuoted: true };
}

function readElement(text: string, at: number): Literal | null {
  const value = matchAt(ELEMENT_TEXT, text, at)?.[1]?.trim();
  return value === undefined ? null : { value, start: text.indexOf(value, at) };
}

/**
 * The first line that is not blank, without the white space around it, and the lines behind it where all of them
 * are parts of one long word.
 */
function readLines(text: string, offset: number, isEnd: (line: string) => boolean): Literal | null {
  let start = -1;
  let end = -1;
  for (const { line, word, wordStart } of wordsByLine(text.slice(offset, offset + MAX_CHARACTERS))) {
    const isPart = PART_OF_VALUE.test(word);
    if (isEnd(line) || (start >= 0 && !isPart)) break;
    if (word === "") continue;
    start = start < 0 ? offset + wordStart : start;
    end = offset + wordStart + word.length;
    if (!isPart) break;
  }
  return start < 0 ? null : { value: text.slice(start, end), start };
}

/** Lines one by one: a caller that stops early has read no more. */
function* wordsByLine(text: string) {
  for (let at = 0; at < text.length; ) {
    const lineFeed = text.indexOf("\n", at);
    const lineEnd = lineFeed < 0 ? text.length : lineFeed;
    const line = text.slice(at, lineEnd);
    // A backslash at the end of a line continues it in several languages.
    const word = line.trim().replace(/\\$/, "").trimEnd();
    yield { line, word, wordStart: at + Math.max(0, line.search(/\S/)) };
    at = lineEnd + 1;
  }
}
