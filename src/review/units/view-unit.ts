import type { ChangeSet } from "../../domain/change-set.ts";
import type { Depth } from "../../domain/review.ts";
import type { ReviewUnit, UnitHunk, UnitView } from "../../domain/unit.ts";
import { type BlankHunk, createBlanker } from "./blank-change.ts";
import { formatUnit } from "./format-unit.ts";

/** How often a part of a change is looked at, and as what. The first view is the one that counts as its review. */
const viewsByDepth: Readonly<Record<Depth, readonly [UnitView, ...UnitView[]]>> = {
  quick: ["sliced"],
  standard: ["sliced"],
  thorough: ["sliced", "bare", "uncommented"],
};

/** The view that every unit is asked in. */
export function firstViewOf(depth: Depth): UnitView {
  return viewsByDepth[depth][0];
}

/**
 * Every unit in the views of a depth, those of one unit behind each other. A view that shows the same as an earlier one
 * of its unit is left out; the first never is.
 */
export function viewUnits(
  { units, change }: { readonly units: readonly ReviewUnit[]; readonly change: ChangeSet },
  { depth, countTokens }: { readonly depth: Depth; readonly countTokens: (text: string) => number },
): readonly ReviewUnit[] {
  const blank = createBlanker(change);
  const [first, ...others] = viewsByDepth[depth];
  return units.flatMap((unit) => {
    const whole = first === unit.view ? unit : { ...unit, ...showHunks(unit, first, { blank, countTokens }) };
    const shown = new Set([formatUnit(whole)]);
    const further = others.flatMap((view) => {
      const viewed = { ...unit, ...showHunks(unit, view, { blank, countTokens }), id: `${unit.id}-${view}` };
      const code = formatUnit(viewed);
      if (viewed.hunks.length === 0 || shown.has(code)) return [];
      shown.add(code);
      return [viewed];
    });
    return [whole, ...further];
  });
}

function showHunks(
  { hunks: prepared }: ReviewUnit,
  view: UnitView,
  { blank, countTokens }: { readonly blank: BlankHunk; readonly countTokens: (text: string) => number },
): Pick<ReviewUnit, "view" | "hunks" | "tokens"> {
  const hunks = prepared.map((hunk) => showHunk(hunk, view, blank)).filter(({ lines }) => lines.length > 0);
  return { view, hunks, tokens: countTokens(formatUnit({ hunks })) };
}

function showHunk(hunk: UnitHunk, view: UnitView, blank: BlankHunk): UnitHunk {
  switch (view) {
    case "sliced":
      return hunk;
    case "bare":
      return { ...hunk, context: [], lines: hunk.lines.filter(({ kind }) => kind !== "surrounding") };
    case "uncommented":
      return blank(hunk);
  }
}
