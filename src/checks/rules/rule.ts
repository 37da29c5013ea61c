import type { Language, PatternRule } from "../../domain/syntax.ts";
import type { CodeGrammar, Shape } from "./code-grammar.ts";
import { argument, call, composedText } from "./shapes.ts";
import { type TopicName, topics } from "./topics.ts";

export interface RuleText {
  readonly topic: TopicName;
  /** Last part of the id. */
  readonly name: string;
  readonly title: string;
  /** Where the rule holds for fewer languages than the grammar. */
  readonly languages?: readonly Language[];
}

/** A rule for code that a change adds. CWE, severity and question come from the topic. */
export function rule(grammar: CodeGrammar, text: RuleText, match: Shape): PatternRule {
  const { cwe, severity, question } = topics[text.topic];
  return {
    id: `${grammar.prefix}.${text.topic}.${text.name}`,
    languages: text.languages ?? grammar.languages,
    title: text.title,
    cwe,
    severity,
    question,
    on: "added",
    match,
  };
}

export interface SinkText extends RuleText {
  /** Callees as `call` takes them. */
  readonly calls: readonly string[];
}

/** A rule for calls with an argument of the shape, or for every call when there is none. */
export function sink(grammar: CodeGrammar, text: SinkText, shape?: Shape): PatternRule {
  const conditions = shape === undefined ? [] : [argument(grammar, shape)];
  return rule(grammar, text, call(grammar, text.calls, conditions));
}

const statement =
  "(?i)\\bselect\\s[^;]*\\sfrom\\b|\\binsert\\s+into\\s|\\bupdate\\s+\\S+\\s+set\\b|\\bdelete\\s+from\\b";

/** The rule for an SQL statement into which a value is put as text, wherever it is run. */
export function composedSql(grammar: CodeGrammar): PatternRule {
  const title = "SQL statement put together from text and values";
  return rule(
    grammar,
    { topic: "sql-injection", name: "composed-text", title },
    composedText(grammar, statement),
  );
}

/** Names of variables and fields that hold secrets. */
export const secretName =
  "(?i)\\w*(password|passwd|passphrase|secret|api_?key|access_?token|auth_?token|private_?key|credential)\\w*";
