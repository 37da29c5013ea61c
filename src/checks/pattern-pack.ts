import type { RuleDescription } from "../domain/rule.ts";
import type { Language, PatternRule } from "../domain/syntax.ts";
import { cInjectionRules } from "./rules/c-injection.ts";
import { cSettingsRules } from "./rules/c-settings.ts";
import { controls } from "./rules/control-names.ts";
import { controlRulesOfAll } from "./rules/controls.ts";
import { csharpInjectionRules } from "./rules/csharp-injection.ts";
import { csharpSettingsRules } from "./rules/csharp-settings.ts";
import { goInjectionRules } from "./rules/go-injection.ts";
import { goSettingsRules } from "./rules/go-settings.ts";
import { javaInjectionRules } from "./rules/java-injection.ts";
import { javaSettingsRules } from "./rules/java-settings.ts";
import { javascriptInjectionRules } from "./rules/javascript-injection.ts";
import { javascriptSettingsRules } from "./rules/javascript-settings.ts";
import { javascriptWebRules } from "./rules/javascript-web.ts";
import { phpInjectionRules } from "./rules/php-injection.ts";
import { phpResourceRules } from "./rules/php-resources.ts";
import { phpSettingsRules } from "./rules/php-settings.ts";
import { pythonInjectionRules } from "./rules/python-injection.ts";
import { pythonResourceRules } from "./rules/python-resources.ts";
import { pythonSettingsRules } from "./rules/python-settings.ts";
import { rubyInjectionRules } from "./rules/ruby-injection.ts";
import { rubySettingsRules } from "./rules/ruby-settings.ts";
import { rustInjectionRules } from "./rules/rust-injection.ts";
import { rustSettingsRules } from "./rules/rust-settings.ts";
import { slowExpressionRules } from "./rules/slow-expressions.ts";
import { type TopicName, topics } from "./rules/topics.ts";

/** Every rule of the pack. Ids are unique and never change their meaning. */
export const patternPack: readonly PatternRule[] = [
  ...javascriptInjectionRules,
  ...javascriptSettingsRules,
  ...javascriptWebRules,
  ...pythonInjectionRules,
  ...pythonResourceRules,
  ...pythonSettingsRules,
  ...goInjectionRules,
  ...goSettingsRules,
  ...javaInjectionRules,
  ...javaSettingsRules,
  ...rubyInjectionRules,
  ...rubySettingsRules,
  ...phpInjectionRules,
  ...phpResourceRules,
  ...phpSettingsRules,
  ...cInjectionRules,
  ...cSettingsRules,
  ...csharpInjectionRules,
  ...csharpSettingsRules,
  ...rustInjectionRules,
  ...rustSettingsRules,
  ...slowExpressionRules,
  ...controlRulesOfAll,
];

const byLanguage = new Map<Language, readonly PatternRule[]>(
  patternPack
    .flatMap((rule) => rule.languages)
    .map((language) => [language, patternPack.filter((rule) => rule.languages.includes(language))]),
);

/** The rules for one language; the same array every time. */
export function rulesFor(language: Language): readonly PatternRule[] {
  return byLanguage.get(language) ?? [];
}

const helpOfTopics = new Map<string, string>([
  // Keys of the record are names of topics; `Object.keys` forgets it.
  ...Object.keys(topics).map((name) => [name, topics[name as TopicName].help] as const),
  ...controls.map((control) => [control.topic, control.help] as const),
]);

/** What each rule of the pack is, for catalogues and SARIF. */
export const patternRuleDescriptions: readonly RuleDescription[] = patternPack.map((rule) => ({
  id: rule.id,
  title: rule.title,
  cwe: rule.cwe,
  severity: rule.severity,
  description: describe(rule),
  help: helpOfTopics.get(rule.id.split(".")[1] ?? "") ?? "Keep the comparison, or bound the value elsewhere.",
}));

function describe({ title, on, slow }: PatternRule): string {
  if (on === "removed")
    return `${title}. The base had the control and the head does not; whether something replaces it is a question for a reader.`;
  return slow === undefined
    ? `${title}. A pattern of the code; whether it can be attacked is a question for a reader.`
    : `${title}. Shown with a text made for it, by counting the steps of a matcher that backtracks; ${on === "claimed" ? "told only where a model claims it" : "whether anybody can send such a text is a question for a reader"}.`;
}
