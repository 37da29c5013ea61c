import type { Amount, Budgets } from "../../../domain/budget.ts";
import type { BudgetReport, Overview } from "../../../pipeline/ports-store-history.ts";
import { countNoun } from "../../../review/verdict/count-noun.ts";
import { describeAge, describeCost, describeCount, unknownPrice } from "./describe-amounts.ts";
import { countResult } from "./describe-review.ts";
import { type Html, html } from "./html.ts";
import { renderBudgets } from "./render-budgets.ts";
import { type ReviewScene, renderReviews } from "./render-reviews.ts";

export interface OverviewFacts {
  readonly overview: Overview;
  readonly report: BudgetReport;
  readonly budgets: Budgets;
  /** By all. */
  readonly spentToday: Amount;
}

/** What is going on, and first of all what an operator has to do something about. */
export function renderOverview(
  { overview, report, budgets, spentToday }: OverviewFacts,
  scene: ReviewScene,
): Html {
  const { counts, running, waiting, failed, incomplete } = overview;
  const waits = counts.ready + counts.parked;
  return html`<h1>Overview</h1>
${renderTiles(overview, spentToday, scene.nowMs)}
<h2>Failed</h2>
${renderReviews(failed, "No review failed.", scene)}${renderRest(counts.failed, failed.length, "failed")}
<h2>Incomplete in the last seven days</h2>
${renderReviews(incomplete, "The newest verdict on every pull request is about all of its change.", scene)}${renderOlder(overview)}
<h2>Running</h2>
${renderReviews(running, "No review is running.", scene)}${renderRest(counts.active, running.length, "running")}
<h2>Waiting</h2>
${renderReviews(waiting, "No review is waiting.", scene)}${renderRest(waits, waiting.length, "waiting")}
${renderOthers(overview.others)}
<h2>Budgets</h2>
${renderBudgets(budgets, report)}`;
}

const kinds = {
  review: "review",
  command: "command",
  "merge-group": "merge group",
  forget: "deletion",
} as const;
const standings = {
  ready: "waiting",
  parked: "waiting",
  active: "running",
  failed: "failed",
  done: "done",
  cancelled: "cancelled",
} as const;

/** Commands and the like have no pages of their own, and must not fail unseen. */
function renderOthers(others: Overview["others"]): Html | null {
  if (others.length === 0) return null;
  const told = others.map(({ kind, state, count }) => `${countNoun(count, kinds[kind])} ${standings[state]}`);
  return html`<h2>Besides reviews</h2><p>${told.join(", ")}. <code>assay jobs list</code> shows all of it.</p>`;
}

function renderOlder({ incomplete, incompleteCount }: Overview): Html | null {
  const rest = incompleteCount - incomplete.length;
  return rest > 0 ? html`<p class="small">and ${rest} that ended before</p>` : null;
}

function renderTiles(overview: Overview, spentToday: Amount, nowMs: number): Html {
  const { counts, oldestWantedAtMs, today, incompleteCount } = overview;
  const ended = today.reduce((total, { count }) => total + count, 0);
  const oldest =
    oldestWantedAtMs === null ? "nothing waits" : `the oldest for ${describeAge(nowMs - oldestWantedAtMs)}`;
  const parts = today.map(countResult);
  const spent = describeCost(spentToday);
  return html`<ul class="tiles">
${renderTile("running", counts.active, "reviews at this moment", null)}
${renderTile("waiting", counts.ready + counts.parked, oldest, null)}
${renderTile("done today", ended, parts.join("; ") || "nothing yet", null)}
${renderTile("failed", counts.failed, counts.failed === 0 ? "nothing to do" : "see below", counts.failed > 0 ? "alert" : null)}
${renderTile("incomplete", incompleteCount, incompleteCount === 0 ? "nothing was left out" : "see below", incompleteCount > 0 ? "warn" : null)}
${spent === unknownPrice ? renderTile("tokens used today", describeCount(spentToday.tokens), unknownPrice, null) : renderTile("spent today", spent, "where prices are known", null)}
</ul>`;
}

function renderTile(name: string, figure: string | number, detail: string, tone: string | null): Html {
  return html`<li class="card ${tone ?? ""}"><strong>${figure}</strong>${name}<span>${detail}</span></li>`;
}

function renderRest(count: number, shown: number, group: string): Html | null {
  return count <= shown
    ? null
    : html`<p class="pager"><a href="/operator/reviews?show=${group}">All ${count}</a></p>`;
}
