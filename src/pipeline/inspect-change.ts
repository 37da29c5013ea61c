import type { ChangedFile, ChangeSet, Excerpt, Side } from "../domain/change-set.ts";
import type { FileFacts, Language, NameFacts, PatternRule, SyntaxFacts } from "../domain/syntax.ts";
import { detectLanguage } from "../review/detect-language.ts";
import type { Syntax } from "./ports.ts";

export interface InspectDependencies {
  readonly syntax: Syntax;
  /** Rules of all languages; each file is matched with those of its own. */
  readonly rules: readonly PatternRule[];
}

/**
 * Syntax facts of both sides of the named files, in their order, base before head. Lines are lines of the file.
 * A side without text, grammar or within the parser's limits has no entry. Facts of an excerpt are never
 * well-formed: what is absent from a part may stand in the rest.
 */
export async function inspectChange(
  change: ChangeSet,
  deps: InspectDependencies,
  files: readonly number[],
): Promise<readonly FileFacts[]> {
  const rulesOf = selectByLanguage(deps.rules);
  const facts: FileFacts[] = [];
  for (const index of files) {
    const file = change.files[index];
    if (file === undefined || file.kind !== "text") continue;
    for (const side of sidesOf(file)) {
      const inspected = await inspectSide(side, deps.syntax, rulesOf);
      if (inspected !== null) facts.push({ file: index, side: side.side, facts: inspected });
    }
  }
  return facts;
}

interface FileSide {
  readonly side: Side;
  readonly path: ChangedFile["path"];
  readonly excerpts: readonly Excerpt[];
  /** False when the text may be a part of the file. */
  readonly isWhole: boolean;
}

async function inspectSide(
  { path, excerpts, isWhole }: FileSide,
  syntax: Syntax,
  rulesOf: (language: Language) => readonly PatternRule[],
): Promise<SyntaxFacts | null> {
  const language = detectLanguage(path);
  if (language === null || excerpts.length === 0) return null;
  const facts = await inspectExcerpts(excerpts, { language, rules: rulesOf(language), syntax });
  return facts === null ? null : { ...facts, isWellFormed: facts.isWellFormed && isWhole };
}

function sidesOf(file: ChangedFile): readonly FileSide[] {
  const side = (name: Side, path: ChangedFile["path"], excerpts: readonly Excerpt[]): FileSide => ({
    side: name,
    path,
    excerpts,
    isWhole: file.isComplete && excerpts.length === 1 && excerpts[0]?.firstLine === 1,
  });
  return [side("LEFT", file.previousPath ?? file.path, file.base), side("RIGHT", file.path, file.head)];
}

/** One list a language, made when its first file comes. */
function selectByLanguage(rules: readonly PatternRule[]): (language: Language) => readonly PatternRule[] {
  const lists = new Map<Language, readonly PatternRule[]>();
  return (language) => {
    const list = lists.get(language) ?? rules.filter((rule) => rule.languages.includes(language));
    lists.set(language, list);
    return list;
  };
}

interface ExcerptInspection {
  readonly language: Language;
  readonly rules: readonly PatternRule[];
  readonly syntax: Syntax;
}

async function inspectExcerpts(
  excerpts: readonly Excerpt[],
  inspection: ExcerptInspection,
): Promise<SyntaxFacts | null> {
  const parts: SyntaxFacts[] = [];
  for (const excerpt of excerpts) {
    const facts = await inspection.syntax.inspect(excerpt.text, inspection.language, inspection.rules);
    if (facts === null) return null;
    parts.push(shiftLines(facts, excerpt.firstLine - 1));
  }
  return mergeFacts(parts, inspection.language);
}

function shiftLines(facts: SyntaxFacts, by: number): SyntaxFacts {
  if (by === 0) return facts;
  const shift = <T extends { readonly startLine: number; readonly endLine: number }>(place: T): T => ({
    ...place,
    startLine: place.startLine + by,
    endLine: place.endLine + by,
  });
  const lines = (numbers: readonly number[]) => numbers.map((line) => line + by);
  const names = [...facts.names].map(
    ([name, { definedAt, importedAt, usedAt }]): readonly [string, NameFacts] => [
      name,
      { definedAt: lines(definedAt), importedAt: lines(importedAt), usedAt: lines(usedAt) },
    ],
  );
  return {
    ...facts,
    scopes: facts.scopes.map(shift),
    matches: facts.matches.map(shift),
    names: new Map(names),
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
