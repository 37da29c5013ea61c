import type { PatternRule } from "../../domain/syntax.ts";
import type { CodeGrammar, Shape } from "./code-grammar.ts";
import { controls } from "./control-names.ts";
import { c, csharp, go, java, javascript, php, python, ruby, rust } from "./grammars.ts";
import { any, child, inField, leaf, ofKind } from "./shapes.ts";

/** Where the names of controls stand: calls, decorators, attributes, callbacks. */
const nameKinds: Readonly<Record<string, readonly string[]>> = {
  ruby: ["identifier", "constant", "simple_symbol"],
  php: ["name"],
  csharp: ["identifier"],
};

/** Controls that a language has a syntax of its own for. */
const ownSyntax: Readonly<Record<string, Readonly<Record<string, Shape>>>> = {
  java: { locking: ofKind(["synchronized_statement"]) },
  csharp: { locking: ofKind(["lock_statement"]) },
};

const comparisons: Readonly<Record<string, string>> = { python: "comparison_operator" };
const sizes = "(?i)\\w*(len|length|size|count|max|min|limit|capacity|bound|sizeof|depth|quota)\\w*";

function controlRules(grammar: CodeGrammar): readonly PatternRule[] {
  const kinds = nameKinds[grammar.prefix] ?? grammar.names;
  const named = controls.map(({ topic, name, title, cwe, severity, question, words }) => {
    const own = ownSyntax[grammar.prefix]?.[topic];
    const match = any([leaf(kinds, words), ...(own === undefined ? [] : [own])]);
    const id = `${grammar.prefix}.${topic}.${name}`;
    return {
      id,
      languages: grammar.languages,
      title,
      cwe,
      severity,
      question,
      on: "removed",
      match,
    } as const;
  });
  return [...named, boundsRule(grammar)];
}

/** A comparison with a length or limit. Python has no field for the operator: its comparison also finds equality. */
function boundsRule(grammar: CodeGrammar): PatternRule {
  const size = leaf(grammar.names, sizes);
  const members = grammar.members.map((form) => ({ kind: form.kind, ...inField(form.property, size) }));
  const calls = grammar.calls.map((form) => ({
    kind: form.kind,
    ...inField("callee" in form ? form.callee : form.name, any([size, ...members])),
  }));
  const comparison = comparisons[grammar.prefix];
  const operand = child(
    any([size, ...members, ...calls, ...(grammar.prefix === "c" ? [{ kind: "sizeof_expression" }] : [])]),
  );
  const match: Shape =
    comparison === undefined
      ? { all: [{ kind: grammar.binary }, inField("operator", { regex: "^[<>]=?$" }), operand] }
      : { kind: comparison, ...operand };
  return {
    id: `${grammar.prefix}.bounds-check.comparison`,
    languages: grammar.languages,
    title: "Comparison with a length or limit removed",
    cwe: "CWE-119",
    severity: "medium",
    question: "This comparison was removed: what now bounds the value? Quote the line.",
    on: "removed",
    match,
  };
}

/** Rules for controls whose removal matters, for every language alike. */
export const controlRulesOfAll: readonly PatternRule[] = [
  javascript,
  python,
  go,
  java,
  ruby,
  php,
  c,
  csharp,
  rust,
].flatMap(controlRules);
