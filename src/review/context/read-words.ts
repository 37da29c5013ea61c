/** A name on a line of code, with how it is used there. */
export interface CodeWord {
  readonly text: string;
  /** What it is looked up in, from the outside in: `a`, `b` for the `c` of `a.b.c`. */
  readonly chain: readonly string[];
  readonly isCalled: boolean;
}

/** What is beyond belongs to data and machine-made code. */
const longestLine = 2_000;
const longestChain = 6;

/** The names on a line, in their order. Words of the language and numbers are left out. One pass. */
export function readWords(line: string): readonly CodeWord[] {
  const words: CodeWord[] = [];
  let chain: readonly string[] = noChain;
  let previous = "";
  for (let end = 0, start = findWord(line, 0); start >= 0; start = findWord(line, end)) {
    end = endOfWord(line, start);
    const text = line.slice(start, end);
    const isNumber = text.charCodeAt(0) <= nine;
    const isMember = previous !== "" && endsWithAccess(line, start);
    if (line.charAt(start - 1) === "@") chain = ofInstance;
    else chain = isMember ? [...chain, previous].slice(-longestChain) : noChain;
    if (!isNumber && !keywords.has(text)) words.push({ text, chain, isCalled: isCall(line, end) });
    previous = isNumber ? "" : text;
  }
  return words;
}

const noChain: readonly string[] = [];
/** `@name` of Ruby. */
const ofInstance: readonly string[] = ["@"];

/** Adds the texts of the words on a line, those of the language left out. */
export function addWords(line: string, texts: Set<string>): void {
  for (let end = 0, start = findWord(line, 0); start >= 0; start = findWord(line, end)) {
    end = endOfWord(line, start);
    const text = line.slice(start, end);
    if (!keywords.has(text)) texts.add(text);
  }
}

/** Whether one of the names stands on a line. Makes nothing of it: for lines of which most hold none. */
export function holdsWord(line: string, names: ReadonlySet<string>): boolean {
  for (let end = 0, start = findWord(line, 0); start >= 0; start = findWord(line, end)) {
    end = endOfWord(line, start);
    if (names.has(line.slice(start, end))) return true;
  }
  return false;
}

/** Where the next word begins; -1 where there is none. */
function findWord(line: string, from: number): number {
  const length = Math.min(line.length, longestLine);
  for (let at = from; at < length; at++) if (isWordCode(line.charCodeAt(at))) return at;
  return -1;
}

function endOfWord(line: string, start: number): number {
  const length = Math.min(line.length, longestLine);
  let end = start;
  while (end < length && isWordCode(line.charCodeAt(end))) end += 1;
  return end;
}

const nine = 57;

/** Letters, digits, the underscore and everything beyond ASCII; the dollar sign of PHP and shells is no part of a name. */
function isWordCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= nine) ||
    code === 95 ||
    code >= 128
  );
}

/** Whether `.`, `?.`, `->` or `::` stands right before the position. */
function endsWithAccess(line: string, at: number): boolean {
  const last = line.charAt(at - 1);
  if (last === ".") return line.charAt(at - 2) !== ".";
  return (last === ">" && line.charAt(at - 2) === "-") || (last === ":" && line.charAt(at - 2) === ":");
}

function isCall(line: string, at: number): boolean {
  let next = at;
  while (line.charAt(next) === " ") next += 1;
  const sign = line.charAt(next);
  return sign === "(" || (sign === "!" && /[([{]/.test(line.charAt(next + 1)));
}

const keywords: ReadonlySet<string> = new Set(
  `abstract and as assert async await begin bool boolean break byte case catch char class const continue def default
  defer del delete do double elif else elsif end ensure enum except export extends extern false False final finally
  float fn for foreach from func function global go if impl implements import in include instanceof int interface is
  isset lambda let long loop match mod module mut namespace new nil None not null nullptr of or package pass private
  protected pub public raise ref require rescue return short signed sizeof static string struct super switch template
  then this throw throws trait true True try type typedef typename typeof undefined union unless unsafe unsigned until
  use using var void volatile when where while with yield self Self`.split(/\s+/),
);
