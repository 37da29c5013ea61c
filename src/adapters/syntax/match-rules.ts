import { type NapiConfig, parse, type SgNode } from "@ast-grep/napi";
import { ReviewError } from "../../domain/errors.ts";
import type { Language, PatternRule, RuleMatch } from "../../domain/syntax.ts";
import { parserName } from "./load-grammars.ts";

// Up to so many candidates, asking each for every rule is cheaper than more walks of the tree.
const fewCandidates = 20;

/** Every place where a rule matches, by line and then by rule. */
export function matchRules(root: SgNode, rules: readonly PatternRule[]): readonly RuleMatch[] {
  return findMatches(root, rules).toSorted((a, b) => a.startLine - b.startLine || (a.rule < b.rule ? -1 : 1));
}

/** Rules are tried together and halved until they are told apart: most texts need one walk of the tree for all. */
function findMatches(root: SgNode, rules: readonly PatternRule[]): readonly RuleMatch[] {
  const [first] = rules;
  if (first === undefined) return [];
  const candidates = root.findAll({ rule: { any: rules.map((rule) => config(rule).rule) } });
  if (candidates.length === 0) return [];
  if (rules.length === 1) return candidates.map((node) => describe(node, first));
  if (candidates.length <= fewCandidates) {
    return rules.flatMap((rule) =>
      candidates.filter((node) => node.matches(config(rule))).map((node) => describe(node, rule)),
    );
  }
  const middle = Math.ceil(rules.length / 2);
  return [...findMatches(root, rules.slice(0, middle)), ...findMatches(root, rules.slice(middle))];
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
