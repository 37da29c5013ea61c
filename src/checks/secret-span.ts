import type { ScannedSecret } from "../domain/secret.ts";
import { secretRank } from "./secret-rules.ts";

/** A secret at its place in a text: `start` is inclusive, `end` exclusive, both in UTF-16 units. */
export interface SecretSpan {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

const MAX_PLACES_ON_LINES = 1000;

/** Offsets at which the lines of a text begin. */
function findLineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? Number.POSITIVE_INFINITY) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

/** Where reported values stand on the lines that were reported for them. A value that does not stand there is dropped. */
export function* spansOfSecrets(text: string, secrets: readonly ScannedSecret[]): Generator<SecretSpan> {
  const starts = findLineStarts(text);
  for (const { value, kind, startLine, endLine } of secrets) {
    if (value === "") continue;
    const first = starts[startLine - 1] ?? text.length;
    const lines = text.slice(first, starts[endLine] ?? text.length);
    let at = lines.indexOf(value);
    for (let count = 0; at >= 0 && count < MAX_PLACES_ON_LINES; count++) {
      yield { kind, start: first + at, end: first + at + value.length };
      at = lines.indexOf(value, at + value.length);
    }
  }
}

/** Overlapping spans become one: the widest extent, and the most specific of the kinds. */
function mergeSpans(spans: readonly SecretSpan[]): readonly SecretSpan[] {
  const ordered = spans.toSorted((a, b) => a.start - b.start || b.end - a.end);
  const merged: SecretSpan[] = [];
  for (const span of ordered) {
    const last = merged.at(-1);
    if (last === undefined || span.start >= last.end) {
      merged.push(span);
      continue;
    }
    const isMoreSpecific = secretRank(`secret.${span.kind}`) < secretRank(`secret.${last.kind}`);
    merged[merged.length - 1] = {
      kind: isMoreSpecific ? span.kind : last.kind,
      start: last.start,
      end: Math.max(last.end, span.end),
    };
  }
  return merged;
}

/**
 * Spans of one text as scanned secrets, each value at a place once: of overlapping spans the widest extent counts,
 * with the most specific kind; a value that stands twice on a line is one entry.
 */
export function locateSpans(text: string, spans: readonly SecretSpan[]): readonly ScannedSecret[] {
  const starts = findLineStarts(text);
  const found = new Map<string, ScannedSecret>();
  for (const span of mergeSpans(spans)) {
    const startLine = lineAt(starts, span.start);
    const endLine = lineAt(starts, span.end - 1);
    const value = text.slice(span.start, span.end);
    const key = `${startLine}\n${value}`;
    if (!found.has(key))
      found.set(key, { kind: span.kind, rule: `secret.${span.kind}`, value, startLine, endLine });
  }
  return [...found.values()];
}
