import { computeFigures, type Figures, type Share } from "./compute-figures.ts";
import { nameGroup } from "./cwe-groups.ts";
import type { Form } from "./eval-case.ts";
import type { FramingName } from "./framings.ts";
import type { LookResult } from "./look.ts";
import type { OutsideText } from "./outside-text.ts";

/** How the run was made. */
export interface RunFacts {
  readonly startedAt: string;
  readonly wallSeconds: number;
  readonly model: string;
  readonly cases: number;
  readonly samples: number;
  readonly prompts: readonly string[];
  readonly isInterrupted: boolean;
  /** Looks that were planned. */
  readonly planned: number;
}

/** The figures of one reviewer in one form. */
export interface FigureRow {
  readonly reviewer: string;
  readonly form: Form;
  readonly figures: Figures;
}

/** Detection in one slice of the cases. */
export interface SliceRow {
  readonly slice: string;
  readonly reviewer: string;
  readonly form: Form;
  readonly located: Share;
  readonly pairs: Share;
}

/** Detection under one framing, beside the same changes without it. */
export interface FramingRow {
  readonly framing: FramingName;
  readonly reviewer: string;
  readonly form: Form;
  readonly framed: Share;
  readonly unframed: Share;
}

/** Everything that an evaluation tells: `results.json`. */
export interface Results {
  readonly run: RunFacts;
  readonly rows: readonly FigureRow[];
  readonly byGroup: readonly SliceRow[];
  readonly byCwe: readonly SliceRow[];
  readonly byLanguage: readonly SliceRow[];
  readonly byKind: readonly SliceRow[];
  readonly framings: readonly FramingRow[];
  /** Null when it was not measured. */
  readonly outsideText: OutsideText | null;
  readonly looks: readonly LookResult[];
}

/** Puts the figures together. Framed looks count in the rows of the framings only. */
export function composeResults(
  run: RunFacts,
  looks: readonly LookResult[],
  outsideText: OutsideText | null,
): Results {
  const plain = looks.filter(({ framing }) => framing === null);
  return {
    run,
    rows: groupRows(plain, () => [""]).map(({ reviewer, form, results }) => ({
      reviewer,
      form,
      figures: computeFigures(results),
    })),
    byGroup: slice(plain, ({ cwes }) => [nameGroup(cwes)]),
    byCwe: slice(plain, ({ cwes }) => cwes),
    byLanguage: slice(plain, ({ language }) => [language]),
    byKind: slice(plain, ({ kind }) => [kind]),
    framings: compareFramings(looks),
    outsideText,
    looks,
  };
}

interface RowGroup {
  readonly slice: string;
  readonly reviewer: string;
  readonly form: Form;
  readonly results: readonly LookResult[];
}

function groupRows(
  looks: readonly LookResult[],
  slicesOf: (look: LookResult) => readonly string[],
): readonly RowGroup[] {
  const entries = looks.flatMap((look) => slicesOf(look).map((name) => ({ name, look })));
  const groups = Map.groupBy(entries, ({ name, look }) => JSON.stringify([look.form, name, look.reviewer]));
  const rows = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { reviewer, form } = first.look;
    return [{ slice: first.name, reviewer, form, results: group.map(({ look }) => look) }];
  });
  return rows.toSorted(compareRows);
}

/** The looks come in an order that parts twins; a reader wants the easier form first. */
function compareRows(
  one: { readonly reviewer: string; readonly form: Form },
  other: { readonly reviewer: string; readonly form: Form },
): number {
  return other.form.localeCompare(one.form) || one.reviewer.localeCompare(other.reviewer);
}

function slice(
  looks: readonly LookResult[],
  slicesOf: (look: LookResult) => readonly string[],
): readonly SliceRow[] {
  return groupRows(looks, slicesOf)
    .map(({ results, ...row }) => {
      const { located, pairs } = computeFigures(results);
      return { ...row, located, pairs };
    })
    .filter(({ located }) => located.of > 0)
    .toSorted((one, other) => one.slice.localeCompare(other.slice) || compareRows(one, other));
}

function compareFramings(looks: readonly LookResult[]): readonly FramingRow[] {
  const keyOf = ({ caseId, form, reviewer, sample }: LookResult) =>
    JSON.stringify([caseId, form, reviewer, sample]);
  const done = looks.filter(({ side, failure }) => side === "introduce" && failure === null);
  const unframed = new Map(done.filter(({ framing }) => framing === null).map((look) => [keyOf(look), look]));
  const framed = done.filter((look) => look.framing !== null && unframed.has(keyOf(look)));
  const groups = Map.groupBy(framed, ({ framing, reviewer, form }) =>
    JSON.stringify([form, framing, reviewer]),
  );
  const rows = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined || first.framing === null) return [];
    const partners = group.map((look) => unframed.get(keyOf(look))).filter((look) => look !== undefined);
    const { framing, reviewer, form } = first;
    return [{ framing, reviewer, form, framed: locatedOf(group), unframed: locatedOf(partners) }];
  });
  return rows.toSorted((one, other) => one.framing.localeCompare(other.framing) || compareRows(one, other));
}

function locatedOf(looks: readonly LookResult[]): Share {
  return { hits: looks.filter(({ score }) => score.isLocated).length, of: looks.length };
}
