import type { Side } from "../../domain/change-set.ts";
import type { LineRange } from "../../domain/finding.ts";
import { lineAt, type SideText, squashText } from "./side-text.ts";

const MIN_QUOTE_LENGTH = 3;
/** Side and number as prompts write them in front of a line: `R12 + `, `L7 - `, `C12 . `; also `12: ` and `12 | `. */
const GUTTER = /^\s*(?:[CLR]\s?)?\d{1,8}\s*(?:[|:]\s?|[-+.](?=\s)|\s(?=\s|$)|(?=\s))/;
const DIFF_MARKER = /^\s*[-+](?=\s|\S)/;

const PROMPT_GUTTER = /^[ \t]*[CLR]\d{1,8} [-+. ](?: |$)/gm;

/** Whether a quote says enough to be looked up: three characters besides white space, one of them a letter or digit. */
export function isQuotable(quote: string): boolean {
  const code = squashText(quote.replace(PROMPT_GUTTER, ""));
  return code.length >= MIN_QUOTE_LENGTH && /[\p{L}\p{N}]/u.test(code);
}

/**
 * The forms in which a quote is looked up, white space removed: as it is, then without what models copy along from
 * the prompt or from a diff. All are searched for in the real text, so that a wrong guess only finds nothing.
 */
export function listQuoteForms(quote: string, side: Side): readonly string[] {
  const lines = quote.split("\n").filter((line) => line.trim() !== "");
  const bare = lines.map((line) => line.replace(GUTTER, ""));
  const forms = [
    lines,
    withoutMarkers(lines),
    bare,
    withoutMarkers(bare),
    selectMarked(lines, side === "LEFT" ? "-" : "+"),
  ];
  const texts = forms.map((form) => form.join("\n")).filter(isQuotable);
  return [...new Set(texts.map(squashText))];
}

function withoutMarkers(lines: readonly string[]): readonly string[] {
  return lines.every((line) => DIFF_MARKER.test(line))
    ? lines.map((line) => line.replace(DIFF_MARKER, ""))
    : [];
}

/** The lines of one side of a quoted piece of a diff. */
function selectMarked(lines: readonly string[], marker: "-" | "+"): readonly string[] {
  return lines.filter((line) => line.startsWith(marker)).map((line) => line.slice(1));
}

/** Every line range in which the squashed quote stands, one a starting line. Linear in text and quote. */
export function findQuote(side: SideText, squashedQuote: string): readonly LineRange[] {
  const found: LineRange[] = [];
  for (const position of findPositions(side.squashed, squashedQuote)) {
    const start = lineAt(side, position);
    if (found.at(-1)?.start === start) continue;
    found.push({ start, end: lineAt(side, position + squashedQuote.length - 1) });
  }
  return found;
}

/**
 * Every position of a text that is not empty. Knuth, Morris and Pratt: the engine's own search takes quadratic time on
 * repetitive text.
 */
export function* findPositions(text: string, pattern: string): Generator<number> {
  const borders = listBorders(pattern);
  let matched = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    while (matched > 0 && pattern.charCodeAt(matched) !== code) matched = borders[matched - 1] ?? 0;
    if (pattern.charCodeAt(matched) === code) matched += 1;
    if (matched === pattern.length) {
      yield at - matched + 1;
      matched = borders[matched - 1] ?? 0;
    }
  }
}

/** For each prefix of the pattern, the length of its longest proper prefix that is also its end. */
function listBorders(pattern: string): Int32Array {
  const borders = new Int32Array(pattern.length);
  let border = 0;
  for (let at = 1; at < pattern.length; at += 1) {
    const code = pattern.charCodeAt(at);
    while (border > 0 && pattern.charCodeAt(border) !== code) border = borders[border - 1] ?? 0;
    if (pattern.charCodeAt(border) === code) border += 1;
    borders[at] = border;
  }
  return borders;
}
