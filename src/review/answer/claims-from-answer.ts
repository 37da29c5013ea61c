import type { AnsweredDefect, AnsweredSuggestion } from "../../domain/answer.ts";
import type { Side } from "../../domain/change-set.ts";
import type { Claim, LineRange } from "../../domain/finding.ts";
import type { ReviewUnit } from "../../domain/unit.ts";
import { cutText } from "./cut-text.ts";
import { findCodeSpans } from "./find-code-names.ts";
import type { AnswerParts } from "./read-find-answer.ts";
import { stripBlankLines } from "./strip-blank-lines.ts";

/** Longest texts of a claim, in UTF-16 units. */
export const CLAIM_LIMITS = {
  title: 200,
  quote: 2_000,
  explanation: 1_500,
  attack: 1_500,
  fix: 4_000,
  cwe: 40,
} as const;

const MAX_LINE = 10_000_000;

/** The claims of a structured answer: defects first, each once. */
export function claimsFromAnswer(parts: AnswerParts, unit: ReviewUnit): readonly Claim[] {
  const files = filesByNumber(unit);
  const claims = [
    ...parts.defects.map((defect) => claimFromDefect(defect, unit, files)),
    ...parts.suggestions.map((suggestion) => claimFromSuggestion(suggestion, unit, files)),
  ];
  return [...new Map(claims.map((claim) => [JSON.stringify(claim), claim])).values()];
}

/** The number by which labels name a file, to its position in the change. */
function filesByNumber(unit: ReviewUnit): ReadonlyMap<number, number> {
  return new Map(unit.hunks.map((hunk) => [Number.parseInt(hunk.label, 10), hunk.ref.file]));
}

function claimFromDefect(
  defect: AnsweredDefect,
  unit: ReviewUnit,
  files: ReadonlyMap<number, number>,
): Claim {
  const lead = unit.leads.find((candidate) => candidate.number === defect.lead);
  return {
    ...placeOf(defect, files),
    kind: "defect",
    symbols: findCodeSpans(`${defect.title}\n${defect.explanation}`),
    title: cutText(defect.title.trim(), CLAIM_LIMITS.title),
    cwe: textOrNull(defect.cwe, CLAIM_LIMITS.cwe),
    category: null,
    severity: defect.severity,
    explanation: cutText(defect.explanation.trim(), CLAIM_LIMITS.explanation),
    attack: textOrNull(defect.attack, CLAIM_LIMITS.attack),
    fix: fixOrNull(defect.fix ?? ""),
    rule: lead?.lead.rule ?? null,
    unit: unit.id,
  };
}

function claimFromSuggestion(
  suggestion: AnsweredSuggestion,
  unit: ReviewUnit,
  files: ReadonlyMap<number, number>,
): Claim {
  return {
    ...placeOf(suggestion, files),
    kind: "suggestion",
    symbols: findCodeSpans(`${suggestion.title}\n${suggestion.explanation}`),
    title: cutText(suggestion.title.trim(), CLAIM_LIMITS.title),
    cwe: null,
    category: suggestion.category,
    severity: null,
    explanation: cutText(suggestion.explanation.trim(), CLAIM_LIMITS.explanation),
    attack: null,
    fix: null,
    rule: null,
    unit: unit.id,
  };
}

interface ClaimedPlace {
  readonly file: number | null;
  readonly side: Side;
  readonly lines: readonly LineRange[];
  readonly quote: string | null;
}

function placeOf(
  element: AnsweredDefect | AnsweredSuggestion,
  files: ReadonlyMap<number, number>,
): ClaimedPlace {
  const isLine = Number.isInteger(element.line) && element.line >= 1 && element.line <= MAX_LINE;
  const quote = cutText(element.quote, CLAIM_LIMITS.quote);
  return {
    file: files.get(element.file) ?? null,
    side: element.side === "L" ? "LEFT" : "RIGHT",
    lines: isLine ? [{ start: element.line, end: element.line }] : [],
    quote: quote.trim() === "" ? null : quote,
  };
}

/** What has several lines is code or may be: its lines keep their indentation. */
function fixOrNull(fix: string): string | null {
  const stripped = stripBlankLines(fix);
  return stripped.includes("\n") ? cutText(stripped, CLAIM_LIMITS.fix) : textOrNull(fix, CLAIM_LIMITS.fix);
}

function textOrNull(text: string, maxLength: number): string | null {
  const trimmed = text.trim();
  return trimmed === "" ? null : cutText(trimmed, maxLength);
}
