import type { SgNode } from "@ast-grep/napi";
import type { CatchFacts, GuardFacts } from "../../domain/syntax.ts";
import type { CodeText } from "./code-text.ts";
import { anyKind } from "./collect-names.ts";
import { kindOf } from "./kind-of.ts";

const MAX_STATEMENT = 120;
const NO_ACTION = new Set(["pass_statement", "continue_statement", "empty_statement"]);
const LOG_CALL =
  /^(?:[\w$@.]{0,80}[.])?(?:log(?:ger|ging)?|console|warn(?:ing)?s?|print(?:f|ln|StackTrace)?|puts|error_log|syslog)\b|^(?:self\.)?_?log(?:ger)?\./i;

/** Statements with handlers, in the order of the text. */
export function collectGuards(text: CodeText): readonly GuardFacts[] {
  const { root, grammar } = text;
  if (grammar.guards.length === 0) return [];
  return root.findAll(anyKind(grammar.guards)).flatMap((node) => {
    const clauses = node.namedChildren().filter((child) => grammar.handlers.includes(kindOf(child)));
    const [first] = clauses;
    if (first === undefined) return [];
    // Ruby guards what stands before the first clause, without a node of its own.
    const end = node.field("body")?.range().end ?? first.range().start;
    return [
      {
        start: node.range().start.line + 1,
        end: end.line + 1,
        handlers: clauses.map((clause) => describeHandler(clause, text)),
      },
    ];
  });
}

function describeHandler(clause: SgNode, text: CodeText): CatchFacts {
  const { start, end } = clause.range();
  return { startLine: start.line + 1, endLine: end.line + 1, acts: describeActs(clause, text) };
}

function describeActs(clause: SgNode, { source, grammar }: CodeText): CatchFacts["acts"] {
  const body = clause.field("body") ?? findBlock(clause);
  const statements = (body?.namedChildren() ?? []).filter((child) => {
    const kind = kindOf(child);
    return !NO_ACTION.has(kind) && !grammar.comments.includes(kind);
  });
  const texts = statements.map((statement) => {
    const { start, end } = statement.range();
    return source.slice(start.index, Math.min(end.index, start.index + MAX_STATEMENT));
  });
  const acting = texts.filter((text) => text !== "...");
  if (acting.length === 0) return "nothing";
  return acting.every((text) => LOG_CALL.test(text)) ? "logs" : "more";
}

function findBlock(clause: SgNode): SgNode | null {
  const last = clause.namedChildren().at(-1);
  return last !== undefined && /block|statement|then/.test(kindOf(last)) ? last : null;
}
