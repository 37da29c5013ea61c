import { INVISIBLE_CLASS } from "../../domain/invisible-characters.ts";
import { collectDisguises, type Disguises, shortestDisguise } from "./collect-disguises.ts";
import { type FoldedText, foldText } from "./fold-text.ts";

const invisibleOnly = new RegExp(`^${INVISIBLE_CLASS}*$`, "u");
const wordCharacter = /[\p{L}\p{N}_]/u;

interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * A function that masks values in disguise: in another case, backwards, in base64 or hexadecimal, with other characters
 * strewn in between, or in part, where a part cannot be anything else. Values of fewer than eight letters and digits are
 * left alone. Keeps line feeds. One pass over the text, whatever the number of values.
 */
export function createDisguiseMasker(values: readonly string[]): (text: string) => string {
  let forms: Disguises | null = null;
  return (text) => {
    forms ??= collectDisguises(values);
    if (forms.beginnings.size === 0) return text;
    const spans = findSpans(foldText(text), text, forms);
    return spans.length === 0 ? text : maskSpans(text, spans);
  };
}

function findSpans(
  folded: FoldedText,
  text: string,
  { loose, strict, beginnings }: Disguises,
): readonly Span[] {
  const spans: Span[] = [];
  for (let at = 0; at + shortestDisguise <= folded.text.length; at++) {
    if (!beginnings.has(folded.text.slice(at, at + shortestDisguise))) continue;
    const length =
      findLength(loose, folded.text, at) ??
      findLength(strict, folded.text, at, (found) => isOneWord(folded, text, { at, length: found }));
    if (length === null) continue;
    spans.push({ start: folded.starts[at] ?? 0, end: folded.ends[at + length - 1] ?? 0 });
  }
  return spans;
}

function findLength(
  forms: Disguises["loose"],
  text: string,
  at: number,
  isMeant: (length: number) => boolean = () => true,
): number | null {
  let longest: number | null = null;
  for (const [length, known] of forms) {
    if (length <= (longest ?? 0) || !known.has(text.slice(at, at + length))) continue;
    if (isMeant(length)) longest = length;
  }
  return longest;
}

/**
 * Whether characters that might be ordinary words are meant as the secret: nothing that can be seen stands between any
 * of them, or something stands between all of them.
 */
function isOneWord(
  { text: folded, starts, ends }: FoldedText,
  text: string,
  { at, length }: { readonly at: number; readonly length: number },
): boolean {
  const gaps = Array.from({ length: length - 1 }, (_, index) =>
    text.slice(ends[at + index], starts[at + index + 1]),
  );
  if (gaps.every((gap) => gap !== "")) return true;
  if (!gaps.every((gap) => invisibleOnly.test(gap))) return false;
  const around = [text.charAt((starts[at] ?? 0) - 1), text.charAt(ends[at + length - 1] ?? 0)];
  // Letters only: a part of a longer word is that word.
  return /\p{N}/u.test(folded.slice(at, at + length)) || !around.some((one) => wordCharacter.test(one));
}

function maskSpans(text: string, spans: readonly Span[]): string {
  const parts: string[] = [];
  let copied = 0;
  let open: Span | null = null;
  const close = () => {
    if (open === null) return;
    const feeds = text.slice(open.start, open.end).replaceAll(/[^\n]+/g, "");
    parts.push(text.slice(copied, open.start), "[masked]", feeds);
    copied = open.end;
  };
  for (const span of spans) {
    if (open !== null && span.start <= open.end) {
      open = { start: open.start, end: Math.max(open.end, span.end) };
      continue;
    }
    close();
    open = span;
  }
  close();
  return [...parts, text.slice(copied)].join("");
}
