import type { TextSpan } from "../../../domain/syntax.ts";

/** The lines with the spans blanked, so that only code is left in them. Every column stays where it is. */
export function maskTexts(
  lines: ReadonlyMap<number, string>,
  spans: readonly TextSpan[],
): ReadonlyMap<number, string> {
  const masked = new Map(lines);
  for (const span of groupByLine(spans, lines)) {
    masked.set(span.line, blank(lines.get(span.line) ?? "", span.ranges));
  }
  return masked;
}

interface LineSpans {
  readonly line: number;
  readonly ranges: readonly (readonly [number, number])[];
}

function groupByLine(spans: readonly TextSpan[], lines: ReadonlyMap<number, string>): readonly LineSpans[] {
  const byLine = new Map<number, [number, number][]>();
  for (const { startLine, startColumn, endLine, endColumn } of spans) {
    for (let line = startLine; line <= endLine && lines.has(line); line += 1) {
      const ranges = byLine.get(line) ?? [];
      byLine.set(line, ranges);
      ranges.push([
        line === startLine ? startColumn : 0,
        line === endLine ? endColumn : Number.POSITIVE_INFINITY,
      ]);
    }
  }
  return [...byLine].map(([line, ranges]) => ({ line, ranges }));
}

function blank(text: string, ranges: LineSpans["ranges"]): string {
  const parts: string[] = [];
  let at = 0;
  for (const [start, end] of ranges) {
    const until = Math.min(end, text.length);
    if (until <= at) continue;
    const from = Math.min(Math.max(start, at), until);
    parts.push(text.slice(at, from), " ".repeat(until - from));
    at = until;
  }
  return parts.join("") + text.slice(at);
}
