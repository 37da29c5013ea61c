import type { Costs, SpendSum } from "../../../pipeline/ports-store-history.ts";
import type { RunFigures } from "../../../pipeline/ports-store-jobs.ts";
import { dayOf, describeCost, describeCount, describeDay, describeUsd } from "./describe-amounts.ts";
import { nameResult } from "./describe-review.ts";
import { type Html, html } from "./html.ts";
import { renderColumns, type Series } from "./render-chart.ts";

/** Days that the page looks back over, today included. */
export const daysShown = 30;
const dayMs = 86_400_000;

/** The days that are shown, oldest first, `YYYY-MM-DD`. */
export function listDays(nowMs: number): readonly string[] {
  return Array.from({ length: daysShown }, (_, index) => dayOf(nowMs - (daysShown - 1 - index) * dayMs));
}

/** What reviews cost by day and by repository, and what they came to. Without prices, tokens are shown instead. */
export function renderCosts(costs: Costs, nowMs: number): Html {
  const days = listDays(nowMs);
  const usd = costs.days.reduce((total, day) => total + day.usd, 0);
  const tokens = costs.days.reduce((total, day) => total + day.tokens, 0);
  const unit = usd === 0 && tokens > 0 ? "tokens" : "usd";
  const byDay = new Map(costs.days.map((day) => [day.day, day]));
  const spent = renderColumns({
    id: "by-day",
    title: unit === "usd" ? "Cost by day" : "Tokens by day",
    description:
      unit === "usd" ? "USD, where the price of the model is known" : "No price of the model is known",
    heading: "Day",
    series: [{ name: unit === "usd" ? "USD" : "Tokens", tone: "accent" }],
    groups: days.map((day) => ({ label: describeDay(day), values: [byDay.get(day)?.[unit] ?? 0] })),
    write: unit === "usd" ? describeUsd : describeCount,
  });
  return html`<h1>Costs</h1>
<p class="note">The last ${daysShown} days: ${describeCost({ usd, tokens })}, ${describeCount(tokens)} tokens, in ${costs.repositoryCount} ${costs.repositoryCount === 1 ? "repository" : "repositories"}.</p>
<h2>By day</h2>
<div class="charts">${spent}${renderResults(costs, days)}</div>
<h2>By repository</h2>
${renderRepositories(costs.repositories, { usd, tokens, count: costs.repositoryCount })}`;
}

type Result = RunFigures["result"];

const resultSeries: readonly (Series & { readonly results: readonly Result[] })[] = [
  { name: nameResult("no-defects"), tone: "good", results: ["no-defects"] },
  { name: nameResult("defects"), tone: "bad", results: ["defects"] },
  { name: nameResult("inconclusive"), tone: "weak", results: ["inconclusive", "over-budget"] },
  { name: "Nothing to do", tone: "quiet", results: ["unchanged", "not-admitted", "aborted"] },
];

function renderResults({ results }: Costs, days: readonly string[]): Html {
  const counts = new Map<string, number>();
  for (const { day, result, count } of results) counts.set(`${day} ${result}`, count);
  return renderColumns({
    id: "results",
    title: "Reviews by day",
    description: "Runs that ended, by what they came to",
    heading: "Day",
    series: resultSeries,
    groups: days.map((day) => ({
      label: describeDay(day),
      values: resultSeries.map((series) =>
        series.results.reduce((total, result) => total + (counts.get(`${day} ${result}`) ?? 0), 0),
      ),
    })),
    write: describeCount,
  });
}

interface Total {
  readonly usd: number;
  readonly tokens: number;
  readonly count: number;
}

function renderRepositories(sums: readonly SpendSum[], total: Total): Html {
  if (sums.length === 0) return html`<p class="empty">Nothing was spent in these days.</p>`;
  const unit = total.usd === 0 ? "tokens" : "usd";
  const rows = sums.map(({ id, name, usd, tokens }) => {
    const amount = { usd, tokens }[unit];
    const share = total[unit] === 0 ? 0 : amount / total[unit];
    const shown = name ?? `repository ${id}`;
    const who =
      name === null ? html`${shown}` : html`<a href="/operator/reviews?${search(name)}">${shown}</a>`;
    return html`<tr><th scope="row" class="narrow">${who}</th><td>${describeCost({ usd, tokens })}</td><td>${describeCount(tokens)}</td><td>${Math.round(100 * share)} %</td>
<td class="picture"><svg width="120" height="14" aria-hidden="true"><rect class="track" x="0" y="3" width="120" height="10" rx="2"/><rect class="bar" x="0" y="3" width="${(120 * share).toFixed(1)}" height="10" rx="2"/></svg></td></tr>`;
  });
  const rest = total.count - sums.length;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Cost by repository"><table>
<thead><tr><th scope="col" class="text">Repository</th><th scope="col">USD</th><th scope="col">Tokens</th><th scope="col">Share</th><td class="picture"></td></tr></thead>
<tbody>${rows}</tbody></table></div>${rest > 0 ? html`<p class="small">and ${rest} that cost less</p>` : null}`;
}

function search(repository: string): string {
  return new URLSearchParams({ repository }).toString();
}
