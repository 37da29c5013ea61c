import { setImmediate as nextTurn } from "node:timers/promises";
import { parse, type SgNode } from "@ast-grep/napi";
import type { Language, PatternRule, SyntaxFacts } from "../../domain/syntax.ts";
import type { Inspection, Syntax } from "../../pipeline/ports.ts";
import { codeGrammars } from "./code-grammar.ts";
import { collectCode, findMembers } from "./collect-code.ts";
import { collectNames } from "./collect-names.ts";
import { collectScopes } from "./collect-scopes.ts";
import { collectWords } from "./collect-words.ts";
import { loadGrammars, parserName } from "./load-grammars.ts";
import { checkRules, matchRules } from "./match-rules.ts";
import { nameGrammars } from "./name-grammar.ts";
import type { NameGrammar } from "./name-grammar-shape.ts";
import { selectRules } from "./select-rules.ts";

const maxBytes = 1024 * 1024;

/**
 * The syntax port on tree-sitter grammars. A rule that is searched for and that the grammar does not take throws
 * `CONFIG_INVALID`. Texts over 1 MiB are not parsed.
 */
export function createSyntax(): Syntax {
  loadGrammars();
  return {
    async inspect(text, language, { rules, detail }) {
      if (Buffer.byteLength(text) > maxBytes) return null;
      const possible = selectByWords(text, language, rules);
      if (detail === "matches" && possible.length === 0) return nothing(language);
      const facts = inspectOrBlame(text, language, { rules: possible, detail });
      // The memory of a native tree is given back only between turns of the event loop.
      await nextTurn();
      return facts;
    },
  };
}

/** The parser does not say which of several rules it refuses: they are tried one by one when it does. */
function inspectOrBlame(text: string, language: Language, inspection: Inspection): SyntaxFacts {
  try {
    return inspectText(text, language, inspection);
  } catch (error) {
    checkRules(language, inspection.rules);
    throw error;
  }
}

function nothing(language: Language): SyntaxFacts {
  return { language, scopes: [], names: new Map(), matches: [], isWellFormed: false };
}

/** The rules that can match at all, as far as the words of the text tell without a parse. */
function selectByWords(text: string, language: Language, rules: readonly PatternRule[]) {
  if (rules.length === 0) return [];
  const { leaves, symbols = [], keywords = {} } = nameGrammars[language];
  return selectRules(rules, [{ kinds: [...leaves, ...symbols], keywords, texts: collectWords(text) }]);
}

function inspectText(text: string, language: Language, { rules, detail }: Inspection): SyntaxFacts {
  const source = prepare(text, language);
  const root = parse(parserName(language), source).root();
  const grammar = nameGrammars[language];
  const matches = matchRules(root, language, selectByContents(root, grammar, rules));
  if (detail === "matches" && matches.length === 0) return nothing(language);
  const scopes = collectScopes(root, grammar);
  if (detail === "outline") return { ...nothing(language), scopes, matches };
  const codeGrammar = codeGrammars[language];
  const members = findMembers(root, codeGrammar);
  const { names, reads } = collectNames({ root, source, grammar, members });
  const isWellFormed = detail === "names" && root.find({ rule: { kind: "ERROR" } }) === null;
  const facts = { language, scopes, names, matches, isWellFormed };
  if (!isWellFormed || source !== text) return facts;
  return {
    ...facts,
    code: { ...collectCode({ root, source, grammar: codeGrammar, names: grammar }), reads },
  };
}

/** The rules that can match, given the contents of strings and the like. */
function selectByContents(root: SgNode, grammar: NameGrammar, rules: readonly PatternRule[]) {
  if (rules.length === 0) return [];
  const kinds = grammar.words;
  const leaves = root.findAll({ rule: { any: kinds.map((kind) => ({ kind })) } });
  return selectRules(rules, [{ kinds, texts: new Set(leaves.map((leaf) => leaf.text())) }]);
}

/** An excerpt of a PHP file may lack the tag without which all of it is text; the tag moves no line. */
function prepare(text: string, language: Language): string {
  return language === "php" && !text.includes("<?") ? `<?php ${text}` : text;
}
