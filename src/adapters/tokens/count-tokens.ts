import { createRequire } from "node:module";
import type { CountTokens } from "../../pipeline/ports.ts";

type Tokenizer = typeof import("gpt-tokenizer/encoding/o200k_base");

/** Merging is quadratic in the length of one word: longer runs of one kind of character are cut. */
const maxRun = 100;
/** Above this the rest is taken to be as dense as the part that was counted. */
const maxCounted = 4_000_000;
const charactersPerToken = 3;
/** The tokenizer remembers words; hostile text must not fill the memory with them. */
const maxCachedWords = 20_000;

/** The tables take 60 MB and a quarter of a second: they are loaded with the first text, which must not wait. */
function loadTokenizer(): Tokenizer {
  // Its own types say what the package exports under this name.
  const tokenizer = createRequire(import.meta.url)("gpt-tokenizer/encoding/o200k_base") as Tokenizer;
  tokenizer.setMergeCacheSize(maxCachedWords);
  return tokenizer;
}

/**
 * Counts tokens as o200k does. Never throws, also not on special tokens in the text; linear in the length. Runs of
 * more than 100 letters, symbols or blanks are counted in pieces, which adds at most one token a piece. The first text
 * takes longer than others.
 */
export function createTokenCounter(): CountTokens {
  const options = { disallowedSpecial: new Set<string>() };
  let tokenizer: Tokenizer | null = null;
  return (text) => {
    tokenizer ??= loadTokenizer();
    const { countTokens } = tokenizer;
    const countPiece = (piece: string) => countOr(() => countTokens(piece, options), piece);
    const counted = text.slice(0, maxCounted);
    let tokens = 0;
    for (const piece of cutRuns(counted)) tokens += countPiece(piece);
    return counted.length === text.length ? tokens : Math.ceil((tokens / counted.length) * text.length);
  };
}

function countOr(count: () => number, piece: string): number {
  try {
    return count();
  } catch {
    // What the tokenizer cannot count is still text that costs something.
    return Math.ceil(piece.length / charactersPerToken);
  }
}

/** Pieces that hold no run longer than `maxRun`; together they are the text. */
function* cutRuns(text: string): Generator<string> {
  let start = 0;
  let runStart = 0;
  let runKind = 0;
  for (let index = 0; index < text.length; index += 1) {
    const kind = kindOf(text.charCodeAt(index));
    // The kind of a character outside ASCII is not known here, so that it never ends a run.
    if (kind !== 0 && kind !== runKind) {
      runKind = kind;
      runStart = index;
    } else if (index - runStart >= maxRun && !isLowSurrogate(text.charCodeAt(index))) {
      yield text.slice(start, index);
      start = index;
      runStart = index;
    }
  }
  if (start < text.length) yield text.slice(start);
}

/** Letters 1, digits 2, blanks 3, other ASCII 4, everything else 0: the kinds between which o200k splits words. */
function kindOf(code: number): number {
  if (code > 126) return 0;
  if ((code >= 65 && code <= 90) || (code >= 97 && code <= 122)) return 1;
  if (code >= 48 && code <= 57) return 2;
  return code === 32 || (code >= 9 && code <= 13) ? 3 : 4;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
