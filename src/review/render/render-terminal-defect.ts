import type { Finding, Place } from "../../domain/finding.ts";
import { countNoun } from "../verdict/count-noun.ts";
import { describeConfidence, describePlace, describeStatus } from "../verdict/describe-finding.ts";
import { showFix } from "./show-fix.ts";
import { showCode, showLine, showParagraphs } from "./show-text.ts";
import type { TerminalStyle } from "./style-terminal.ts";
import { cutToWidth, wrapPhrases, wrapText } from "./wrap-text.ts";

const quoteLineLimit = 12;
/** A quoted line may take this many rows before the rest is left out: minified code would fill the screen. */
const quoteRowLimit = 4;
/** A proved repair replaces at most 20 lines by at most 40, of 400 characters each. */
const fixLineLimit = 60;
const longestFixLine = 400;
const indent = "  ";

/** How a part of the page is to look. `width` in columns. */
export interface TerminalPage {
  readonly style: TerminalStyle;
  readonly width: number;
}

/** One defect: what and where, the code, why, how it is attacked, how it is fixed. */
export function renderTerminalDefect(finding: Finding, page: TerminalPage): readonly string[] {
  const { style, width } = page;
  const facts = [
    finding.cwe === null ? null : showLine(finding.cwe),
    finding.severity,
    describeConfidence(finding.confidence),
    describeStatus(finding.status),
    finding.rule === null ? null : `rule ${showLine(finding.rule)}`,
    showLine(finding.id),
  ].filter((fact) => fact !== null);
  return [
    ...wrapText(showLine(finding.title), width - indent.length).map((line, index) =>
      index === 0
        ? `${style.severity(finding.severity, "■")} ${style.strong(line)}`
        : indent + style.strong(line),
    ),
    ...wrapPhrases(facts, width - indent.length).map((line) => indent + style.faint(line)),
    indent + renderTerminalPlace(finding.place, style),
    "",
    ...renderTerminalQuote(finding.place, page),
    "",
    ...renderLabelled("", finding.explanation, page),
    ...(finding.attack === null && finding.fix === null ? [] : [""]),
    ...(finding.attack === null ? [] : renderLabelled("Attack", finding.attack, page)),
    ...renderTerminalFix(finding, page),
  ];
}

/** A heading that runs across the page. */
export function renderTerminalHeading(text: string, { style, width }: TerminalPage): string {
  return `${style.strong(text)} ${style.faint("─".repeat(Math.max(0, width - text.length - 1)))}`;
}

/** `path:line`, and that the line is gone where it is. */
export function renderTerminalPlace(place: Place, style: TerminalStyle): string {
  const shown = style.strong(showLine(describePlace(place)));
  return place.side === "LEFT" ? `${shown} ${style.faint("(removed by this change)")}` : shown;
}

/** The quoted lines with their numbers in a gutter; removed ones with a minus sign. */
export function renderTerminalQuote(place: Place, page: TerminalPage): readonly string[] {
  const { style, width } = page;
  const lines = showCode(place.quote);
  const shown = lines.slice(0, quoteLineLimit);
  const digits = String(place.startLine + shown.length - 1).length;
  const sign = place.side === "LEFT" ? "-" : " ";
  const paint = place.side === "LEFT" ? style.removed : (text: string) => text;
  const room = Math.max(10, width - digits - 7);
  const rows = shown.flatMap((line, index) => {
    const beginning = line.slice(0, room * (quoteRowLimit + 1)).toWellFormed();
    const pieces = cutToWidth(beginning, room);
    const kept = pieces.slice(0, quoteRowLimit);
    if (pieces.length > kept.length || beginning.length < line.length) kept.push("…");
    return kept.map((piece, row) => {
      const number = row === 0 ? String(place.startLine + index) : "";
      return `${indent}${style.faint(`${number.padStart(digits)} ${sign}│`)} ${paint(piece.trimEnd())}`.trimEnd();
    });
  });
  const rest = lines.length - shown.length;
  if (rest === 0) return rows;
  return [...rows, `${indent}${" ".repeat(digits)}  ${style.faint(`… ${countNoun(rest, "more line")}`)}`];
}

/** Code keeps its indentation, behind a gutter of signs; a line of prose is wrapped. */
function renderTerminalFix(finding: Finding, page: TerminalPage): readonly string[] {
  const shown = showFix(finding);
  if (shown === null) return finding.fix === null ? [] : renderLabelled("Fix", finding.fix, page);
  const { style, width } = page;
  const room = Math.max(10, width - indent.length - 3);
  const rows = shown.rows.slice(0, fixLineLimit).flatMap(({ sign, text }) => {
    const pieces = cutToWidth(text.slice(0, longestFixLine).toWellFormed(), room);
    const paint = sign === "-" ? style.removed : (piece: string) => piece;
    return pieces.map((piece, row) =>
      `${indent}${style.faint(`${row === 0 ? sign : " "}│`)} ${paint(piece.trimEnd())}`.trimEnd(),
    );
  });
  const rest = shown.rows.length - fixLineLimit;
  return [
    indent + style.strong(shown.where === "" ? "Fix" : "Fix".padEnd(8)) + shown.where,
    ...rows,
    ...(rest > 0 ? [`${indent}${style.faint(`… ${countNoun(rest, "more line")}`)}`] : []),
  ];
}

function renderLabelled(label: string, text: string, { style, width }: TerminalPage): readonly string[] {
  const margin = label === "" ? indent : `${indent}${" ".repeat(8)}`;
  const rows = showParagraphs(text).flatMap((paragraph) => wrapText(paragraph, width - margin.length));
  const first = label === "" ? margin : `${indent}${style.strong(label.padEnd(8))}`;
  return rows.map((row, index) => (index === 0 ? first : margin) + row);
}
