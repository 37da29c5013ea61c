import type { Place } from "../domain/finding.ts";
import type { PromptTemplate } from "../domain/prompt.ts";
import type { ReviewUnit, UnitHunk } from "../domain/unit.ts";
import { escapeInvisible } from "../review/redact/escape-invisible.ts";
import { composeRefutation, type Doubt } from "../review/refute/compose-refutation.ts";
import { type CodeLine, type KnownLines, readCodeLines, readShownHunk } from "../review/refute/shown-code.ts";
import type { RefuterQuestion } from "./ask-refuter.ts";
import type { ClaimedDefect } from "./collect-claims.ts";
import { type EvidenceSources, gatherEvidence } from "./gather-evidence.ts";
import type { CountTokens, Syntax } from "./ports.ts";
import type { PreparedReview } from "./prepare-review.ts";
import { proveFix } from "./prove-fix.ts";

export interface DoubtSettings extends Pick<EvidenceSources, "snapshot" | "cleanFile" | "log"> {
  /** The refuting prompt. */
  readonly refuteTemplate: PromptTemplate;
  readonly nonceKey: string;
  readonly countTokens: CountTokens;
  readonly syntax: Syntax;
}

/** Makes a question of a claim; null when no unit shows the place that it is about. */
export type OpenDoubt = (defect: ClaimedDefect, id: string) => RefuterQuestion | null;

/** How the claims of one review become questions. `units`: those that were asked about, in the parts that were asked. */
export function createDoubts(
  prepared: Pick<PreparedReview, "change" | "redactor" | "policy">,
  units: readonly ReviewUnit[],
  settings: DoubtSettings,
): OpenDoubt {
  const { change, redactor } = prepared;
  const { system } = settings.refuteTemplate;
  const systemTokens = settings.countTokens(system);
  const clean = (text: string) => escapeInvisible(redactor.redact(text));
  const options = {
    template: settings.refuteTemplate,
    nonceKey: settings.nonceKey,
    // The same instructions stand before every question.
    countTokens: (text: string) => (text === system ? systemTokens : settings.countTokens(text)),
    placeholders: redactor.placeholders,
    language: prepared.policy.language,
    clean,
  };
  const linesOf = cacheLines(prepared, clean);
  const sources: EvidenceSources = { ...settings, change, known: linesOf, read: new Map() };
  return ({ candidate: { claim, place }, finding }, id) => {
    const unit = selectUnit(units, claim.unit, place);
    if (unit === null) return null;
    const doubt: Doubt = { id, claim, place, unit };
    const shown = unit.hunks.flatMap((hunk) => readShownHunk(hunk, linesOf));
    const shownLines = new Set(
      shown
        .filter(({ side, path }) => side === "RIGHT" && path === place.path)
        .flatMap(({ lines }) => lines.map(({ number }) => number)),
    );
    const limits = { isShown: (line: number) => shownLines.has(line), clean };
    return {
      compose: (round) => composeRefutation(doubt, round, options),
      shown,
      gather: (request) => gatherEvidence(request, sources),
      prove: async (edit) =>
        prepared.policy.suggestions
          ? proveFix(edit, finding, { ...limits, change, syntax: settings.syntax })
          : null,
    };
  };
}

/** The texts of the change, each read once for all claims. */
function cacheLines({ change }: Pick<PreparedReview, "change">, clean: (text: string) => string): KnownLines {
  const known = new Map<string, ReadonlyMap<number, CodeLine>>();
  return (path, side) => {
    const key = `${side} ${path}`;
    const file = change.files.find((changed) => changed.path === path);
    const excerpts = (side === "LEFT" ? file?.base : file?.head) ?? [];
    const lines =
      known.get(key) ??
      readCodeLines(
        excerpts.map((excerpt) => ({ ...excerpt, text: clean(excerpt.text) })),
        path,
      );
    known.set(key, lines);
    return lines;
  };
}

/** The hunks of the claimed file in the unit that was asked about; in another one where that does not show the place. */
function selectUnit(units: readonly ReviewUnit[], own: string, place: Place): ReviewUnit | null {
  const shows = (unit: ReviewUnit) => unit.hunks.some((hunk) => showsPlace(hunk, place));
  const unit = units.find((candidate) => candidate.id === own && shows(candidate)) ?? units.find(shows);
  if (unit === undefined) return null;
  return { ...unit, hunks: unit.hunks.filter(({ ref }) => ref.file === place.file), leads: [] };
}

function showsPlace({ ref, lines }: UnitHunk, { file, side, startLine, endLine }: Place): boolean {
  if (ref.file !== file) return false;
  return lines.some(({ oldLine, newLine }) => {
    const number = side === "LEFT" ? oldLine : newLine;
    return number !== null && number >= startLine && number <= endLine;
  });
}
