import { setImmediate as nextTurn } from "node:timers/promises";
import { parse } from "@ast-grep/napi";
import type { FlowReader } from "../../pipeline/ports.ts";
import { collectFlow } from "./collect-flow.ts";
import { collectScopes } from "./collect-scopes.ts";
import { flowGrammars } from "./flow-grammar.ts";
import { kindOf } from "./kind-of.ts";
import { loadGrammars, parserName } from "./load-grammars.ts";
import { nameGrammars } from "./name-grammar.ts";

/** Longer texts are not followed; UTF-16 units. */
const maxLength = 512 * 1024;

/** The flow reader on tree-sitter grammars. */
export function createFlowReader(): FlowReader {
  loadGrammars();
  return {
    async readFlow(text, language) {
      if (text.length > maxLength) return null;
      // A part of a PHP file may lack the tag without which all of it is text; the tag moves no line.
      const source = language === "php" && !text.includes("<?") ? `<?php ${text}` : text;
      const root = parse(parserName(language), source).root();
      if (kindOf(root) === "ERROR") return null;
      const facts = {
        ...collectFlow({ root, source, grammar: flowGrammars[language] }),
        scopes: collectScopes(root, nameGrammars[language]),
      };
      // The memory of a native tree is given back only between turns of the event loop.
      await nextTurn();
      return facts;
    },
  };
}
