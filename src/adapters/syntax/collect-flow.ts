import type { SgNode } from "@ast-grep/napi";
import type { FlowDefinition, FlowFacts, LineSpan } from "../../domain/flow.ts";
import type { FlowGrammar } from "./flow-grammar.ts";
import { kindOf } from "./kind-of.ts";

/** A tree with the text that was parsed. */
export interface FlowText {
  readonly root: SgNode;
  readonly source: string;
  readonly grammar: FlowGrammar;
}

/** A node that matters, with its place read once: every question to the parser takes time. */
interface Found {
  readonly node: SgNode;
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly span: LineSpan;
}

const maxNames = 60;
/** A longer target is no name that anybody would look for. */
const longestTarget = 2_000;
/** What a short condition guards is shown with it. */
const shortGuard = 3;

/** How values flow in a tree. One search of the whole; then a few steps for each node that it finds. */
export function collectFlow(text: FlowText): Omit<FlowFacts, "scopes"> {
  const { root, grammar, source } = text;
  const kinds = new Set([
    ...Object.keys(grammar.values),
    ...grammar.headers,
    ...grammar.parameters,
    ...grammar.targets,
    ...grammar.guards,
    ...grammar.texts,
  ]);
  const found = root.findAll({ rule: { any: [...kinds].map((kind) => ({ kind })) } }).map(locate);
  const texts = new Set(grammar.texts);
  const blanked = blank(
    source,
    found.filter(({ kind }) => texts.has(kind)),
    grammar.hasPlainBraces === true,
  );
  return {
    code: blanked.split("\n"),
    definitions: found.flatMap((one) => readDefinition(one, text, blanked)),
    guards: found.flatMap((one) => readGuard(one, grammar)),
  };
}

function locate(node: SgNode): Found {
  const { start, end } = node.range();
  const span = { startLine: start.line + 1, endLine: end.line + 1 };
  return { node, kind: kindOf(node), start: start.index, end: end.index, span };
}

/** The text with blanks in the place of some parts. Line feeds stay, and variables in braces where they count. */
function blank(source: string, parts: readonly Found[], keepsBraces: boolean): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end } of parts.toSorted((a, b) => a.start - b.start)) {
    if (start < at) continue;
    const part = source.slice(start, end);
    pieces.push(source.slice(at, start), keepsBraces ? keepBraced(part) : part.replaceAll(/[^\n]/g, " "));
    at = end;
  }
  return [...pieces, source.slice(at)].join("");
}

/** Only `{name` of every `{name}` or `{name:…}`. */
function keepBraced(part: string): string {
  return part.replaceAll(/\{\w+(?=[:}])|[^\n]/g, (kept) => (kept.length > 1 ? ` ${kept.slice(1)}` : " "));
}

function readDefinition(found: Found, { grammar }: FlowText, blanked: string): readonly FlowDefinition[] {
  const { kind, span, start, end } = found;
  if (Object.hasOwn(grammar.values, kind)) {
    const target = findTarget(found, grammar.values[kind] ?? "");
    if (target === null) return [];
    const range = target.range();
    return define(blanked.slice(range.start.index, range.end.index), span);
  }
  if (grammar.targets.includes(kind)) return define(blanked.slice(start, end), span);
  // What begins with a capital is the type of a parameter.
  if (grammar.parameters.includes(kind))
    return define(blanked.slice(start, end).replaceAll(/\b[A-Z]\w*/g, ""), span);
  if (!grammar.headers.includes(kind)) return [];
  const lineEnd = blanked.indexOf("\n", start);
  const header = blanked.slice(start, lineEnd < 0 ? end : Math.min(end, lineEnd));
  return define(header, { startLine: span.startLine, endLine: span.startLine });
}

function findTarget({ node }: Found, field: string): SgNode | null {
  const named = field === "" ? null : node.field(field);
  return named ?? node.namedChildren()[0] ?? null;
}

function define(target: string, span: LineSpan): readonly FlowDefinition[] {
  const names = new Set(
    target.slice(0, longestTarget).match(/[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*/g) ?? [],
  );
  return names.size === 0 ? [] : [{ names: [...names].slice(0, maxNames), ...span }];
}

function readGuard({ node, kind, span }: Found, grammar: FlowGrammar): readonly LineSpan[] {
  if (!grammar.guards.includes(kind)) return [];
  if (span.endLine - span.startLine < shortGuard) return [span];
  const condition = node.field("condition")?.range() ?? null;
  const endLine = condition === null ? span.startLine : condition.end.line + 1;
  return [{ startLine: span.startLine, endLine: Math.min(endLine, span.startLine + shortGuard) }];
}
