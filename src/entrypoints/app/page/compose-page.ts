import { scanTextForSecrets } from "../../../checks/scan-text-for-secrets.ts";
import type { Budgets } from "../../../domain/budget.ts";
import type { DismissalReport, StoreHistory } from "../../../pipeline/ports-store-history.ts";
import { findPeriod } from "../../../review/pull-request/budget-period.ts";
import { createRedactor } from "../../../review/redact/redact.ts";
import { describeMoment } from "./describe-amounts.ts";
import { type Html, html } from "./html.ts";
import { type ShownTarget, statesOf } from "./page-target.ts";
import { listDays, renderCosts } from "./render-costs.ts";
import { dismissalsShown, renderFindings } from "./render-findings.ts";
import { renderFrame, type Section } from "./render-frame.ts";
import { renderOverview } from "./render-overview.ts";
import { pageSize, renderReviewList } from "./render-review-list.ts";
import { renderTimeline } from "./render-timeline.ts";
import type { PageAnswer } from "./send-page.ts";

export interface PageParts {
  readonly history: StoreHistory;
  readonly budgets: Budgets;
  /** `https://github.com`, or that of an Enterprise server. */
  readonly webUrl: string;
  readonly nowMs: number;
  readonly formToken: string;
}

/** Reads what a page is about, and renders it. */
export async function composePage(target: ShownTarget, parts: PageParts): Promise<PageAnswer> {
  const { history, webUrl, nowMs } = parts;
  switch (target.kind) {
    case "overview":
      return answer("Overview", "Overview", await composeOverview(parts), parts);
    case "costs": {
      const [fromDay = ""] = listDays(nowMs);
      return answer("Costs", "Costs", renderCosts(await history.readCosts(fromDay), nowMs), parts);
    }
    case "reviews": {
      const { show, repository, page } = target.query;
      const paging = { offset: (page - 1) * pageSize, limit: pageSize };
      const list = await history.listReviews({ states: statesOf(show), repository, ...paging });
      return answer("Reviews", "Reviews", renderReviewList(list, target.query, parts), parts);
    }
    case "findings": {
      const { query } = target;
      const counts = await history.countFindings();
      const list = await history.listDismissals((query.page - 1) * dismissalsShown, dismissalsShown);
      const dismissals = list.dismissals.map(maskWords);
      const facts = { counts, total: list.total, dismissals, query, nowMs, webUrl };
      return answer("Findings", "Findings", renderFindings(facts), parts);
    }
    case "review": {
      const timeline = target.id === null ? null : await history.loadTimeline(target.id);
      if (timeline === null) return notFound(parts);
      const { repository, number } = timeline.review;
      const body = renderTimeline(timeline, target.said, parts);
      return answer(`${repository} #${number}`, "Reviews", body, parts);
    }
    case "unknown":
      return notFound(parts);
  }
}

async function composeOverview({ history, budgets, nowMs, formToken }: PageParts): Promise<Html> {
  const { day, monthStart } = findPeriod(nowMs);
  const overview = await history.readOverview(Date.parse(day));
  const report = await history.readBudgets(monthStart, day);
  const { days } = await history.readCosts(day);
  const spentToday = {
    usd: days.reduce((total, { usd }) => total + usd, 0),
    tokens: days.reduce((total, { tokens }) => total + tokens, 0),
  };
  return renderOverview({ overview, report, budgets, spentToday }, { nowMs, formToken });
}

/** What people write into a comment may hold a secret by mistake. */
function maskWords(dismissal: DismissalReport): DismissalReport {
  const { because } = dismissal;
  if (because === null) return dismissal;
  const place = { file: 0, side: "RIGHT" } as const;
  const secrets = scanTextForSecrets(because, "").map((secret) => ({ ...secret, ...place }));
  return { ...dismissal, because: createRedactor(secrets).mask(because) };
}

/** A page of its section. */
function answer(
  title: string,
  section: Section,
  body: Html,
  { nowMs, formToken }: Pick<PageParts, "nowMs" | "formToken">,
): PageAnswer {
  const asOf = describeMoment(nowMs);
  return { status: 200, body: renderFrame({ title, section, formToken, asOf, body }) };
}

function notFound(parts: PageParts): PageAnswer {
  const body = html`<h1>Not here</h1><p>There is no such review or page. A review is forgotten when the App is uninstalled.</p>`;
  return { ...answer("Not here", "Overview", body, parts), status: 404 };
}

/** A page that says what went wrong; `code` is one of ours. */
export function composeFault(
  code: string,
  { nowMs, formToken }: Pick<PageParts, "nowMs" | "formToken">,
): PageAnswer {
  const isStore = code.startsWith("STORE_");
  const body = html`<h1>${isStore ? "The store does not answer" : "This page could not be made"}</h1>
<p>${isStore ? "Reviews go on where they can. Look at the disk or the database, then open this page again." : "A defect of Assay: the log of the App has the details."} <code>${code}</code></p>`;
  return { ...answer("Not shown", "Overview", body, { nowMs, formToken }), status: isStore ? 503 : 500 };
}
