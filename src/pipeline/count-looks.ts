import type { Agreement, Claim, Place } from "../domain/finding.ts";
import type { UnitHunk, UnitView } from "../domain/unit.ts";
import type { UnitOutcome } from "./ask-model.ts";
import type { AskedViews } from "./ask-views.ts";
import { listReadHunks } from "./list-read-hunks.ts";

/** Which views looked at what. */
export interface Looks {
  /** The view whose answer held a claim. */
  viewOf(claim: Claim): UnitView;
  /** `views`: those that said it. A view counts as a look where its answer says that it read the place. */
  countAgreement(place: Place, views: ReadonlySet<UnitView>): Agreement;
}

/** Reads which lines each view showed and had an answer for. */
export function createLooks({ first, further }: AskedViews): Looks {
  const outcomes = [...first, ...further];
  const views = new Map(outcomes.map(({ unit }) => [unit.id, unit.view] as const));
  const looked = further.length === 0 ? new Map<string, ReadonlySet<UnitView>>() : indexLooks(outcomes);
  return {
    viewOf: ({ unit }) => views.get(unit) ?? "sliced",
    countAgreement({ file, side, startLine, endLine }, said) {
      const all = new Set(said);
      for (let line = startLine; line <= endLine; line += 1)
        for (const view of looked.get(`${file}:${side}:${line}`) ?? []) all.add(view);
      return { said: said.size, looks: all.size };
    },
  };
}

function indexLooks(outcomes: readonly UnitOutcome[]): ReadonlyMap<string, ReadonlySet<UnitView>> {
  const looked = new Map<string, Set<UnitView>>();
  for (const outcome of outcomes) {
    for (const key of listReadHunks(outcome).flatMap(listLines)) {
      const views = looked.get(key) ?? new Set();
      looked.set(key, views.add(outcome.unit.view));
    }
  }
  return looked;
}

function listLines({ ref, lines }: UnitHunk): readonly string[] {
  return lines.flatMap(({ oldLine, newLine }) => [
    ...(oldLine === null ? [] : [`${ref.file}:LEFT:${oldLine}`]),
    ...(newLine === null ? [] : [`${ref.file}:RIGHT:${newLine}`]),
  ]);
}
