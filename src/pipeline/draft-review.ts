import { patternFindings } from "../checks/pattern-findings.ts";
import type { ChangeSet } from "../domain/change-set.ts";
import type { Finding } from "../domain/finding.ts";
import type { Notice } from "../domain/review.ts";
import type { ReviewDraft } from "../domain/review-draft.ts";
import { nameFindings } from "../review/findings/name-findings.ts";
import { placeFindings } from "../review/findings/place-findings.ts";
import { type ReconciledFindings, reconcileFindings } from "../review/findings/reconcile-findings.ts";
import { selectUnreported } from "../review/findings/select-unreported.ts";
import { renderReviewDraft } from "../review/render/render-review-draft.ts";
import type { UnitOutcome } from "./ask-model.ts";
import { listReadHunks } from "./list-read-hunks.ts";
import { annotatePolicyProblems, noticePolicyProblems } from "./policy-problems.ts";
import type { PullRequestChange } from "./ports-code-host.ts";
import type { PreparedReview } from "./prepare-review.ts";
import type { PullRequestDependencies, PullRequestJob } from "./pull-request-job.ts";
import type { ReviewTrace } from "./review-change.ts";

export interface FoundByReview {
  readonly trace: ReviewTrace;
  readonly change: PullRequestChange;
  /** What is to be told besides. */
  readonly notices: readonly Notice[];
}

/** What was found, beside what was known of the pull request, and the review that says both. */
export function draftReview(
  job: PullRequestJob,
  found: FoundByReview,
  deps: PullRequestDependencies,
): { readonly reconciled: ReconciledFindings; readonly draft: ReviewDraft } {
  const reconciled = reconcile(job, found, deps.today());
  return { reconciled, draft: renderDraft(job, { ...found, reconciled }, deps) };
}

function reconcile(
  { snapshot, memory }: PullRequestJob,
  { trace, change }: FoundByReview,
  today: string,
): ReconciledFindings {
  return reconcileFindings({
    found: trace.result.defects,
    matches: listMatches(trace.prepared),
    remembered: memory.lastReview?.findings ?? [],
    change: trace.prepared.change,
    facts: trace.prepared.facts,
    isWholeChange: change.shortfalls.length === 0 && trace.prepared.gaps.length === 0,
    askedHunks: trace.outcomes.filter(isAnswered).flatMap(({ unit }) => unit.hunks.map(({ ref }) => ref)),
    readHunks: trace.outcomes.flatMap(listReadHunks),
    head: snapshot.state.headSha,
    today,
    mask: trace.prepared.redactor.mask,
  });
}

/** Named as they were where no model was asked about them. */
function listMatches({ leads, change, redactor }: PreparedReview): readonly Finding[] {
  const matches = patternFindings(leads, change);
  return nameFindings(
    matches.map((match) => ({
      ...match,
      place: { ...match.place, quote: redactor.mask(match.place.quote) },
    })),
  );
}

/** Also where the answer broke off: what it claims until then was found in the code as it is now. */
function isAnswered(outcome: UnitOutcome): boolean {
  return outcome.kind === "answered" || (outcome.kind === "failed" && outcome.salvaged !== null);
}

function renderDraft(
  { request, snapshot, governing, memory }: PullRequestJob,
  { trace, change, notices, reconciled }: FoundByReview & { readonly reconciled: ReconciledFindings },
  deps: PullRequestDependencies,
): ReviewDraft {
  const { policy } = governing;
  const shortfalls = change.shortfalls.map((text) => ({ kind: "incomplete-change", text }));
  const { unreported = [], ...told } = trace.result;
  const left = selectUnreported(unreported, selectPresent(reconciled, trace.prepared.change));
  const result = {
    ...told,
    ...(left.length > 0 ? { unreported: left } : {}),
    gaps: [...trace.result.gaps, ...change.shortfalls],
    notices: [...notices, ...trace.result.notices, ...shortfalls, ...noticePolicyProblems(governing)],
  };
  const placed = placeFindings(reconciled.findings, trace.prepared.change, {
    commentFrom: policy["comment-from"],
  });
  const draft = renderReviewDraft({
    result,
    reconciled,
    placed,
    context: {
      change: trace.prepared.change,
      mask: trace.prepared.redactor.mask,
      headSha: snapshot.state.headSha,
      mergeBase: change.mergeBase,
      repositoryUrl: deps.repositoryUrl(request.pullRequest),
      failOn: policy["fail-on"],
      docsUrl: deps.docsUrl,
      previousHead: memory.lastReview?.head ?? null,
    },
  });
  return annotatePolicyProblems(draft, governing);
}

/** Findings that this or an earlier review told and that stand in the change, dismissed ones too. */
function selectPresent({ findings }: ReconciledFindings, { files }: ChangeSet): readonly Finding[] {
  return findings.filter(({ status, place }) => status !== "fixed" && files[place.file]?.path === place.path);
}
