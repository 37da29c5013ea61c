import type { Share } from "./compute-figures.ts";
import { escapeHtml } from "./escape-html.ts";
import { formatShare } from "./render-table.ts";

/** One bar: a share, in the colour of its series. */
export interface Bar {
  readonly series: string;
  readonly share: Share;
}

export interface BarGroup {
  readonly label: string;
  readonly bars: readonly Bar[];
}

export interface BarChart {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly groups: readonly BarGroup[];
}

const barHeight = 14;
const barGap = 2;
const labelHeight = 20;
const groupGap = 14;
const axisHeight = 20;
/** Part of the width that 100 % takes; the rest is for the figures behind the bars. */
const fullWidth = 68;

/**
 * Horizontal bars of shares, grouped. Widths are in per cent and heights in pixels, so that text keeps its size on a
 * narrow page; colours come from the style of the page.
 */
export function renderBarChart({ id, title, description, groups }: BarChart): string {
  let top = 0;
  const parts: string[] = [];
  for (const { label, bars } of groups) {
    parts.push(`<text class="chart-label" x="0" y="${top + 13}">${escapeHtml(label)}</text>`);
    top += labelHeight;
    for (const bar of bars) {
      parts.push(renderBar(bar, { label, top }));
      top += barHeight + barGap;
    }
    top += groupGap;
  }
  const bottom = top - groupGap + 4;
  return [
    `<figure class="chart"><figcaption id="${id}-caption"><h3>${escapeHtml(title)}</h3><p>${escapeHtml(description)}</p></figcaption>`,
    `<svg role="img" aria-labelledby="${id}-caption" width="100%" height="${bottom + axisHeight}">`,
    ...[0, 50, 100].map((per) => renderGridLine(per, bottom)),
    ...parts,
    "</svg>",
    renderDataTable(title, groups),
    "</figure>",
  ].join("\n");
}

function partOf({ hits, of }: Share): number {
  return of === 0 ? 0 : hits / of;
}

function renderBar({ series, share }: Bar, { label, top }: { label: string; top: number }): string {
  const width = (partOf(share) * fullWidth).toFixed(2);
  const told = escapeHtml(`${label}, ${series}: ${formatShare(share)}`);
  return [
    `<g><title>${told}</title>`,
    `<rect class="hover-area" x="0" y="${top}" width="100%" height="${barHeight}"/>`,
    `<rect class="bar ${seriesClass(series)}" x="0" y="${top}" width="${width}%" height="${barHeight}" rx="2"/>`,
    `<text class="chart-value" x="${width}%" dx="6" y="${top + 11}">${formatShare(share)}</text></g>`,
  ].join("");
}

function renderGridLine(per: number, bottom: number): string {
  const x = ((per / 100) * fullWidth).toFixed(2);
  const anchor = per === 0 ? "start" : "middle";
  return [
    `<line class="grid-line" x1="${x}%" x2="${x}%" y1="0" y2="${bottom}"/>`,
    `<text class="axis-label" x="${x}%" y="${bottom + 15}" text-anchor="${anchor}">${per} %</text>`,
  ].join("");
}

/** The same figures for those who do not see the bars. */
function renderDataTable(title: string, groups: readonly BarGroup[]): string {
  const series = [...new Set(groups.flatMap(({ bars }) => bars.map((bar) => bar.series)))];
  const head = series.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join("");
  const rows = groups.map(({ label, bars }) => {
    const cells = series.map((name) => {
      const bar = bars.find((one) => one.series === name);
      return `<td>${bar === undefined ? "-" : formatShare(bar.share)}</td>`;
    });
    return `<tr><th scope="row">${escapeHtml(label)}</th>${cells.join("")}</tr>`;
  });
  return [
    `<details><summary>As a table</summary><div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(title)}">`,
    `<table><thead><tr><td></td>${head}</tr></thead><tbody>${rows.join("")}</tbody></table></div></details>`,
  ].join("");
}

/** The names of reviewers are ours: `assay-standard`, `plain`. */
export function seriesClass(series: string): string {
  return `series-${series.replace(/[^a-z-]/g, "")}`;
}
