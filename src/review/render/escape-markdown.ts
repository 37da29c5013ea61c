import { showLine } from "./show-text.ts";

// GitHub looks for mentions, references and links in the rendered text, other bots look for their commands in the
// raw one. A word that either could find becomes code; where it holds `@` or `<`, a code element with everything but
// letters and digits as character references, so that the raw text names nobody and holds no tag or marker.

/** Mentions and e-mail, issue references, mathematics. */
const activeCharacter = /[@#$]/;
/** Anything that GitHub or a mail program makes a link of, and what merely looks like a host name. */
const linkLike = /:\/\/|www\.|mailto:|xmpp:|[a-z0-9-]\.[a-z]{2}/i;
/** `GH-123`, abbreviated and full commit names, emoji short codes. */
const referenceLike = /gh-\d|[0-9a-f]{7}|:[\w+-]+:/i;
/** Commands of bots, ours included, that look at the beginning of a word or line. */
const commandLike = /^[/!]|^bors$|^r[+-]$|^try[+-]?$/i;

const leadingPunctuation = /^[([{"'<*_~]+/;
const trailingPunctuation = new Set(".,;:!?)]}\"'>*_~");

/**
 * Text of unknown origin as one line of Markdown that shows exactly that text: no link, image, mention, reference,
 * HTML, command, or block of its own. What stands between back-quotes stays code.
 */
export function escapeMarkdown(text: string): string {
  const parts = showLine(text).split("`");
  // With an odd number of back-quotes the last one opens nothing.
  const lastPaired = parts.length % 2 === 1 ? parts.length : parts.length - 2;
  const pieces = parts.flatMap((part, index) => {
    if (index % 2 === 0) return splitWords(part);
    if (index > lastPaired) return [{ text: "`", isCode: false }, ...splitWords(part)];
    if (part.trim() === "") return [{ text: `\`${part}\``, isCode: false }];
    return [{ text: part, isCode: true }];
  });
  const escaped: string[] = [];
  for (const piece of pieces.filter(({ text: shown }) => shown !== "")) {
    if (piece.isDisarmed) escaped.push(piece.text === "/" ? "&sol;" : "&excl;");
    else if (!piece.isCode) escaped.push(escapePunctuation(piece.text));
    // Two code spans side by side would read as one.
    else if (escaped.at(-1)?.endsWith("`")) escaped.push(renderCodeElement(piece.text));
    else escaped.push(renderInlineCode(piece.text));
  }
  return escapeStart(escaped.join("").trim());
}

/** Text of unknown origin as inline code: between back-quotes where that is safe, else as a code element. */
export function renderInlineCode(text: string): string {
  const line = showLine(text);
  if (line === "") return "";
  return /[`@<]/.test(line) ? renderCodeElement(line) : `\`${line}\``;
}

/** GitHub finds e-mail addresses after it has resolved references, in code elements too: none stands in one piece. */
function renderCodeElement(text: string): string {
  return showLine(text)
    .split(/(?<=[\w.+-])(?=@)/)
    .map((part) => `<code>${encodePunctuation(part)}</code>`)
    .join("");
}

function encodePunctuation(text: string): string {
  return text.replace(/[^\p{L}\p{N}\p{M} ]/gu, (character) => `&#${character.codePointAt(0)};`);
}

interface Piece {
  readonly text: string;
  readonly isCode: boolean;
  /** `/` or `!`, written by its name, so that the raw text holds no command. */
  readonly isDisarmed?: boolean;
}

/** Cuts prose into what may stand as it is and what has to become code. */
function splitWords(text: string): readonly Piece[] {
  return text
    .split(" ")
    .flatMap((word, index) => [
      ...(index === 0 ? [] : [{ text: " ", isCode: false }]),
      ...(isActive(word) ? splitActive(word) : [{ text: word, isCode: false }]),
    ]);
}

/**
 * The brackets and stops around a word stay outside the code. A path with a quote in it is where an attack begins that
 * goes on in the next words: nothing tells how far, so all of it stays prose. Of other words the quote is a part.
 */
function splitActive(word: string): readonly Piece[] {
  if (isBrokenPath(word)) {
    return [
      { text: word.charAt(0), isCode: false, isDisarmed: true },
      { text: word.slice(1), isCode: false },
    ];
  }
  const start = leadingPunctuation.exec(word)?.[0].length ?? 0;
  let end = word.length;
  while (end > start && trailingPunctuation.has(word.charAt(end - 1))) end -= 1;
  const opening = word.slice(0, start);
  while (/['"]/.test(word.charAt(end)) && !opening.includes(word.charAt(end))) end += 1;
  if (end === start) return [{ text: word, isCode: true }];
  return [
    { text: opening, isCode: false },
    { text: word.slice(start, end), isCode: true },
    { text: word.slice(end), isCode: false },
  ];
}

/** Nothing about it is active but its first character. */
function isBrokenPath(word: string): boolean {
  return /^[/!]/.test(word) && /['"]/.test(word) && !isReference(word);
}

function isReference(word: string): boolean {
  return activeCharacter.test(word) || linkLike.test(word) || referenceLike.test(word);
}

function isActive(word: string): boolean {
  return isReference(word) || commandLike.test(word);
}

function escapePunctuation(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("`", "&#96;")
    .replace(/[\\*_~[\]|]/g, "\\$&");
}

/** What would begin a list, a rule, an underlined heading or an indented block at the beginning of a line. */
function escapeStart(line: string): string {
  if (/^[-+=:]/.test(line)) return `\\${line}`;
  return line.replace(/^(\d{1,9})([.)])/, "$1\\$2");
}
