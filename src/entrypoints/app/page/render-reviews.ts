import type { ReviewReport } from "../../../pipeline/ports-store-history.ts";
import { describeAge, describeMoment } from "./describe-amounts.ts";
import {
  type Badge,
  capitalize,
  describeOpenFindings,
  describeStanding,
  describeTrigger,
  describeUse,
  describeWait,
  reviewPath,
} from "./describe-review.ts";
import { findRemedy } from "./find-remedy.ts";
import { type Html, html } from "./html.ts";
import { renderFormToken } from "./render-frame.ts";

/** What the rendering of any review needs besides the review. */
export interface ReviewScene {
  readonly nowMs: number;
  readonly formToken: string;
}

export function renderBadge({ word, tone }: Badge): Html {
  return html`<span class="badge ${tone}">${word}</span>`;
}

/** Where a review stands, in one or two words. */
export function renderStanding(review: ReviewReport): Html {
  return html`${describeStanding(review).map((badge, index) => html`${index === 0 ? "" : " "}${renderBadge(badge)}`)}`;
}

/** A moment, with its whole date for machines. */
export function renderTime(ms: number): Html {
  return html`<time datetime="${new Date(ms).toISOString()}">${describeMoment(ms)}</time>`;
}

/** Reviews under one another; `headings` says how deep they stand. What there is nothing of is said. */
export function renderReviews(reviews: readonly ReviewReport[], empty: string, scene: ReviewScene): Html {
  if (reviews.length === 0) return html`<p class="empty">${empty}</p>`;
  return html`<ul class="reviews">${reviews.map((review) => renderReview(review, scene))}</ul>`;
}

function renderReview(review: ReviewReport, scene: ReviewScene): Html {
  const { id, repository, number, state, lastRun } = review;
  const isDone = state === "done";
  const use = isDone ? describeUse(lastRun?.figures ?? null) : "";
  const open = describeOpenFindings(review);
  return html`<li>
<div><h3><a href="${reviewPath(id)}">${repository} #${number}</a></h3><p class="small">${describeSince(review, scene.nowMs)}</p></div>
<div><p>${renderStanding(review)}${open === "" ? null : html` <span class="small">open findings: ${open}</span>`}</p>
${renderWhy(review, scene.nowMs)}${use === "" ? null : html`<p class="small">${use}</p>`}</div>
<div class="act">${isDone && review.missing.length === 0 ? null : renderRetry(review, scene)}</div>
</li>`;
}

function describeSince(review: ReviewReport, nowMs: number): string {
  const { state, startedAtMs, wantedAtMs, updatedAtMs, trigger } = review;
  const why = describeTrigger(trigger);
  const tail = why === null ? "" : ` · ${why}`;
  if (state === "active" && startedAtMs !== null)
    return `running for ${describeAge(nowMs - startedAtMs)}${tail}`;
  if (state === "ready" || state === "parked") return `waiting for ${describeAge(nowMs - wantedAtMs)}${tail}`;
  return `${describeAge(nowMs - updatedAtMs)} ago${tail}`;
}

/** Why a review waits, failed or is undecided, and what to do about it. */
function renderWhy(review: ReviewReport, nowMs: number): Html | null {
  const { state, code, reason } = review;
  const remedy = findRemedy(code);
  switch (state) {
    case "ready":
    case "parked":
    case "active": {
      const wait = describeWait(review, nowMs);
      return html`${wait === "" ? null : html`<p>${wait}</p>`}${remedy === null ? null : html`<p class="remedy">${remedy}</p>`}`;
    }
    case "failed":
      return html`<p>${capitalize(reason ?? "no reason was given")}${code === null ? null : html` <code>${code}</code>`}</p>${remedy === null ? null : html`<p class="remedy">${remedy}</p>`}`;
    case "done":
      return html`${review.missing.slice(0, 3).map((text) => html`<p>${text}</p>`)}`;
    case "cancelled":
      return null;
  }
}

/** One button: what it does depends on where the review stands. Running ones have none. */
export function renderRetry(
  { id, state, repository, number }: ReviewReport,
  { formToken }: ReviewScene,
): Html | null {
  if (state === "active") return null;
  const word = {
    done: "Review again",
    failed: "Retry",
    cancelled: "Retry",
    ready: "Try now",
    parked: "Try now",
  }[state];
  return html`<form method="post" action="${reviewPath(id)}/retry">${renderFormToken(formToken)}<button>${word}<span class="out"> ${repository} #${number}</span></button></form>`;
}
