import type { ParsedAnswer } from "../../domain/answer.ts";
import { type Claim, Severity } from "../../domain/finding.ts";
import type { ReviewUnit } from "../../domain/unit.ts";
import { CLAIM_LIMITS } from "./claims-from-answer.ts";
import { cutText } from "./cut-text.ts";
import { findCategory } from "./find-category.ts";
import { findCodeSpans, readNames } from "./find-code-names.ts";
import { findLineRanges } from "./find-line-ranges.ts";
import { findStatedVerdict } from "./find-stated-verdict.ts";
import { MAX_CLAIMS } from "./read-find-answer.ts";
import { type ProseItem, splitProse } from "./split-prose.ts";

/** An apology alone is none: a model may be sorry and answer. */
const REFUSAL =
  /\b(?:(?:can't|cannot|can not|unable to|not able to) (?:\w{1,12} ){0,2}(?:help|assist|review|comply|continue|provide|answer|analy[sz]e|examine|evaluate|discuss|fulfill?|engage|process|support|complete|perform|do (?:that|this|so))|i (?:can't|cannot)(?=[.!]|$)|i (?:won't|will not)|i(?: must| have to)? (?:decline|refuse)|as an ai)\b/i;
const VULNERABILITY =
  /\b(?:CWE-?\d{1,5}|vulnerab\w{0,10}|injection|cross-site|XSS|CSRF|SSRF|XXE|overflow|traversal|deseriali[sz]ation|use[- ]after[- ]free|race condition|(?:authentication|authorization|access control) (?:bypass|missing)|denial of service|privilege escalation|(?:remote|arbitrary) code|hard-?coded (?:credential|password|secret|key)s?|weak (?:crypto\w{0,10}|hash\w{0,4}|cipher))\b/i;

/** Reads a review that a model wrote as prose. Unreadable without a plain verdict sentence and without items. */
export function parseProse(text: string, unit: ReviewUnit): ParsedAnswer {
  const clean = text.replaceAll("\r", "");
  const { preamble, items, closing } = splitProse(clean);
  const statedVerdict = findStatedVerdict(preamble) ?? findStatedVerdict(closing);
  if (statedVerdict === null && REFUSAL.test(clean.slice(0, 400).replaceAll("’", "'"))) {
    return { kind: "unreadable", detail: "The model declined to review the code.", isRefusal: true };
  }
  if (statedVerdict === null && items.length === 0) {
    return {
      kind: "unreadable",
      detail: "The answer holds neither an answer object, nor a verdict, nor a list.",
    };
  }
  return {
    kind: "parsed",
    form: "prose",
    claims: items.slice(0, MAX_CLAIMS).map((item) => claimFromItem(item, statedVerdict, unit)),
    reviewed: statedVerdict === null ? [] : null,
    statedVerdict,
    isComplete: items.length <= MAX_CLAIMS && hasClosedFences(clean),
  };
}

function hasClosedFences(text: string): boolean {
  return (text.match(/^[ \t]*```/gm) ?? []).length % 2 === 0;
}

function claimFromItem(item: ProseItem, verdict: "none" | "defects" | null, unit: ReviewUnit): Claim {
  const text = `${item.title}\n${item.body}`;
  const isDefect = verdict !== "none" && VULNERABILITY.test(text);
  return {
    kind: isDefect ? "defect" : "suggestion",
    file: findFile(text, unit),
    side: null,
    lines: findLineRanges(text),
    quote: findQuote(item.body),
    symbols: findCodeSpans(text),
    title: cutText(withoutLines(item.title), CLAIM_LIMITS.title),
    cwe: /\bCWE-?(\d{1,5})\b/i.exec(text)?.[0] ?? null,
    category: isDefect ? null : findCategory(item.title),
    severity: isDefect ? findSeverity(text) : null,
    explanation: cutText(item.body, CLAIM_LIMITS.explanation),
    attack: null,
    fix: null,
    rule: null,
    unit: unit.id,
  };
}

function withoutLines(title: string): string {
  return title.replace(/\s?\((?:[^()]{0,20} )?(?:lines?|L\d)[^()]{0,150}\)/i, "").trim();
}

/** The only file of the unit, or the one whose path the text names. */
function findFile(text: string, unit: ReviewUnit): number | null {
  const files = new Map(unit.hunks.map((hunk) => [hunk.ref.file, hunk.path]));
  const named = [...files].filter(([, path]) => text.includes(path));
  const found = files.size === 1 ? [...files] : named;
  return found.length === 1 ? (found[0]?.[0] ?? null) : null;
}

/** The first fenced block, or the first back-quoted piece of code that is more than a name. */
function findQuote(body: string): string | null {
  const fence = /```[^\n`]{0,30}\n([^`]{3,4000})```/.exec(body);
  const code = fence?.[1] ?? findCodeSpans(body).find((span) => isCode(span));
  return code === undefined ? null : cutText(code, CLAIM_LIMITS.quote);
}

function isCode(span: string): boolean {
  const isPiece = /[\s(=[]/.test(span) && !/\.\.\.|…/.test(span);
  return isPiece && span.length >= 6 && (readNames(span).length === 0 || /\bimport\b/.test(span));
}

function findSeverity(text: string): Severity | null {
  const word = /\b(?:severity|risk)\b\W{0,8}(critical|high|medium|low)\b/i.exec(text)?.[1];
  const parsed = Severity.safeParse(word?.toLowerCase());
  return parsed.success ? parsed.data : null;
}
