import { patternPack } from "../checks/pattern-pack.ts";
import type { ChangeSet } from "../domain/change-set.ts";
import type { FindingEdit, UnnamedFinding } from "../domain/finding.ts";
import type { ProposedEdit } from "../domain/refutation.ts";
import type { SyntaxFacts } from "../domain/syntax.ts";
import { applyEdit, type EditLimits } from "../review/refute/apply-edit.ts";
import { detectLanguage } from "../review/select/detect-language.ts";
import type { Syntax } from "./ports.ts";

export interface ProofDependencies extends EditLimits {
  readonly change: ChangeSet;
  readonly syntax: Syntax;
}

/**
 * Applies the edit that a model proposes for a finding, in memory: the text must parse as well as before, and the rule
 * whose question the finding answers must match in fewer places. Null when that is not so or cannot be told.
 */
export async function proveFix(
  edit: ProposedEdit,
  { place, rule }: Pick<UnnamedFinding, "place" | "rule">,
  { change, syntax, ...limits }: ProofDependencies,
): Promise<FindingEdit | null> {
  const language = detectLanguage(place.path);
  const excerpt = change.files[place.file]?.head.find(
    ({ firstLine, text }) => edit.from >= firstLine && edit.from < firstLine + text.split("\n").length,
  );
  if (language === null || excerpt === undefined) return null;
  const applied = applyEdit(edit, excerpt, limits);
  if (applied === null) return null;
  const rules = patternPack.filter(({ id, on }) => id === rule && on === "added");
  const inspect = (text: string) => syntax.inspect(text, language, { rules, detail: "names" });
  const before = await inspect(excerpt.text);
  const after = await inspect(applied.text);
  if (before === null || after === null || !isAsGood(before, after)) return null;
  const { startLine, endLine, lines, replaced } = applied;
  return { startLine, endLine, lines, replaced };
}

function isAsGood(before: SyntaxFacts, after: SyntaxFacts): boolean {
  if (before.isWellFormed && !after.isWellFormed) return false;
  return before.matches.length === 0 || after.matches.length < before.matches.length;
}
