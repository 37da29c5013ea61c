import { type Html, html } from "./html.ts";

/** A part of a column or bar. `tone` names a class of the style: `good` is `.good-bar`. */
export interface Series {
  readonly name: string;
  readonly tone: "accent" | "good" | "bad" | "weak" | "quiet" | "critical" | "high" | "medium" | "low";
}

export interface Chart {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly series: readonly Series[];
  readonly groups: readonly {
    readonly label: string;
    /** One for each series, stacked; none is negative. */
    readonly values: readonly number[];
  }[];
  /** How amounts are written. */
  readonly write: (amount: number) => string;
  /** What a group is called in the table. */
  readonly heading: string;
}

const columnHeight = 140;
const barHeight = 16;
const rowHeight = 40;
/** Part of the width that the longest bar takes; the rest is for the figure behind it. */
const fullWidth = 76;
/** Part of the width that is left to the figures of the axis. */
const axisWidth = 12;

/** Stacked columns, for days. Widths are in per cent and heights in pixels, so that text keeps its size. */
export function renderColumns(chart: Chart): Html {
  const most = findTop(chart);
  const width = (100 - axisWidth) / Math.max(1, chart.groups.length);
  const columns = chart.groups.map((group, index) => {
    let top = columnHeight;
    const parts = group.values.map((value, at) => {
      const height = most === 0 ? 0 : (value / most) * columnHeight;
      top -= height;
      return value === 0
        ? html``
        : html`<rect class="${toneClass(chart, at)}" x="${percent(axisWidth + (index + 0.14) * width)}" y="${pixels(top)}" width="${percent(width * 0.72)}" height="${pixels(Math.max(1, height))}"/>`;
    });
    return html`<g><title>${tell(chart, group)}</title><rect x="${percent(axisWidth + index * width)}" y="0" width="${percent(width)}" height="${columnHeight}" fill="transparent"/>${parts}</g>`;
  });
  const lines = (most === 0 ? [0] : [0, 0.5, 1]).map((share) => {
    const y = pixels(columnHeight * (1 - share));
    return html`<line class="grid" x1="${axisWidth}%" x2="100%" y1="${y}" y2="${y}"/><text class="axis" x="${axisWidth}%" dx="-6" y="${y}" dy="4" text-anchor="end">${chart.write(most * share)}</text>`;
  });
  const [first, last] = [chart.groups[0], chart.groups.at(-1)];
  const ends = html`<text class="axis" x="${axisWidth}%" y="${columnHeight + 16}">${first?.label ?? ""}</text><text class="axis" x="100%" y="${columnHeight + 16}" text-anchor="end">${last?.label ?? ""}</text>`;
  return renderFigure(chart, columnHeight + 24, html`${lines}${columns}${ends}`);
}

/** Stacked bars under their labels, the figure behind each. */
export function renderBars(chart: Chart): Html {
  const most = largest(chart);
  const rows = chart.groups.map((group, index) => {
    const top = index * rowHeight;
    let left = 0;
    const parts = group.values.map((value, at) => {
      const width = most === 0 ? 0 : (value / most) * fullWidth;
      const part = html`<rect class="${toneClass(chart, at)}" x="${percent(left)}" y="${top + 19}" width="${percent(width)}" height="${barHeight}"/>`;
      left += width;
      return value === 0 ? html`` : part;
    });
    return html`<g><title>${tell(chart, group)}</title><text class="label" x="0" y="${top + 13}">${shortLabel(group.label)}</text>${parts}<text class="value" x="${percent(left)}" dx="6" y="${top + 31}">${chart.write(sum(group.values))}</text></g>`;
  });
  return renderFigure(chart, chart.groups.length * rowHeight, html`${rows}`);
}

function renderFigure(chart: Chart, height: number, drawing: Html): Html {
  const { id, title, description } = chart;
  return html`<figure class="chart"><figcaption id="${id}"><h3>${title}</h3><p>${description}</p></figcaption>
${chart.series.length > 1 ? renderLegend(chart) : null}
<svg role="img" aria-labelledby="${id}" width="100%" height="${height}">${drawing}</svg>
${renderDataTable(chart)}</figure>`;
}

function renderLegend({ series }: Chart): Html {
  const items = series.map(({ name, tone }) => html`<li><i class="key ${classOf(tone)}"></i>${name}</li>`);
  return html`<ul class="legend">${items}</ul>`;
}

/** The same figures for those who do not see the chart, or want to copy them. */
function renderDataTable(chart: Chart): Html {
  const head = chart.series.map(({ name }) => html`<th scope="col">${name}</th>`);
  const rows = chart.groups.map(({ label, values }) => {
    const cells = values.map((value) => html`<td>${chart.write(value)}</td>`);
    return html`<tr><th scope="row">${label}</th>${cells}</tr>`;
  });
  return html`<details><summary>As a table</summary><div class="scroll" tabindex="0" role="region" aria-label="${chart.title}, as a table">
<table><thead><tr><th scope="col" class="text">${chart.heading}</th>${head}</tr></thead><tbody>${rows}</tbody></table></div></details>`;
}

/** What a pointer that rests on a column or bar is told. */
function tell(
  { series, write }: Chart,
  { label, values }: { readonly label: string; readonly values: readonly number[] },
): string {
  if (series.length === 1) return `${label}: ${write(values[0] ?? 0)}`;
  const parts = values.flatMap((value, at) =>
    value === 0 ? [] : [`${write(value)} ${series[at]?.name ?? ""}`],
  );
  return `${label}: ${parts.join(", ") || "none"}`;
}

const longestLabel = 44;

function shortLabel(label: string): string {
  return label.length > longestLabel ? `${label.slice(0, longestLabel - 1).toWellFormed()}…` : label;
}

function toneClass({ series }: Chart, at: number): string {
  return classOf(series[at]?.tone ?? "quiet");
}

function classOf(tone: Series["tone"]): string {
  return tone === "accent" ? "bar" : `${tone}-bar`;
}

function largest({ groups }: Chart): number {
  return groups.reduce((most, { values }) => Math.max(most, sum(values)), 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The next round figure whose half is round as well, so that the axis can be read; of counts, both are whole. */
function findTop(chart: Chart): number {
  const most = largest(chart);
  if (most <= 0) return 0;
  const isWhole = chart.groups.every(({ values }) => values.every(Number.isInteger));
  const power = 10 ** Math.floor(Math.log10(most));
  const steps = isWhole && power === 1 ? [2, 4, 6, 8, 10] : [1, 1.6, 2, 3, 4, 6, 8, 10];
  return (steps.find((step) => step * power >= most) ?? 10) * power;
}

function percent(share: number): string {
  return `${share.toFixed(2)}%`;
}

function pixels(length: number): string {
  return length.toFixed(1);
}
