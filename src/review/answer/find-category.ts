import type { SuggestionCategory } from "../../domain/finding.ts";

/** Tried in order: words for a narrow subject stand before words that also occur beside it. */
const WORDS: readonly (readonly [SuggestionCategory, RegExp])[] = [
  ["todo", /\b(?:todos?|fixmes?)\b/i],
  ["unused-code", /\b(?:unused|unreachable|dead code|never used|not used)\b/i],
  ["documentation", /\b(?:docstrings?|documentation|documented|comments?)\b/i],
  ["type-hints", /\b(?:type hints?|type annotations?|annotations?|typing)\b/i],
  ["naming", /\b(?:naming|names?|camel ?case|snake[_ ]case)\b/i],
  ["formatting", /\b(?:indentation|spacing|white ?space|formatting|blank lines?|line length)\b/i],
  ["constants", /\b(?:constants?|hard-?coded|hard-?coding|magic (?:numbers?|values?))\b/i],
  ["logging", /\b(?:logging|logs?|logged)\b/i],
  ["error-handling", /\b(?:errors?|exceptions?|try|except|catch)\b/i],
  ["file-handling", /\b(?:files?|paths?|os\.path\.\w+)\b/i],
  [
    "concurrency",
    /\b(?:concurrency|concurrent|threads?|threading|synchroni[sz]ation|locks?|locking|races?)\b/i,
  ],
  ["dependencies", /\b(?:dependency|dependencies|imports?|librar(?:y|ies)|packages?)\b/i],
  ["configuration", /\b(?:configurations?|config|settings?)\b/i],
  ["structure", /\b(?:organi[sz]ation|structure|duplicat(?:e|ed|ion)|refactor(?:ing)?|complexity)\b/i],
  ["hardening", /\b(?:hardening|validation|sanitization|security|permissions?)\b/i],
];

/** The kind of remark that a title announces; `other` where no word tells. */
export function findCategory(title: string): SuggestionCategory {
  return WORDS.find(([, words]) => words.test(title))?.[0] ?? "other";
}
