import type { RuleDescription } from "../domain/rule.ts";
import { invisibleTextRules } from "./invisible-text-rules.ts";
import { patternRuleDescriptions } from "./pattern-pack.ts";
import { ruleCatalogue } from "./rule-catalogue.ts";
import { secretRules } from "./secret-rules.ts";

/** Every rule that can stand in a finding, for SARIF and the documentation. */
export const allRuleDescriptions: readonly RuleDescription[] = [
  ...ruleCatalogue,
  ...secretRules,
  ...invisibleTextRules,
  ...patternRuleDescriptions,
];
