import type { FlowDefinition, FlowFacts } from "../../domain/flow.ts";

const longestLine = 500;
const mostNames = 8;
/** `let a`, `def a`, `my $a`, `local a`, `func a`. */
const declared =
  /\b(?:let|var|val|const|my|our|local|export|def|defp|fun|func|function|fn|sub|proc|set|type|class|struct|object|trait)\s+[$@%&]?([A-Za-z_]\w*)/g;
/** `a = `, `$a.b = `, `a := `, `a <- `; no comparison. */
const assigned = /(?<!\w)([A-Za-z_]\w{0,60})["'\])}]{0,2}\s{0,8}(?::=|<-|[-+*/.|&?]{0,2}=(?![=>~]))/g;
const condition = /^\s*(?:\}?\s*el)?(?:if|unless|guard|assert|require|case|when|switch|while)\b/;

/** The flow of a text that no parser reads, by the look of its lines. Linear; never throws. */
export function readPlainFlow(text: string): FlowFacts {
  const code = text.split("\n");
  const guards = code.flatMap((line, index) =>
    condition.test(line) ? [{ startLine: index + 1, endLine: index + 1 }] : [],
  );
  return { code, scopes: [], definitions: code.flatMap(readLine), guards };
}

function readLine(line: string, index: number): readonly FlowDefinition[] {
  const cut = line.slice(0, longestLine);
  const found = [
    ...cut.matchAll(declared),
    ...(cut.includes("=") || cut.includes("<-") ? cut.matchAll(assigned) : []),
  ];
  const names = new Set(found.flatMap(([, name]) => name ?? []));
  return names.size === 0
    ? []
    : [{ names: [...names].slice(0, mostNames), startLine: index + 1, endLine: index + 1 }];
}
