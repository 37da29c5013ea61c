import type { TextSpan } from "../../domain/syntax.ts";
import type { CodeText } from "./code-text.ts";
import { anyKind } from "./collect-names.ts";
import { kindOf } from "./kind-of.ts";

/** Comments and contents of strings, in the order of the text. */
export function collectTexts({ root, source, grammar }: CodeText): readonly TextSpan[] {
  const comments = new Set(grammar.comments);
  const lineStarts = listLineStarts(source);
  const spans: TextSpan[] = [];
  let until = 0;
  for (const node of root.findAll(anyKind([...comments, ...grammar.strings]))) {
    const { start, end } = node.range();
    if (start.index < until) continue;
    until = end.index;
    spans.push({
      kind: comments.has(kindOf(node)) ? "comment" : "string",
      startLine: start.line + 1,
      startColumn: start.index - (lineStarts[start.line] ?? 0),
      endLine: end.line + 1,
      endColumn: end.index - (lineStarts[end.line] ?? 0),
    });
  }
  return spans;
}

function listLineStarts(source: string): readonly number[] {
  const starts = [0];
  for (let at = source.indexOf("\n"); at !== -1; at = source.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
