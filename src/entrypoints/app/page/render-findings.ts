import type { DismissReason } from "../../../domain/command.ts";
import type { FindingStatus, Severity } from "../../../domain/finding.ts";
import type { DismissalReport, FindingCount } from "../../../pipeline/ports-store-history.ts";
import { describeDay } from "./describe-amounts.ts";
import { countMatches, pullRequestUrl, reviewPath } from "./describe-review.ts";
import { type Html, html } from "./html.ts";
import { nameWeakness } from "./name-weakness.ts";
import type { ListQuery } from "./page-target.ts";
import { renderBars, type Series } from "./render-chart.ts";
import { renderPager } from "./render-review-list.ts";

/** Dismissals on one page. */
export const dismissalsShown = 25;
const soonMs = 14 * 86_400_000;
const mostBars = 12;

export interface FindingFacts {
  readonly counts: readonly FindingCount[];
  readonly total: number;
  readonly dismissals: readonly DismissalReport[];
  readonly query: ListQuery;
  readonly nowMs: number;
  /** `https://github.com`, or that of an Enterprise server. */
  readonly webUrl: string;
}

const severities: readonly (Series & { readonly severity: Severity })[] = [
  { name: "Critical", tone: "critical", severity: "critical" },
  { name: "High", tone: "high", severity: "high" },
  { name: "Medium", tone: "medium", severity: "medium" },
  { name: "Low", tone: "low", severity: "low" },
];

const states: readonly { readonly name: string; readonly holds: readonly FindingStatus[] }[] = [
  { name: "Open", holds: ["new", "still-present"] },
  { name: "Not seen again", holds: ["not-seen-again"] },
  { name: "Fixed", holds: ["fixed"] },
  { name: "Dismissed", holds: ["dismissed"] },
];

/** What was found by kind and state, and the decisions that somebody should look at. */
export function renderFindings(facts: FindingFacts): Html {
  // Matches of rules count for nothing in a review either.
  const counts = facts.counts.filter(({ isMatch }) => !isMatch);
  const matches = sumOf(facts.counts.filter(({ isMatch, state }) => isMatch && isOpen(state)));
  return html`<h1>Findings</h1>
<p class="note">Of the last review of every pull request that is remembered. Titles and code are encrypted in the store, and are shown on GitHub only.</p>
<h2>By weakness</h2>
${counts.length === 0 ? html`<p class="empty">Nothing was found yet.</p>` : html`<div class="charts">${renderWeaknesses(counts)}${renderStates(counts)}</div>`}
${matches === 0 ? null : html`<p class="note">Besides, ${countMatches(matches)} ${matches === 1 ? "is" : "are"} open, which no model has looked at. ${matches === 1 ? "It is" : "They are"} not counted as findings.</p>`}
<h2>Dismissals to look at</h2>
${renderDismissals(facts)}`;
}

/** Open findings by CWE, stacked by severity; the most frequent first. */
function renderWeaknesses(counts: readonly FindingCount[]): Html {
  const open = counts.filter(({ state }) => isOpen(state));
  const groups = [...Map.groupBy(open, ({ cwe }) => cwe)].map(([cwe, own]) => ({
    label: nameWeakness(cwe),
    values: severities.map(({ severity }) => sumOf(own.filter((count) => count.severity === severity))),
    total: sumOf(own),
  }));
  groups.sort((first, second) => second.total - first.total);
  const shown = groups.slice(0, mostBars);
  const rest = groups.length - shown.length;
  return renderBars({
    id: "weaknesses",
    title: "Open findings by weakness",
    description: rest > 0 ? `The ${mostBars} most frequent; ${rest} others are rarer` : "By severity",
    heading: "Weakness",
    series: severities,
    groups: shown.length > 0 ? shown : [{ label: "None is open", values: [0, 0, 0, 0] }],
    write: String,
  });
}

function isOpen(state: FindingStatus): boolean {
  return state === "new" || state === "still-present";
}

function renderStates(counts: readonly FindingCount[]): Html {
  return renderBars({
    id: "states",
    title: "All findings by state",
    description: "What became of what was found",
    heading: "State",
    series: severities,
    groups: states.map(({ name, holds }) => ({
      label: name,
      values: severities.map(({ severity }) =>
        sumOf(counts.filter((count) => count.severity === severity && holds.includes(count.state))),
      ),
    })),
    write: String,
  });
}

function sumOf(counts: readonly FindingCount[]): number {
  return counts.reduce((total, { count }) => total + count, 0);
}

function renderDismissals(facts: FindingFacts): Html {
  const { total, dismissals, query } = facts;
  if (total === 0) return html`<p class="empty">Nothing is dismissed.</p>`;
  return html`<p class="note">The gravest first, then those that end first. <code>/reopen</code> on the pull request takes one back.</p>
<ul class="reviews">${dismissals.map((dismissal) => renderDismissal(dismissal, facts))}</ul>
${renderPager("/operator/findings", { total, shown: dismissals.length, pageSize: dismissalsShown }, query)}`;
}

const reasons: Readonly<Record<DismissReason, string>> = {
  "false-positive": "False positive",
  "accepted-risk": "Accepted risk",
  "wont-fix": "Won’t be fixed",
};

function renderDismissal(dismissal: DismissalReport, { nowMs, webUrl }: FindingFacts): Html {
  const { findingId, jobId, repository, number, cwe, severity, path, line, reason, because } = dismissal;
  const tone =
    severity === "critical" || severity === "high" ? "bad" : severity === "medium" ? "weak" : "quiet";
  const where =
    repository === null
      ? html`#${number}`
      : html`<a href="${reviewPath(jobId)}">${repository} #${number}</a> · <a href="${pullRequestUrl(webUrl, { repository, number })}">on GitHub<span class="out">: ${repository} #${number}</span></a>`;
  return html`<li><div><h3><span class="badge ${tone}">${severity}</span> ${nameWeakness(cwe)}</h3><p class="small">${where}</p></div>
<div><p>${reasons[reason]}: ${because ?? "the words cannot be decrypted any more"}</p><p class="small">${path}:${line} · <code>${findingId}</code></p></div>
<div><p class="small">by ${dismissal.byLogin ?? `user ${dismissal.byId}`}</p><p class="small">until ${renderEnd(dismissal.until, nowMs)}</p></div></li>`;
}

/** A day that is near, or over, is what an operator has to see. */
function renderEnd(until: string | null, nowMs: number): Html {
  if (until === null) return html`its code changes`;
  const endMs = Date.parse(`${until}T23:59:59Z`);
  const day = html`${describeDay(until)} ${until.slice(0, 4)}`;
  if (endMs < nowMs) return html`${day} <span class="badge bad">over</span>`;
  return endMs - nowMs < soonMs ? html`${day} <span class="badge weak">soon</span>` : day;
}
