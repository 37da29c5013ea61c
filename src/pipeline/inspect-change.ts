import type { ChangedFile, ChangeSet, Excerpt, Side } from "../domain/change-set.ts";
import type { FileFacts, Language, PatternRule, SyntaxFacts } from "../domain/syntax.ts";
import { detectLanguage } from "../review/select/detect-language.ts";
import { inspectExcerpts } from "./inspect-excerpts.ts";
import type { Inspection, Syntax } from "./ports.ts";

export interface InspectDependencies {
  readonly syntax: Syntax;
  /** Rules of all languages; each file is matched with those of its own. */
  readonly rules: readonly PatternRule[];
}

/**
 * What leads and units need of the named files, in their order, base before head: scopes and matches of the head,
 * matches of removed controls at the base. Lines are lines of the file. A side without text, grammar or within the
 * parser's limits has no entry.
 */
export async function inspectChange(
  change: ChangeSet,
  deps: InspectDependencies,
  files: readonly number[],
): Promise<readonly FileFacts[]> {
  const rulesOf = selectByLanguage(deps.rules);
  return inspectSides(change, files, (side, language) => {
    const rules = rulesOf(language);
    if (side.name === "RIGHT") return { syntax: deps.syntax, rules, detail: "outline" };
    // Nothing that stood in a deleted file is missed, and where no line is removed no control is.
    if (side.file.status === "deleted" || !removesLines(side.file)) return null;
    return { syntax: deps.syntax, rules: rules.filter(({ on }) => on === "removed"), detail: "matches" };
  });
}

/**
 * Everything but rule matches about the named files, for judging claims about them. Facts of an excerpt are never
 * well-formed: what is absent from a part may stand in the rest.
 */
export async function inspectNames(
  change: ChangeSet,
  syntax: Syntax,
  files: readonly number[],
): Promise<readonly FileFacts[]> {
  return inspectSides(change, files, () => ({ syntax, rules: [], detail: "names" }));
}

/** `inspectNames` of one change: each file is parsed once, however often it is asked for. */
export function createNameReader(
  change: ChangeSet,
  syntax: Syntax,
): (files: readonly number[]) => Promise<readonly FileFacts[]> {
  const read = new Map<number, Promise<readonly FileFacts[]>>();
  return async (files) => {
    const facts: FileFacts[] = [];
    for (const file of files) {
      const known = read.get(file) ?? inspectNames(change, syntax, [file]);
      read.set(file, known);
      facts.push(...(await known));
    }
    return facts;
  };
}

type ChooseInspection = (
  side: FileSide,
  language: Language,
) => (Inspection & { readonly syntax: Syntax }) | null;

async function inspectSides(
  change: ChangeSet,
  files: readonly number[],
  choose: ChooseInspection,
): Promise<readonly FileFacts[]> {
  const facts: FileFacts[] = [];
  for (const index of files) {
    const file = change.files[index];
    if (file === undefined || file.kind !== "text") continue;
    for (const side of sidesOf(file)) {
      const inspected = await inspectSide(side, choose);
      if (inspected !== null) facts.push({ file: index, side: side.name, facts: inspected });
    }
  }
  return facts;
}

interface FileSide {
  readonly file: ChangedFile;
  readonly name: Side;
  readonly path: ChangedFile["path"];
  readonly excerpts: readonly Excerpt[];
  /** False when the text may be a part of the file. */
  readonly isWhole: boolean;
}

async function inspectSide(side: FileSide, choose: ChooseInspection): Promise<SyntaxFacts | null> {
  const language = detectLanguage(side.path);
  if (language === null || side.excerpts.length === 0) return null;
  const inspection = choose(side, language);
  if (inspection === null) return null;
  const facts = await inspectExcerpts(side.excerpts, { ...inspection, language });
  return facts === null ? null : { ...facts, isWellFormed: facts.isWellFormed && side.isWhole };
}

function removesLines({ hunks }: ChangedFile): boolean {
  return hunks.some(({ lines }) => lines.some(({ kind }) => kind === "removed"));
}

function sidesOf(file: ChangedFile): readonly FileSide[] {
  const side = (name: Side, path: ChangedFile["path"], excerpts: readonly Excerpt[]): FileSide => ({
    file,
    name,
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
