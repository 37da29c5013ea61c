import type { Figure, SectionFigures } from "./figure.ts";

/** A figure beside what it was. */
export interface Change {
  readonly name: string;
  readonly unit: string;
  readonly before: number;
  readonly now: number;
  /** By more than the share that is taken for chance. */
  readonly isWorse: boolean;
}

const tolerated = 0.1;

/** What became of each figure that both runs have; quick runs are compared with quick ones only. */
export function compareFigures(
  before: readonly SectionFigures[],
  now: readonly SectionFigures[],
): readonly Change[] {
  return now.flatMap(({ section, isQuick, figures }) => {
    const earlier = before.find((one) => one.section === section && one.isQuick === isQuick);
    const known = new Map(earlier?.figures.map((figure) => [figure.name, figure.value]));
    return figures.flatMap((figure) => {
      const value = known.get(figure.name);
      return value === undefined ? [] : [describe(figure, value)];
    });
  });
}

function describe({ name, unit, value: now, worse }: Figure, before: number): Change {
  const room = Math.abs(before) * tolerated;
  const isWorse = worse === "more" ? now > before + room : worse === "less" ? now < before - room : false;
  return { name, unit, before, now, isWorse };
}

/** One line a figure that changed, for a terminal; what got worse is marked. */
export function formatChanges(changes: readonly Change[]): string {
  const changed = changes.filter(({ before, now }) => before !== now);
  const rows = changed.map(({ name, unit, before, now, isWorse }) => {
    const ratio = before === 0 ? "new" : `${(now / before).toFixed(2)} x`;
    const values = `${round(before)} -> ${round(now)} ${unit}`;
    return `  ${name.padEnd(76)}${values.padStart(32)}${ratio.padStart(10)}${isWorse ? "  WORSE" : ""}`;
  });
  const worse = changed.filter(({ isWorse }) => isWorse).length;
  const summary = `${changes.length} figures compared, ${changed.length} changed, ${worse} worse by more than 10 %`;
  return [...rows, summary, ""].join("\n");
}

function round(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(3);
}
