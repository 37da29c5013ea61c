import { findNamedSet } from "./character-sets.ts";
import type { Expression } from "./expression.ts";
import { readEscape } from "./read-escape.ts";

/** A class with the flag `v`. */
export interface ReadClass {
  readonly source: string;
  readonly end: number;
}

type Member = { readonly character: string } | { readonly body: string };

/** Reads the class whose bracket stands at `at`; null for sets within sets, and whatever else has no plain equal. */
export function readClass(expression: Expression, at: number): ReadClass | null {
  const { source } = expression;
  const isNegated = source[at + 1] === "^";
  const first = at + (isNegated ? 2 : 1);
  if (isUnclear(expression, first)) return null;
  const members: string[] = [];
  for (let position = first; position < source.length; ) {
    if (source[position] === "]" && position > first)
      return { source: `[${isNegated ? "^" : ""}${members.join("")}]`, end: position + 1 };
    const read = readRange(expression, position);
    if (read === null) return null;
    members.push(read.source);
    position = read.end;
  }
  return null;
}

/** Whether a bracket in the first place is a member differs between versions of Java and Ruby. */
function isUnclear({ source, dialect }: Expression, first: number): boolean {
  return source[first] === "]" && (dialect === "java" || dialect === "ruby");
}

/** A member, or a range of two. */
function readRange(expression: Expression, at: number): ReadClass | null {
  const { source, dialect } = expression;
  const first = readMember(expression, at);
  if (first === null) return null;
  const { member, end } = first;
  if (source[end] !== "-" || source[end + 1] === "]") return { source: composeMember(member), end };
  if (source[end + 1] === "[" && dialect === "csharp") return null;
  const second = readMember(expression, end + 1);
  if (second === null) return null;
  return { source: composeRange(member, second.member), end: second.end };
}

interface ReadMember {
  readonly member: Member;
  readonly end: number;
}

function readMember(expression: Expression, at: number): ReadMember | null {
  const { source, dialect } = expression;
  const character = String.fromCodePoint(source.codePointAt(at) ?? 0);
  if (character === "\\") return readEscapedMember(expression, at);
  const named = readNamedSet(expression, at);
  if (named !== null) return named;
  // A class within a class, or an intersection of two.
  const isNested = character === "[" || source.startsWith("&&", at);
  if (isNested && (dialect === "java" || dialect === "ruby")) return null;
  return { member: { character }, end: at + character.length };
}

/** `[:alpha:]` within a class. */
function readNamedSet({ source, dialect }: Expression, at: number): ReadMember | null {
  if (dialect !== "php" && dialect !== "ruby") return null;
  const [whole, caret, name] = /^\[:(\^?)([a-z]{1,8}):\]/.exec(source.slice(at, at + 20)) ?? [];
  const body = findNamedSet(name ?? "");
  if (whole === undefined || body === null) return null;
  return { member: { body: caret === "^" ? `[^${body}]` : body }, end: at + whole.length };
}

function readEscapedMember(expression: Expression, at: number): ReadMember | null {
  if (expression.source[at + 1] === "b") return { member: { character: "\b" }, end: at + 2 };
  const read = readEscape(expression, at);
  if (read === null || read.kind === "place") return null;
  const { end } = read;
  if (read.kind === "character") return { member: { character: read.character }, end };
  return { member: { body: read.isNegated ? `[^${read.body}]` : read.body }, end };
}

function composeMember(member: Member): string {
  return "body" in member ? member.body : quoteCharacter(member.character);
}

/** Next to a set a hyphen is only a hyphen. */
function composeRange(first: Member, second: Member): string {
  if ("body" in first || "body" in second)
    return composeMember(first) + quoteCharacter("-") + composeMember(second);
  return `${quoteCharacter(first.character)}-${quoteCharacter(second.character)}`;
}

/** A character as itself with the flag `v`, within classes and outside. */
export function quoteCharacter(character: string): string {
  return /[A-Za-z0-9]/.test(character) ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
