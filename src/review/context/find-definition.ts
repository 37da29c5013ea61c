import type { FlowFacts, FlowImport, LineSpan } from "../../domain/flow.ts";
import type { Scope } from "../../domain/syntax.ts";
import { type FunctionIndex, indexFunctions } from "./index-functions.ts";

/** What is shown of a function, and of anything else that is defined; in lines. */
const linesOfFunction = 25;
const linesOfClass = 12;
const linesOfValue = 8;

/** A text with its flow, ready for look-ups. */
export interface FlowIndex {
  readonly facts: FlowFacts;
  readonly imports: readonly FlowImport[];
  readonly functions: FunctionIndex;
}

export function indexFlow(facts: FlowFacts, imports: readonly FlowImport[]): FlowIndex {
  return { facts, imports, functions: indexFunctions(facts.scopes) };
}

/** Lines that define a name in a text: a member of the class if one is named, else a function, a class or a value. */
export function findDefinition(
  { facts, functions }: FlowIndex,
  { name, container }: { readonly name: string; readonly container: string | null },
): LineSpan | null {
  const member = container === null ? null : findMember(facts.scopes, name, container);
  const scope = member ?? functions.named(name);
  if (scope !== null) return cutScope(scope);
  const value = facts.definitions.find(
    ({ names, startLine }) => names.includes(name) && functions.around(startLine) === null,
  );
  if (value === undefined) return null;
  return {
    startLine: value.startLine,
    endLine: Math.min(value.endLine, value.startLine + linesOfValue - 1),
  };
}

/** Signature and beginning of a function or class. */
export function cutScope({ kind, startLine, endLine }: Scope): LineSpan {
  const most = kind === "function" ? linesOfFunction : linesOfClass;
  return { startLine, endLine: Math.min(endLine, startLine + most - 1) };
}

function findMember(scopes: readonly Scope[], name: string, container: string): Scope | null {
  const owners = scopes.filter((scope) => scope.kind === "class" && scope.name === container);
  const isWithin = (scope: Scope) =>
    owners.some(({ startLine, endLine }) => startLine <= scope.startLine && scope.endLine <= endLine);
  return scopes.find((scope) => scope.name === name && scope.kind === "function" && isWithin(scope)) ?? null;
}

/** Imports through which a text passes a name on that it does not define. */
export function findReexports({ imports }: FlowIndex, name: string): readonly FlowImport[] {
  const named = imports.filter((one) => one.name === name);
  return named.length > 0 ? named.slice(0, 1) : imports.filter((one) => one.name === null).slice(0, 5);
}

/** Whether a line may define a name: the word of a declaration before it, or a list of parameters behind it. */
export function mayDefine(line: string, name: string): boolean {
  if (line.length > 500) return false;
  const at = line.indexOf(name);
  if (at < 0) return false;
  const before = line.slice(0, at);
  if (
    /\b(?:func|function|def|defp|fn|fun|sub|class|interface|struct|trait|enum|type|module|const)\b[^=;]*$/.test(
      before,
    )
  )
    return true;
  // `static int name(…) {`: types and nothing else before it, and no end of a statement behind it.
  const isTyped =
    /^\s*(?:[\w*&<>,:[\]?]+\s+)+[*&]?$/.test(before) && !/\b(?:return|new|await|else)\b/.test(before);
  return isTyped && /^\s*\(/.test(line.slice(at + name.length)) && !/;\s*$/.test(line);
}
