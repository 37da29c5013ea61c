import type { Timeline } from "../../../pipeline/ports-store-history.ts";
import { composeSpans, composeStory, type StoryEvent, type StorySpan } from "./compose-story.ts";
import { describeMoment, describeSpan } from "./describe-amounts.ts";
import {
  describeOpenFindings,
  describeTrigger,
  describeUse,
  pullRequestUrl,
  reviewPath,
} from "./describe-review.ts";
import { type Html, html } from "./html.ts";
import { renderFormToken } from "./render-frame.ts";
import { type ReviewScene, renderBadge, renderRetry, renderStanding, renderTime } from "./render-reviews.ts";

const sayings = {
  queued: "It runs as soon as there is room.",
  running: "It is running already; nothing was changed.",
  cancelled: "It is cancelled. Whatever ran for it stops within seconds.",
  finished: "It had ended already; nothing was changed.",
} as const;

/** What became of a button that was pressed. */
export type Saying = keyof typeof sayings;

/** How one review came about, with what can be done about it. */
export function renderTimeline(
  timeline: Timeline,
  said: string | null,
  scene: ReviewScene & { readonly webUrl: string },
): Html {
  const { review } = timeline;
  const { id, repository, number, state } = review;
  const isOpen = state === "ready" || state === "parked" || state === "active";
  const cancel = html`<form method="post" action="${reviewPath(id)}/cancel">${renderFormToken(scene.formToken)}<button class="danger">Cancel</button></form>`;
  return html`${renderSaying(said)}<h1>${repository} #${number}</h1>
<p>${renderStanding(review)} <a href="${pullRequestUrl(scene.webUrl, review)}">Pull request on GitHub</a></p>
<div class="actions">${renderRetry(review, scene)}${isOpen ? cancel : null}</div>
${renderFacts(timeline)}
<h2>What happened</h2>
${renderSpans(composeSpans(timeline), scene.nowMs)}
<ol class="story">${composeStory(timeline, scene.nowMs).map(renderEvent)}</ol>`;
}

function renderSaying(said: string | null): Html | null {
  if (said === null || !Object.hasOwn(sayings, said)) return null;
  // The key was just found to be one of the record's own.
  return html`<p class="notice" role="status">${sayings[said as Saying]}</p>`;
}

function renderFacts({ review }: Timeline): Html {
  const { trigger, attempts, lastRun, settledHead, id, updatedAtMs } = review;
  const facts: readonly (readonly [string, string])[] = [
    ["Wanted because", describeTrigger(trigger) ?? "–"],
    ["Attempts", String(attempts)],
    ["Open findings", describeOpenFindings(review) || "none"],
    ["Last result used", describeUse(lastRun?.figures ?? null) || "–"],
    ["Commit", settledHead?.slice(0, 7) ?? "–"],
    ["Last change", describeMoment(updatedAtMs)],
    ["Id", id],
  ];
  return html`<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function renderEvent({ atMs, title, badge, details }: StoryEvent): Html {
  return html`<li>${renderTime(atMs)}<div><p>${title}${badge === null ? null : html` ${renderBadge(badge)}`}</p>${details.map((detail) => html`<p class="detail">${detail}</p>`)}</div></li>`;
}

/** Waiting and running side by side, as long as they took. The list below it says the same in words. */
function renderSpans(spans: readonly StorySpan[], nowMs: number): Html | null {
  const [first] = spans;
  if (first === undefined) return null;
  const endMs = spans.at(-1)?.toMs ?? nowMs;
  const total = Math.max(1, endMs - first.fromMs);
  const parts = spans.map(({ kind, fromMs, toMs }) => {
    const span = (toMs ?? nowMs) - fromMs;
    const x = ((fromMs - first.fromMs) / total) * 100;
    const tone = kind === "waiting" ? "track" : "bar";
    return html`<g><title>${kind} for ${describeSpan(span)}</title><rect class="${tone}" x="${x.toFixed(2)}%" y="0" width="${Math.max(0.4, (span / total) * 100).toFixed(2)}%" height="22"/></g>`;
  });
  const told = (kind: StorySpan["kind"]) =>
    describeSpan(
      spans.reduce((sum, span) => (span.kind === kind ? sum + (span.toMs ?? nowMs) - span.fromMs : sum), 0),
    );
  return html`<figure class="chart spans"><figcaption id="spans"><h3>${describeSpan(total)} since it was wanted</h3><p>waiting for ${told("waiting")}, running for ${told("running")}</p></figcaption>
<ul class="legend"><li><i class="key bar"></i>running</li><li><i class="key track-key"></i>waiting</li></ul>
<svg role="img" aria-labelledby="spans" width="100%" height="22">${parts}</svg></figure>`;
}
