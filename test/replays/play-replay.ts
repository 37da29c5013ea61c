import type { Coverage, HunkState } from "../../src/domain/coverage.ts";
import type { Finding } from "../../src/domain/finding.ts";
import type { LastReview, PullRequestMemory } from "../../src/domain/memory.ts";
import type { ReviewDraft } from "../../src/domain/review-draft.ts";
import { readGoverningPolicy } from "../../src/entrypoints/app/read-governing-policy.ts";
import type { ReviewTools } from "../../src/entrypoints/shared/open-review-tools.ts";
import type { Model } from "../../src/pipeline/ports.ts";
import type { PullRequestReader } from "../../src/pipeline/ports-code-host.ts";
import type { PullRequestDependencies } from "../../src/pipeline/pull-request-job.ts";
import { type ReviewTrace, reviewChange } from "../../src/pipeline/review-change.ts";
import { type PullRequestOutcome, reviewPullRequest } from "../../src/pipeline/review-pull-request.ts";
import { unitTokens } from "../../src/review/units/unit-budget.ts";
import { recordedRef } from "./replayed-reader.ts";

/** What a replay is compared by: `expected.json`. */
export interface Expectation {
  /** Why there was no review; null where there was one. */
  readonly notReviewed: string | null;
  readonly verdict: ReviewDraft["verdict"] | null;
  readonly reasons: readonly string[];
  readonly check: LastReview["check"] | null;
  /** One line a hunk, or a file without hunks. */
  readonly coverage: readonly string[];
  readonly findings: readonly ExpectedFinding[];
  /** Where comments stand. */
  readonly comments: readonly string[];
  readonly dropped: Readonly<Record<string, number>>;
  readonly notices: readonly string[];
}

type ExpectedFinding = Pick<
  Finding,
  "id" | "title" | "cwe" | "severity" | "confidence" | "source" | "rule"
> & {
  readonly place: string;
};

export interface Played {
  readonly expectation: Expectation;
  /** The review as it would be posted; null where there is none. */
  readonly draft: ReviewDraft | null;
}

export interface PlayRequest {
  readonly reader: PullRequestReader;
  readonly number: number;
  /** Null plays without a model. */
  readonly model: Model | null;
}

/** Known to everybody: a replay must ask the same bytes again to find its recorded answers. */
const nonceKey = "assay replay";
const emptyMemory: PullRequestMemory = { isPaused: false, generation: 0, lastReview: null };

/** The story of a pull request with everything real but GitHub's writing side, which is looked at instead. */
export async function playReview(
  request: PlayRequest,
  tools: ReviewTools,
  signal: AbortSignal,
): Promise<Played> {
  const written: Written = { draft: null, check: null, memory: null };
  const deps = { ...tools, ...silentDependencies(request), ...createDesk(written) };
  const pullRequest = { ...recordedRef, number: request.number };
  const outcome = await reviewPullRequest(
    { pullRequest, trigger: "opened", scope: "full", work: null },
    deps,
    signal,
  );
  if (outcome.kind !== "reviewed")
    return { draft: null, expectation: { ...nothing, ...tellRefusal(outcome, written) } };
  const trace = await traceChange(request, deps, signal);
  return { draft: written.draft, expectation: compose(outcome, written, trace) };
}

interface Written {
  draft: ReviewDraft | null;
  check: ReviewDraft["check"] | null;
  memory: PullRequestMemory | null;
}

/** Takes what would go to GitHub and to the store. */
function createDesk(written: Written): Pick<PullRequestDependencies, "publisher" | "checks" | "memory"> {
  const publish = async (draft: ReviewDraft) => {
    written.draft = draft;
    return { kind: "published", reviewId: 1, url: "" } as const;
  };
  return {
    publisher: {
      publishReview: (_identity, _state, draft) => publish(draft),
      updateReview: (_identity, _id, draft) => publish(draft),
      supersede: async () => undefined,
    },
    checks: {
      startCheck: async () => 1,
      finishCheck: async (_repository, _id, check) => {
        written.check = check;
      },
    },
    memory: {
      load: async () => emptyMemory,
      save: async (_pullRequest, memory) => {
        written.memory = memory;
      },
      forget: async () => undefined,
    },
  };
}

function silentDependencies({ reader, model }: PlayRequest) {
  return {
    reader,
    model,
    ...{ fallback: null, price: null, fallbackPrice: null, maxCostUsd: null, nonceKey },
    readPolicy: readGoverningPolicy,
    configuration: "replay",
    repositoryUrl: () => "https://github.example/recorded/repository",
    docsUrl: null,
    today: () => "2026-01-01",
    onProgress: () => undefined,
  } satisfies Partial<PullRequestDependencies>;
}

/** The same review once more, for its ledger: the story keeps that to itself. */
async function traceChange(
  { reader, number }: PlayRequest,
  deps: PullRequestDependencies,
  signal: AbortSignal,
): Promise<ReviewTrace> {
  const snapshot = await reader.fetchSnapshot({ ...recordedRef, number }, signal);
  const { policy } = deps.readPolicy(snapshot);
  const { source } = await reader.openChange(snapshot.state, signal);
  const { depth } = policy;
  const limits = { maxCostUsd: policy["max-cost-usd"], unitTokens: unitTokens[depth] };
  return reviewChange({ policy, depth, reviewedHunks: new Set(), ...limits }, { ...deps, source }, signal);
}

const nothing: Expectation = {
  ...{ notReviewed: null, verdict: null, check: null, dropped: {} },
  ...{ reasons: [], coverage: [], findings: [], comments: [], notices: [] },
};

function tellRefusal(
  outcome: Exclude<PullRequestOutcome, { kind: "reviewed" }>,
  { check }: Written,
): Pick<Expectation, "notReviewed" | "check"> {
  return {
    notReviewed: outcome.kind === "not-admitted" ? outcome.reason : outcome.kind,
    check: check && { conclusion: check.conclusion, title: check.title },
  };
}

function compose(
  { verdict, reasons }: Extract<PullRequestOutcome, { kind: "reviewed" }>,
  { draft, check, memory }: Written,
  { result }: ReviewTrace,
): Expectation {
  return {
    notReviewed: null,
    verdict,
    reasons,
    check: check && { conclusion: check.conclusion, title: check.title },
    coverage: listCoverage(result.coverage),
    findings: (memory?.lastReview?.findings ?? []).map(({ finding }) => tellFinding(finding)),
    comments: (draft?.comments ?? []).map(
      ({ path, side, startLine, line, finding }) => `${path} ${side} ${startLine ?? line}-${line} ${finding}`,
    ),
    dropped: Object.fromEntries(result.dropped.map(({ reason, count }) => [reason, count])),
    notices: [...result.gaps, ...result.notices.map(({ text }) => text)],
  };
}

function tellFinding({
  id,
  title,
  cwe,
  severity,
  confidence,
  source,
  rule,
  place,
}: Finding): ExpectedFinding {
  const { path, side, startLine, endLine } = place;
  return {
    id,
    title,
    cwe,
    severity,
    confidence,
    source,
    rule,
    place: `${path} ${side} ${startLine}-${endLine}`,
  };
}

function listCoverage({ files }: Coverage): readonly string[] {
  return files.flatMap(({ path, hunks, whole }) =>
    hunks.length === 0
      ? [`${path}: ${tellState(whole)}`]
      : hunks.map((hunk, index) => `${path} hunk ${index}: ${tellState(hunk)}`),
  );
}

function tellState(state: HunkState): string {
  switch (state.state) {
    case "pending":
      return "pending";
    case "reviewed":
      return `reviewed by ${state.by}`;
    case "skipped":
    case "failed":
      return `${state.state}: ${state.reason}`;
  }
}
