import { countNoun } from "../../src/review/verdict/count-noun.ts";
import type { FigureRow, FramingRow, Results, SliceRow } from "./compose-results.ts";
import type { Figures, Share } from "./compute-figures.ts";
import { escapeHtml } from "./escape-html.ts";
import type { EvalCase, Form } from "./eval-case.ts";
import { pageStyle } from "./page-style.ts";
import { type BarGroup, renderBarChart, seriesClass } from "./render-chart.ts";
import { renderMisses } from "./render-misses.ts";
import { type FigureColumn, formatShare, qualityColumns, selectTold, useColumns } from "./render-table.ts";

/** The results as one page that needs nothing else: no script, no font, no picture from anywhere. */
export function renderPage(results: Results, cases: readonly EvalCase[]): string {
  const { run, rows } = results;
  const body = [
    `<h1>Evaluation of ${escapeHtml(run.model)}</h1>`,
    `<p class="note">${escapeHtml(describeRun(results))}</p>`,
    ...(run.isInterrupted
      ? ["<p><strong>Interrupted: these are the figures of what was finished.</strong></p>"]
      : []),
    renderTiles(rows),
    "<h2>Figures</h2>",
    explanation,
    renderTable("Quality", rows, qualityColumns),
    "<h2>Detection</h2>",
    renderLegend(rows),
    `<div class="charts">${renderCharts(results).join("\n")}</div>`,
    ...renderFramings(results),
    "<h2>Use of a change, on average</h2>",
    renderTable("Use", rows, useColumns),
    "<h2>What went wrong, one by one</h2>",
    renderMisses(results.looks, cases),
  ].join("\n");
  return [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>Evaluation of ${escapeHtml(run.model)}</title>\n<style>${pageStyle}</style>\n</head>`,
    `<body>\n<main>\n${body}\n</main>\n</body>\n</html>\n`,
  ].join("\n");
}

const explanation = `<p class="note">Located: a finding within three lines of what the fix changes, in the right file. Pairs: located on the
introduction, nothing found on its fixed twin; strict also asks for the right family of weakness and for no pattern, loose
only for silence at the place of the defect. Invented: claims whose quote does not stand in the code, all of which are
dropped; published: evidence in what was reported that does not stand in the change, by a second reader of the diff.</p>`;

function describeRun({ run, looks }: Results): string {
  const facts = [
    countNoun(run.cases, "case"),
    `${looks.length} of ${run.planned} looks`,
    run.samples === 1 ? "one sample" : `${run.samples} samples`,
    ...run.prompts,
    run.startedAt.slice(0, 16).replace("T", " "),
    `${(run.wallSeconds / 60).toFixed(1)} minutes`,
  ];
  return facts.join(" · ");
}

const formNames: Readonly<Record<Form, string>> = { first: "As a change", "as-new": "As new code" };

function renderTiles(rows: readonly FigureRow[]): string {
  const tiles = rows.map(({ form, reviewer, figures }) => {
    const { pairs, located, twinsFlagged, lookAlikesFlagged } = figures;
    const [main, name] = pairs.of > 0 ? [pairs, "pairs right"] : [located, "located"];
    const others = [
      pairs.of > 0 ? `${located.hits} located, ${twinsFlagged.hits} twins flagged` : "",
      lookAlikesFlagged.of > 0
        ? `${lookAlikesFlagged.hits} of ${lookAlikesFlagged.of} look-alikes flagged`
        : "",
    ];
    const details = others.filter((text) => text !== "").map((text) => `<span>${text}</span>`);
    return [
      `<div class="tile"><span><i class="key ${seriesClass(reviewer)}"></i>${escapeHtml(reviewer)}, ${formNames[form].toLowerCase()}</span>`,
      `<strong>${main.hits}/${main.of}</strong><span>${name}</span>${details.join("")}</div>`,
    ].join("");
  });
  return `<div class="tiles">${tiles.join("\n")}</div>`;
}

function renderTable(name: string, rows: readonly FigureRow[], all: readonly FigureColumn[]): string {
  const columns = selectTold(rows, all);
  const head = ["Form", "Reviewer", ...columns.map(([title]) => title)]
    .map((title) => `<th scope="col">${escapeHtml(title)}</th>`)
    .join("");
  const body = rows.map(({ form, reviewer, figures }) => {
    const cells = columns.map(([, cell]) => `<td>${escapeHtml(cell(figures))}</td>`).join("");
    return `<tr><th scope="row">${formNames[form]}</th><td>${escapeHtml(reviewer)}</td>${cells}</tr>`;
  });
  return [
    `<div class="scroll" tabindex="0" role="region" aria-label="${name}"><table class="figures">`,
    `<thead><tr>${head}</tr></thead><tbody>${body.join("\n")}</tbody></table></div>`,
  ].join("");
}

function renderLegend(rows: readonly FigureRow[]): string {
  const reviewers = [...new Set(rows.map(({ reviewer }) => reviewer))];
  const items = reviewers.map(
    (name) => `<li><i class="key ${seriesClass(name)}"></i>${escapeHtml(name)}</li>`,
  );
  return `<ul class="legend">${items.join("")}</ul>`;
}

const overview: readonly (readonly [label: string, share: (figures: Figures) => Share])[] = [
  ["Located", ({ located }) => located],
  ["Located, right family", ({ locatedInFamily }) => locatedInFamily],
  ["Pairs right", ({ pairs }) => pairs],
  ["Pairs, strict", ({ pairsStrict }) => pairsStrict],
  ["Twins flagged (less is better)", ({ twinsFlagged }) => twinsFlagged],
  ["Look-alikes flagged (less is better)", ({ lookAlikesFlagged }) => lookAlikesFlagged],
];

function renderCharts(results: Results): readonly string[] {
  const forms = [...new Set(results.rows.map(({ form }) => form))];
  return [
    ...forms.map((form) => renderOverview(results.rows, form)),
    ...forms.map((form) => renderSlices("weakness", results.byGroup, form)),
    ...forms.map((form) => renderSlices("language", results.byLanguage, form)),
  ];
}

function renderOverview(rows: readonly FigureRow[], form: Form): string {
  const own = rows.filter((row) => row.form === form);
  const groups = overview.map(([label, share]) => ({
    label,
    bars: own
      .map(({ reviewer, figures }) => ({ series: reviewer, share: share(figures) }))
      .filter((bar) => bar.share.of > 0),
  }));
  return renderBarChart({
    id: `overview-${form}`,
    title: `${formNames[form]}: all cases`,
    description: "Share of introductions, pairs and clean changes",
    groups: groups.filter(({ bars }) => bars.length > 0),
  });
}

function renderSlices(by: "weakness" | "language", rows: readonly SliceRow[], form: Form): string {
  const own = rows.filter((row) => row.form === form);
  if (own.length === 0) return "";
  const groups = [...Map.groupBy(own, ({ slice }) => slice)].map(
    ([label, slice]): BarGroup => ({
      label,
      bars: slice.map(({ reviewer, located }) => ({ series: reviewer, share: located })),
    }),
  );
  return renderBarChart({
    id: `${by}-${form}`,
    title: `${formNames[form]}: by ${by}`,
    description: "Introductions located",
    groups,
  });
}

function renderFramings({ framings, outsideText }: Results): readonly string[] {
  if (framings.length === 0) return [];
  const forms = [...new Set(framings.map(({ form }) => form))];
  const charts = forms.map((form) =>
    renderBarChart({
      id: `framings-${form}`,
      title: `${formNames[form]}: with text that speaks to the reviewer`,
      description: "Introductions located; each framing beside the same changes without it",
      groups: [
        ...Map.groupBy(
          framings.filter((row) => row.form === form),
          ({ framing }) => framing,
        ),
      ].map(([framing, rows]) => ({ label: labelFraming(framing, rows), bars: rows.map(toBar) })),
    }),
  );
  const outside =
    outsideText === null
      ? []
      : [
          `<p>A hostile mail around the diff changed ${outsideText.changedBytes} bytes of ${outsideText.prompts} prompts about ${outsideText.changes} changes.</p>`,
        ];
  return ["<h2>Framings</h2>", ...outside, `<div class="charts">${charts.join("\n")}</div>`];
}

function labelFraming(framing: string, rows: readonly FramingRow[]): string {
  const unframed = rows.map(({ reviewer, unframed: share }) => `${reviewer} ${formatShare(share)}`);
  return `${framing} (without: ${unframed.join(", ")})`;
}

function toBar({ reviewer, framed }: FramingRow) {
  return { series: reviewer, share: framed };
}
