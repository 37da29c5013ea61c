import type { ReviewReport } from "../../../pipeline/ports-store-history.ts";
import { capitalize } from "./describe-review.ts";
import { type Html, html } from "./html.ts";
import { type ListQuery, reviewGroups } from "./page-target.ts";
import { type ReviewScene, renderReviews } from "./render-reviews.ts";

/** Reviews on one page of a list. */
export const pageSize = 25;

/** All reviews that the filter lets through, the newest change first. */
export function renderReviewList(
  { total, reviews }: { readonly total: number; readonly reviews: readonly ReviewReport[] },
  query: ListQuery,
  scene: ReviewScene,
): Html {
  const options = reviewGroups.map((group) =>
    group === query.show
      ? html`<option value="${group}" selected>${capitalize(group)}</option>`
      : html`<option value="${group}">${capitalize(group)}</option>`,
  );
  const isFiltered = query.show !== null || query.repository !== "";
  const empty = isFiltered ? "No review is like that." : "No review was asked for yet.";
  return html`<h1>Reviews</h1>
<form class="filter" method="get" action="/operator/reviews" role="search" aria-label="Reviews">
<div><label for="repository">Repository contains</label><input id="repository" name="repository" value="${query.repository}" maxlength="100" autocomplete="off" spellcheck="false"></div>
<div><label for="show">State</label><select id="show" name="show"><option value="">All</option>${options}</select></div>
<div class="actions"><button class="main">Show</button>${isFiltered ? html`<a href="/operator/reviews">Clear</a>` : null}</div>
</form>
<h2 class="out">Results</h2>
${renderReviews(reviews, empty, scene)}
${renderPager("/operator/reviews", { total, shown: reviews.length, pageSize }, query)}`;
}

export interface Paging {
  readonly total: number;
  /** On this page. */
  readonly shown: number;
  readonly pageSize: number;
}

/** Which part of a list is shown, with links to the parts beside it. */
export function renderPager(
  path: string,
  { total, shown, pageSize: size }: Paging,
  query: ListQuery,
): Html | null {
  const first = (query.page - 1) * size + 1;
  const link = (page: number, word: string) => {
    const search = new URLSearchParams();
    if (query.show !== null) search.set("show", query.show);
    if (query.repository !== "") search.set("repository", query.repository);
    search.set("page", String(page));
    return html`<a class="button" href="${path}?${search.toString()}">${word}</a>`;
  };
  if (total === 0) return null;
  const told = shown === 0 ? `nothing here; ${total} in all` : `${first} to ${first + shown - 1} of ${total}`;
  return html`<nav class="pager" aria-label="Pages of the list"><p class="small">${told}</p>
${query.page > 1 ? link(query.page - 1, "Newer") : null}${first + shown - 1 < total && shown > 0 ? link(query.page + 1, "Older") : null}</nav>`;
}
