import type { SgNode } from "@ast-grep/napi";
import type { Language } from "../../../domain/syntax.ts";
import { judgeExpression, type Slowness } from "./judge-expression.ts";
import { readExpression } from "./read-expression.ts";

/** More different expressions of one text are not judged. */
const maxExpressions = 300;
/** Steps for one text: some 300 ms. */
const maxSteps = 5_000_000;

/** Tells how slow the expression of a literal or call is, each of one text once; null where it is not proven to be. */
export function createSlownessJudge(language: Language): (node: SgNode) => Slowness | null {
  const known = new Map<string, Slowness | null>();
  const purse = { steps: maxSteps };
  return (node) => {
    const expression = readExpression(node, language);
    if (expression === null) return null;
    const key = JSON.stringify(expression);
    const answer = known.get(key);
    if (answer !== undefined || known.size >= maxExpressions) return answer ?? null;
    const judged = judgeExpression(expression, purse);
    known.set(key, judged);
    return judged;
  };
}
