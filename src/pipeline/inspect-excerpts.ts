import type { Excerpt } from "../domain/change-set.ts";
import type { Language, NameFacts, RuleMatch, Scope, SyntaxFacts } from "../domain/syntax.ts";
import { findPart, type JoinedExcerpts, joinExcerpts, lineOfFile } from "../review/diff/join-excerpts.ts";
import type { Inspection, Syntax } from "./ports.ts";

export interface ExcerptInspection extends Inspection {
  readonly language: Language;
  readonly syntax: Syntax;
}

// A construct that an excerpt leaves open may swallow what follows it in the same text. So excerpts share a text only
// where one text for each would take too long, and then few share one.
const maxTexts = 16;
// The parser takes 1 MiB; a UTF-16 unit takes up to three bytes.
const maxCharacters = 256 * 1024;

/**
 * Syntax facts of all excerpts of one side of a file, with lines of the file. Nothing reaches from one excerpt into
 * the next: a scope ends with its excerpt at the latest. Null when the language or one of the texts is not taken.
 */
export async function inspectExcerpts(
  excerpts: readonly Excerpt[],
  { language, syntax, rules, detail }: ExcerptInspection,
): Promise<SyntaxFacts | null> {
  const parts: SyntaxFacts[] = [];
  for (const joined of joinExcerpts(excerpts, charactersPerText(excerpts))) {
    const facts = await syntax.inspect(joined.text, language, { rules, detail });
    if (facts === null) return null;
    parts.push(mapToFile(facts, joined));
  }
  return mergeFacts(parts, language);
}

function charactersPerText(excerpts: readonly Excerpt[]): number {
  if (excerpts.length <= maxTexts) return 0;
  const characters = excerpts.reduce((sum, { text }) => sum + text.length + 2, 0);
  return Math.min(maxCharacters, Math.ceil(characters / maxTexts));
}

function mapToFile(facts: SyntaxFacts, joined: JoinedExcerpts): SyntaxFacts {
  if (joined.parts.length === 1 && joined.parts[0]?.excerpt.firstLine === 1) return facts;
  const lines = (numbers: readonly number[]) => numbers.flatMap((line) => mapLine(line, joined) ?? []);
  const names = [...facts.names].map(
    ([name, { definedAt, importedAt, usedAt }]): readonly [string, NameFacts] => [
      name,
      { definedAt: lines(definedAt), importedAt: lines(importedAt), usedAt: lines(usedAt) },
    ],
  );
  return {
    ...facts,
    scopes: facts.scopes.flatMap((scope) => mapScope(scope, joined) ?? []),
    matches: facts.matches.flatMap((match) => mapMatch(match, joined) ?? []),
    names: new Map(names),
  };
}

function mapLine(line: number, joined: JoinedExcerpts): number | null {
  const part = findPart(joined, line);
  return part === null ? null : lineOfFile(part, line);
}

/** What closes a scope of an excerpt in a later one closes another one. */
function mapScope(scope: Scope, joined: JoinedExcerpts): Scope | null {
  const part = findPart(joined, scope.startLine);
  if (part === null) return null;
  const endLine = lineOfFile(part, Math.min(scope.endLine, part.endLine));
  return { ...scope, startLine: lineOfFile(part, scope.startLine), endLine };
}

function mapMatch(match: RuleMatch, joined: JoinedExcerpts): RuleMatch | null {
  const part = findPart(joined, match.startLine);
  if (part === null || match.endLine > part.endLine) return null;
  return {
    ...match,
    startLine: lineOfFile(part, match.startLine),
    endLine: lineOfFile(part, match.endLine),
  };
}

function mergeFacts(parts: readonly SyntaxFacts[], language: Language): SyntaxFacts {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const names = new Map<string, { definedAt: number[]; importedAt: number[]; usedAt: number[] }>();
  for (const [name, facts] of parts.flatMap((part) => [...part.names])) {
    const known = names.get(name) ?? { definedAt: [], importedAt: [], usedAt: [] };
    names.set(name, known);
    for (const line of facts.definedAt) known.definedAt.push(line);
    for (const line of facts.importedAt) known.importedAt.push(line);
    for (const line of facts.usedAt) known.usedAt.push(line);
  }
  return {
    language,
    scopes: parts.flatMap((part) => part.scopes),
    names,
    matches: parts.flatMap((part) => part.matches),
    isWellFormed: parts.every((part) => part.isWellFormed),
  };
}
