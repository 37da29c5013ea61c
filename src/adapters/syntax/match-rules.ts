import { type NapiConfig, parse, type SgNode } from "@ast-grep/napi";
import { ReviewError } from "../../domain/errors.ts";
import type { Language, PatternRule, RuleMatch } from "../../domain/syntax.ts";
import { createSlownessJudge } from "./expressions/create-slowness-judge.ts";
import { parserName } from "./load-grammars.ts";

// The parser compiles rules anew for each search. In a short text that takes longer than the search itself, so
// each rule is put to it once; in a long text the search counts, so rules are put to it together first.
const longTextLength = 20_000;

/** Every place where a rule matches, by line and then by rule. */
export function matchRules(
  root: SgNode,
  language: Language,
  rules: readonly PatternRule[],
): readonly RuleMatch[] {
  const { start, end } = root.range();
  const isLong = end.index - start.index > longTextLength;
  const search: Search = { root, judge: createSlownessJudge(language) };
  const matches = isLong ? findTogether(search, rules) : rules.flatMap((rule) => findOne(search, rule));
  return matches.toSorted((a, b) => a.startLine - b.startLine || (a.rule < b.rule ? -1 : 1));
}

interface Search {
  readonly root: SgNode;
  /** How slow the regular expression of a match is. */
  readonly judge: (node: SgNode) => PatternRule["slow"] | null;
}

function findOne({ root, judge }: Search, rule: PatternRule): readonly RuleMatch[] {
  const found = root.findAll(config(rule));
  const telling = rule.slow === undefined ? found : found.filter((node) => judge(node) === rule.slow);
  return telling.map((node) => describe(node, rule));
}

/** Halves the rules until those that match are told from those that do not. */
function findTogether(search: Search, rules: readonly PatternRule[]): readonly RuleMatch[] {
  const [first] = rules;
  if (first === undefined) return [];
  if (rules.length === 1) return findOne(search, first);
  if (search.root.find({ rule: { any: rules.map((rule) => config(rule).rule) } }) === null) return [];
  const middle = Math.ceil(rules.length / 2);
  return [...findTogether(search, rules.slice(0, middle)), ...findTogether(search, rules.slice(middle))];
}

function describe(node: SgNode, rule: PatternRule): RuleMatch {
  const { start, end } = node.range();
  return { rule: rule.id, startLine: start.line + 1, endLine: end.line + 1 };
}

// The domain keeps rules as plain data; whether they are rules is what `checkRules` finds out.
function config(rule: PatternRule): NapiConfig {
  return { rule: rule.match as NapiConfig["rule"] };
}

/** Throws `CONFIG_INVALID` with the id of the first rule that the grammar of the language does not take. */
export function checkRules(language: Language, rules: readonly PatternRule[]): void {
  const root = parse(parserName(language), "").root();
  for (const rule of rules) {
    try {
      root.findAll(config(rule));
    } catch (cause) {
      throw new ReviewError("CONFIG_INVALID", `The rule ${rule.id} is not valid for ${language}.`, {
        remedy: "Correct the node kinds, fields and expressions of its match.",
        cause,
      });
    }
  }
}
