import { countNoun } from "../../src/review/verdict/count-noun.ts";
import type { FigureRow, Results } from "./compose-results.ts";
import type { Figures, Share } from "./compute-figures.ts";

/** A column of a table of figures. */
export type FigureColumn = readonly [title: string, cell: (figures: Figures) => string];

/** How good the reviews were. */
export const qualityColumns: readonly FigureColumn[] = [
  ["located", ({ located }) => formatShare(located)],
  ["+ family", ({ locatedInFamily }) => formatShare(locatedInFamily)],
  ["in file", ({ inFile }) => formatShare(inFile)],
  ["pairs", ({ pairs }) => formatShare(pairs)],
  ["strict", ({ pairsStrict }) => formatShare(pairsStrict)],
  ["loose", ({ pairsLoose }) => formatShare(pairsLoose)],
  ["twins flagged", ({ twinsFlagged }) => formatShare(twinsFlagged)],
  ["look-alikes", ({ lookAlikesFlagged }) => formatShare(lookAlikesFlagged)],
  ["per clean", ({ findingsPerCleanChange }) => findingsPerCleanChange?.toFixed(2) ?? "-"],
  ["invented", ({ inventedClaims }) => formatShare(inventedClaims)],
  ["published", ({ inventedPublished }) => formatShare(inventedPublished)],
];

/** What the reviews took, on average of a change, and whether they were finished. */
export const useColumns: readonly FigureColumn[] = [
  ["looks", ({ looks }) => String(looks)],
  ["incomplete", ({ incomplete }) => String(incomplete)],
  ["unreadable", ({ unreadable }) => String(unreadable)],
  ["same outcome", ({ repeatability }) => (repeatability === null ? "-" : formatShare(repeatability.same))],
  ["Jaccard", ({ repeatability }) => repeatability?.jaccard.toFixed(2) ?? "-"],
  ["calls", (figures) => figures.use.calls.toFixed(1)],
  ["prompt tokens", (figures) => figures.use.promptTokens.toFixed(0)],
  ["completion", (figures) => figures.use.completionTokens.toFixed(0)],
  ["USD", (figures) => figures.use.costUsd?.toFixed(4) ?? "-"],
  ["model s", (figures) => figures.use.modelSeconds.toFixed(1)],
];

/** The figures as text for a terminal. */
export function renderTable(results: Results): string {
  const { run, rows, framings, outsideText } = results;
  const facts = [
    `${countNoun(run.cases, "case")}, ${results.looks.length} of ${run.planned} looks, model ${run.model}, ${run.samples === 1 ? "one sample" : `${run.samples} samples`}`,
    ...(run.prompts.length === 0 ? [] : [`prompts ${run.prompts.join(", ")}`]),
    `${run.wallSeconds.toFixed(0)} s`,
    ...(run.isInterrupted ? ["interrupted"] : []),
  ];
  const blocks = [
    facts.join("; "),
    figureTable(rows, qualityColumns),
    `A change, on average:\n${figureTable(rows, useColumns)}`,
    ...sliceTables(results),
    ...(framings.length === 0 ? [] : [framingTable(results)]),
    ...(outsideText === null ? [] : [describeOutsideText(outsideText)]),
  ];
  return `${blocks.join("\n\n")}\n`;
}

/** The columns that say something about any of the rows. */
export function selectTold(
  rows: readonly FigureRow[],
  columns: readonly FigureColumn[],
): readonly FigureColumn[] {
  return columns.filter(([, cell]) => rows.some(({ figures }) => cell(figures) !== "-"));
}

function figureTable(rows: readonly FigureRow[], all: readonly FigureColumn[]): string {
  const columns = selectTold(rows, all);
  const head = ["form", "reviewer", ...columns.map(([title]) => title)];
  const body = rows.map(({ form, reviewer, figures }) => [
    form,
    reviewer,
    ...columns.map(([, cell]) => cell(figures)),
  ]);
  return formatRows([head, ...body], 2);
}

function sliceTables({ byGroup, byLanguage }: Results): readonly string[] {
  const tables = [
    ["By kind of weakness", byGroup],
    ["By language", byLanguage],
  ] as const;
  return tables
    .filter(([, rows]) => rows.length > 0)
    .map(([title, rows]) => {
      const body = rows.map((row) => [
        row.slice,
        row.form,
        row.reviewer,
        formatShare(row.located),
        formatShare(row.pairs),
      ]);
      return `${title}:\n${formatRows([["", "form", "reviewer", "located", "pairs"], ...body], 3)}`;
    });
}

function framingTable({ framings }: Results): string {
  const body = framings.map((row) => [
    row.framing,
    row.form,
    row.reviewer,
    formatShare(row.framed),
    formatShare(row.unframed),
  ]);
  return `Framings, on introductions:\n${formatRows([["", "form", "reviewer", "located", "unframed"], ...body], 3)}`;
}

function describeOutsideText({
  changes,
  prompts,
  changedBytes,
}: NonNullable<Results["outsideText"]>): string {
  return `Text around the diff changed ${changedBytes} bytes of ${prompts} prompts about ${changes} changes.`;
}

/** `17/34 (50 %)`; a dash of nothing. */
export function formatShare({ hits, of }: Share): string {
  return of === 0 ? "-" : `${hits}/${of} (${Math.round((100 * hits) / of)} %)`;
}

/** Columns under one another; the first `left` are aligned to the left, the rest to the right. */
function formatRows(rows: readonly (readonly string[])[], left: number): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column < left ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
