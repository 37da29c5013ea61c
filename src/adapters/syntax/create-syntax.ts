import { setImmediate as nextTurn } from "node:timers/promises";
import { parse } from "@ast-grep/napi";
import type { Language, PatternRule, SyntaxFacts } from "../../domain/syntax.ts";
import type { Syntax } from "../../pipeline/ports.ts";
import { collectNames } from "./collect-names.ts";
import { collectScopes } from "./collect-scopes.ts";
import { loadGrammars, parserName } from "./load-grammars.ts";
import { checkRules, matchRules } from "./match-rules.ts";
import { nameGrammars } from "./name-grammar.ts";
import { selectRules } from "./select-rules.ts";

const maxBytes = 1024 * 1024;

/**
 * The syntax port on tree-sitter grammars. Every rule is checked once for each language, and one that the
 * grammar does not take throws `CONFIG_INVALID`. Texts over 1 MiB are not parsed.
 */
export function createSyntax(): Syntax {
  loadGrammars();
  const checked = new Map<Language, WeakSet<PatternRule>>();
  return {
    async inspect(text, language, rules) {
      if (Buffer.byteLength(text) > maxBytes) return null;
      const known = checked.get(language) ?? new WeakSet();
      checked.set(language, known);
      const unknown = rules.filter((rule) => !known.has(rule));
      if (unknown.length > 0) checkRules(language, unknown);
      for (const rule of unknown) known.add(rule);
      const facts = inspectText(text, language, rules);
      // The memory of a native tree is given back only between turns of the event loop.
      await nextTurn();
      return facts;
    },
  };
}

function inspectText(text: string, language: Language, rules: readonly PatternRule[]): SyntaxFacts {
  const root = parse(parserName(language), prepare(text, language)).root();
  const grammar = nameGrammars[language];
  const { names, leafTexts } = collectNames(root, grammar);
  return {
    language,
    scopes: collectScopes(root, grammar),
    names,
    matches: matchRules(root, selectRules(rules, leafTexts)),
    isWellFormed: root.find({ rule: { kind: "ERROR" } }) === null,
  };
}

/** An excerpt of a PHP file may lack the tag without which all of it is text; the tag moves no line. */
function prepare(text: string, language: Language): string {
  return language === "php" && !text.includes("<?") ? `<?php ${text}` : text;
}
