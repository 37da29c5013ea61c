import type { CommentSyntax, Opening } from "./comment-syntax.ts";

/** What a line leaves open for the next one: a comment, or a string in which no comment begins. Null: code. */
export type OpenText =
  | {
      readonly opening: Extract<Opening, { readonly kind: "block" }>;
      /** How many such comments stand in each other. */
      readonly depth: number;
    }
  | { readonly opening: Extract<Opening, { readonly kind: "string" }> }
  /** Ends with the line that begins with `name`. */
  | { readonly opening: { readonly kind: "document"; readonly name: string } }
  | null;

export interface BlankedLine {
  readonly text: string;
  readonly open: OpenText;
}

interface Scanned {
  /** Comments by their ends, the second exclusive. */
  readonly comments: readonly (readonly [start: number, end: number])[];
  readonly open: OpenText;
  /** Whether a comment ends here that nothing began. */
  readonly isStray: boolean;
}

/** Lines that are looked at to find out in what a part of a file begins. */
const mostGuessed = 500;

/** One line without its comments; what follows a comment stays. Linear in the line. */
export function blankLine(line: string, open: OpenText, syntax: CommentSyntax): BlankedLine {
  const scanned = scanLine(line, open, syntax);
  if (scanned.comments.length === 0) return { text: line, open: scanned.open };
  const parts: string[] = [];
  let at = 0;
  for (const [start, end] of scanned.comments) {
    parts.push(line.slice(at, start));
    at = end;
  }
  const text = [...parts, line.slice(at)].join(" ").trimEnd();
  return { text, open: scanned.open };
}

/** In what each line begins. `isStart`: whether the file begins with the first of them; otherwise that is guessed. */
export function listOpenTexts(
  lines: readonly string[],
  isStart: boolean,
  syntax: CommentSyntax,
): readonly OpenText[] {
  let open = isStart ? null : guessOpening(lines, syntax);
  return lines.map((line) => {
    const before = open;
    open = scanLine(line, open, syntax).open;
    return before;
  });
}

/** A comment, where one ends before any other begins. */
function guessOpening(lines: readonly string[], syntax: CommentSyntax): OpenText {
  if (syntax.closes.size === 0) return null;
  let open: OpenText = null;
  for (const line of lines.slice(0, mostGuessed)) {
    const scanned: Scanned = scanLine(line, open, syntax);
    if (scanned.isStray) return blockOf(syntax);
    if (scanned.open?.opening.kind === "block" || hasBlock(line, scanned, syntax)) return null;
    open = scanned.open;
  }
  return null;
}

function blockOf({ openings }: CommentSyntax): OpenText {
  for (const opening of openings.values()) if (opening.kind === "block") return { opening, depth: 1 };
  return null;
}

function hasBlock(line: string, { comments }: Scanned, { closes }: CommentSyntax): boolean {
  return comments.some(([start, end]) => [...closes].some((close) => line.slice(start, end).endsWith(close)));
}

function scanLine(line: string, open: OpenText, syntax: CommentSyntax): Scanned {
  const scan: Scan = { line, syntax, comments: [], open, next: null, isStray: false, isPatternLeft: true };
  for (let at = 0; at < line.length; )
    at = scan.open === null ? passMark(scan, at) : passOpen(scan, scan.open, at);
  return { comments: scan.comments, open: scan.open ?? scan.next, isStray: scan.isStray };
}

/** One line on its way. */
interface Scan {
  readonly line: string;
  readonly syntax: CommentSyntax;
  readonly comments: (readonly [start: number, end: number])[];
  open: OpenText;
  /** What begins with the next line. */
  next: OpenText;
  isStray: boolean;
  /** False once a search for the end of a pattern found none: another one would not either. */
  isPatternLeft: boolean;
}

/** To the end of what is open, or of the line. */
function passOpen(scan: Scan, open: NonNullable<OpenText>, at: number): number {
  const { line } = scan;
  if (!("depth" in open)) {
    if (open.opening.kind === "document") {
      if (endsDocument(line, open.opening.name)) scan.open = null;
      return line.length;
    }
    const end = findStringEnd(line, at, open.opening);
    if (end !== null) scan.open = null;
    return end ?? line.length;
  }
  const { end, depth } = findBlockEnd(line, at, open);
  scan.open = depth === 0 ? null : { ...open, depth };
  scan.comments.push([at, end]);
  return end;
}

/** To the end of the next mark and of what it opens on this line. */
function passMark(scan: Scan, from: number): number {
  const { line, syntax } = scan;
  syntax.marks.lastIndex = from;
  const found = syntax.marks.exec(line);
  if (found === null) return line.length;
  const [mark] = found;
  const at = found.index;
  const after = at + mark.length;
  if (mark === "\\") return after + 1;
  const opening = syntax.openings.get(mark);
  if (opening === undefined) {
    scan.isStray = true;
    return after;
  }
  return passOpening(scan, opening, { at, after });
}

/** A mark by its ends, the second exclusive. */
interface Mark {
  readonly at: number;
  readonly after: number;
}

function passOpening(scan: Scan, opening: Opening, mark: Mark): number {
  const { line } = scan;
  switch (opening.kind) {
    case "nothing":
      return mark.after;
    case "line":
      return opening.isApart && !isApart(line, mark.at) ? mark.after : passComment(scan, mark.at);
    case "block":
      return opening.place === "line-start" && mark.at > 0 ? mark.after : passBlock(scan, opening, mark);
    case "string":
      return passString(scan, opening, mark.after);
    case "character":
      return matchEnd(/'(?:\\.[^'\\]{0,9}|[^'\\])'/uy, line, mark.at) ?? mark.after;
    case "pattern":
      return passPattern(scan, mark.at) ?? mark.after;
    case "document":
      return passDocumentName(scan, mark.after);
  }
}

function isApart(line: string, at: number): boolean {
  return at === 0 || /\s/.test(line.charAt(at - 1));
}

function passComment(scan: Scan, at: number): number {
  scan.comments.push([at, scan.line.length]);
  return scan.line.length;
}

function passBlock(scan: Scan, opening: Extract<Opening, { kind: "block" }>, { at, after }: Mark): number {
  const { end, depth } = findBlockEnd(scan.line, after, { opening, depth: 1 });
  scan.open = depth === 0 ? null : { opening, depth };
  scan.comments.push([at, end]);
  return end;
}

function passString(scan: Scan, opening: Extract<Opening, { kind: "string" }>, after: number): number {
  const end = findStringEnd(scan.line, after, opening);
  if (end !== null) return end;
  if (!opening.spansLines) return after;
  scan.open = { opening };
  return scan.line.length;
}

function passDocumentName(scan: Scan, after: number): number {
  const end = matchEnd(/[-~]?(["']?)[A-Za-z_]\w{0,60}\1/y, scan.line, after);
  if (end === null) return after;
  scan.next = { opening: { kind: "document", name: nameIn(scan.line.slice(after, end)) } };
  return end;
}

function nameIn(opening: string): string {
  return /\w+/.exec(opening)?.[0] ?? "";
}

function endsDocument(line: string, name: string): boolean {
  const begin = line.trimStart();
  return begin.startsWith(name) && !/^\w/.test(begin.slice(name.length));
}

function findBlockEnd(
  line: string,
  from: number,
  { opening, depth }: { readonly opening: Extract<Opening, { kind: "block" }>; readonly depth: number },
): { readonly end: number; readonly depth: number } {
  const { open: begin, close, place } = opening;
  let left = depth;
  for (let at = from; at < line.length; ) {
    if (line.startsWith(close, at)) {
      left -= 1;
      at += close.length;
      if (left === 0) return { end: at, depth: 0 };
    } else if (place === "nested" && line.startsWith(begin, at)) {
      left += 1;
      at += begin.length;
    } else at += 1;
  }
  return { end: line.length, depth: left };
}

function findStringEnd(
  line: string,
  from: number,
  { close, escapes }: Extract<Opening, { kind: "string" }>,
): number | null {
  for (let at = from; at < line.length; at += 1) {
    if (escapes && line[at] === "\\") at += 1;
    else if (line.startsWith(close, at)) return at + close.length;
  }
  return null;
}

/** The end of a regular expression; null where the sign divides, or nothing ends it. */
function passPattern(scan: Scan, at: number): number | null {
  const { line } = scan;
  const before = line.slice(Math.max(0, at - 20), at).trimEnd();
  const follows = before === "" || /[(,=:[!&|?{};+<>*%~^-]$|\b(?:return|typeof|case|in|of)$/.test(before);
  if (!follows || !scan.isPatternLeft) return null;
  const end = matchEnd(/\/(?:[^/\\[]|\\.|\[(?:[^\]\\]|\\.)*\])+\//y, line, at);
  scan.isPatternLeft = end !== null;
  return end;
}

function matchEnd(pattern: RegExp, line: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(line) ? pattern.lastIndex : null;
}
