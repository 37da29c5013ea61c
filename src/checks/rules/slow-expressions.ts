import type { PatternRule } from "../../domain/syntax.ts";
import type { CodeGrammar, Shape } from "./code-grammar.ts";
import { csharp, java, javascript, php, python, ruby } from "./grammars.ts";
import { rule } from "./rule.ts";
import { any, argument, call, construction, inField, text } from "./shapes.ts";

/** Without one of these an expression repeats nothing. */
const repetition = "[*+{]";

const whoControls =
  "Who controls the text that it is put to, how long may that text be, and does anything end a match that takes too long? Quote where the text enters. None if it is short or comes from nobody outside.";

/**
 * What the syntax port has proven by counting steps, before a match of the rule counts. Many expressions of
 * ordinary code take quadratic time on a text that is long enough: whoever claims that of one is borne out, but a
 * question about each would be answered with findings that nobody acts on.
 */
const kinds = [
  {
    slow: "exponential",
    name: "exponential-expression",
    title: "Regular expression that takes exponential time",
    severity: "medium",
    on: "added",
    question: `A backtracking engine takes exponential time for this regular expression on some texts: a few dozen characters can keep it busy for minutes. ${whoControls}`,
  },
  {
    slow: "polynomial",
    name: "polynomial-expression",
    title: "Regular expression that takes at least quadratic time",
    severity: "low",
    on: "claimed",
    question: `A backtracking engine takes at least quadratic time for this regular expression on some long texts, unless it is only tried at their start. ${whoControls}`,
  },
] as const;

/** Two rules for the places where a language takes a regular expression. */
function slowExpressions(grammar: CodeGrammar, match: Shape, more = ""): readonly PatternRule[] {
  return kinds.map(({ slow, name, title, severity, on, question }) => ({
    ...rule(grammar, { topic: "regex-denial", name, title }, match),
    severity,
    on,
    question: question + more,
    slow,
  }));
}

const constant = (grammar: CodeGrammar) => argument(grammar, text(grammar, repetition));

const javascriptPlaces = any([
  { kind: "regex", has: { kind: "regex_pattern", regex: repetition } },
  construction(javascript, ["RegExp"], [constant(javascript)]),
  call(javascript, ["RegExp"], [constant(javascript)]),
]);

const pythonLiteral = text(python, repetition);
const pythonText = any([pythonLiteral, { kind: "concatenated_string", has: pythonLiteral }]);
const pythonPlaces = call(
  python,
  ["(re|regex).(compile|match|search|fullmatch|sub|subn|split|findall|finditer)"],
  [argument(python, any([pythonText, { kind: "keyword_argument", ...inField("value", pythonText) }]))],
);

const javaPlaces = call(
  java,
  ["Pattern.(compile|matches)", "*.(matches|replaceAll|replaceFirst|split)"],
  [constant(java)],
);

const rubyPlaces = any([
  { kind: "regex", has: { kind: "string_content", regex: repetition } },
  call(ruby, ["Regexp.(new|compile)"], [constant(ruby)]),
]);

const phpPlaces = call(
  php,
  ["preg_(match|match_all|replace|replace_callback|filter|split|grep)"],
  [constant(php)],
);

const sharpText = any([text(csharp, repetition), { kind: "verbatim_string_literal", regex: repetition }]);
const csharpPlaces = any([
  construction(csharp, ["Regex"], [argument(csharp, sharpText)]),
  call(csharp, ["Regex.(IsMatch|Match|Matches|Replace|Split|Count)"], [argument(csharp, sharpText)]),
]);

/** Rules for constant expressions that a hostile text makes slow. Go and Rust match in linear time. */
export const slowExpressionRules: readonly PatternRule[] = [
  ...slowExpressions(javascript, javascriptPlaces),
  ...slowExpressions(python, pythonPlaces),
  ...slowExpressions(
    java,
    javaPlaces,
    " Since version 9 Java remembers where an outermost greedy repetition without limit failed, unless the expression refers back to a group, and is fast for most expressions.",
  ),
  ...slowExpressions(
    ruby,
    rubyPlaces,
    " Since version 3.2 Ruby remembers what failed, and is fast for most expressions.",
  ),
  ...slowExpressions(
    php,
    phpPlaces,
    " PHP gives up after `pcre.backtrack_limit` steps, a million unless that was changed, and returns false or null: see what comes of that, too.",
  ),
  ...slowExpressions(csharp, csharpPlaces),
];
