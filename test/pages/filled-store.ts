import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../../src/adapters/store/open-store.ts";
import { CommitSha, RepoPath } from "../../src/domain/change-set.ts";
import type { Finding, FindingStatus, Severity } from "../../src/domain/finding.ts";
import type { Dismissal, RememberedFinding } from "../../src/domain/memory.ts";
import type { PullRequestRef } from "../../src/domain/pull-request.ts";
import type { Store } from "../../src/pipeline/ports-store.ts";
import { budgetCodes, type JobOutcome, type RunFigures } from "../../src/pipeline/ports-store-jobs.ts";
import { command, review, silentLog } from "../contract/store/store-samples.ts";

/** A weekday at noon, in UTC. */
export const noon = Date.parse("2026-11-18T12:00:00Z");
const dayMs = 86_400_000;
const head = CommitSha.parse("3f9c2b7a".repeat(5));
const done: JobOutcome = { kind: "done", head };

/** A name that GitHub would never give, as one that was smuggled in might be. */
export const hostileName = `<img src=x onerror=alert(1)>"'\`</style>\u202e&amp;`;

const repositories = [
  { owner: "octo", name: "shop" },
  { owner: "octo", name: "payments-gateway" },
  { owner: "octo", name: "identity-and-access-management-service" },
  { owner: "octo", name: "mobile" },
] as const;

/** A store with a month of work in it, and the clock that it goes by. */
export interface FilledStore extends AsyncDisposable {
  readonly store: Store;
  readonly clock: { ms: number };
}

/** Opens an empty store that stands at noon. */
export async function openEmptyStore(): Promise<FilledStore> {
  const directory = mkdtempSync(join(tmpdir(), "assay-page-"));
  const clock = { ms: noon };
  const options = { encryptionKey: null, now: () => clock.ms, log: silentLog, debounceMs: 0 };
  const store = await openStore({ kind: "sqlite", directory }, options);
  return {
    store,
    clock,
    [Symbol.asyncDispose]: async () => {
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Opens a store with something of everything that the page shows. */
export async function openFilledStore(): Promise<FilledStore> {
  const filled = await openEmptyStore();
  for (let day = 29; day >= 0; day -= 1) await fillDay(filled, day);
  await fillPresent(filled);
  filled.clock.ms = noon;
  return filled;
}

function pullRequestOf(repository: number, number: number): PullRequestRef {
  const named = repositories[repository % repositories.length] ?? repositories[0];
  return { repository: { installationId: 1, repositoryId: 100 + repository, ...named }, number };
}

/** What is incomplete is so of late only, for some with a defect and for some without a verdict. */
function drawResult(daysAgo: number, index: number): Pick<RunFigures, "result" | "reasons"> {
  const drawn = (["no-defects", "defects", "no-defects", "inconclusive", "unchanged"] as const)[
    (daysAgo + index) % 5
  ];
  const result = drawn === "inconclusive" && daysAgo > 1 ? "no-defects" : (drawn ?? "defects");
  const reasons = ["Not reviewed: 2 of 14 hunks, in 1 of 5 files.", "The model did not answer in time."];
  const isWhole = result !== "inconclusive" && (result !== "defects" || daysAgo > 1);
  return { result, reasons: isWhole ? [] : reasons };
}

/** Weekends are quiet; no randomness, so that every run shows the same. */
async function fillDay({ store, clock }: FilledStore, daysAgo: number): Promise<void> {
  const morning = noon - daysAgo * dayMs - 4 * 3_600_000;
  const weekday = new Date(morning).getUTCDay();
  const count = weekday === 0 || weekday === 6 ? 1 : 3 + (daysAgo % 4);
  for (let index = 0; index < count; index += 1) {
    clock.ms = morning + index * 1_500_000;
    const ref = pullRequestOf((daysAgo + index) % 4, 200 + daysAgo * 10 + index);
    const usd = 0.04 + ((daysAgo * 7 + index * 5) % 11) / 20;
    const { result, reasons } = drawResult(daysAgo, index);
    await runReview({ store, clock }, ref, {
      figures: {
        result,
        reasons,
        use: { questions: 6 + index, tokens: Math.round(usd * 90_000), costUsd: usd },
      },
      usd,
    });
    if (result === "defects") await rememberFindings(store, ref, daysAgo + index);
  }
}

interface Running {
  readonly figures?: RunFigures;
  readonly usd?: number;
  readonly outcome?: JobOutcome;
  readonly seconds?: number;
}

async function runReview(
  { store, clock }: Pick<FilledStore, "store" | "clock">,
  ref: PullRequestRef,
  { figures, usd = 0, outcome = done, seconds = 48 }: Running,
): Promise<void> {
  await store.intake.enqueue([review("opened", ref)]);
  clock.ms += 6_000;
  const job = await store.jobs.claim({ worker: "w", nowMs: clock.ms, leaseMs: 600_000 });
  if (job === null) throw new Error("nothing was due");
  const { repository } = ref;
  await store.checks.recordCheckStarted(job.lease, {
    repository,
    head,
    externalId: `${ref.number}`,
    checkId: 1,
  });
  clock.ms += seconds * 1_000;
  if (outcome.kind === "done") {
    await store.outbox.recordPosting(job.lease, {
      pullRequest: ref,
      head,
      configuration: "c",
      generation: 1,
    });
    await store.outbox.recordPosted(job.lease, { reviewId: 7_000 + ref.number, checkId: 1 });
  }
  await store.checks.recordCheckEnded({ repository, head, externalId: `${ref.number}` });
  const day = new Date(clock.ms).toISOString().slice(0, 10);
  const owner = {
    installationId: 1,
    repositoryId: repository.repositoryId,
    authorId: 40 + (ref.number % 3),
    day,
  };
  const spend = usd === 0 ? [] : [{ ...owner, usd, tokens: Math.round(usd * 90_000) }];
  await store.jobs.settle(job.lease, outcome, { spend, figures: figures ?? null });
}

const kinds: readonly (readonly [string | null, Severity])[] = [
  ["CWE-89", "critical"],
  ["CWE-79", "medium"],
  ["CWE-862", "high"],
  ["CWE-918", "high"],
  [null, "low"],
  ["CWE-798", "critical"],
  ["CWE-22", "medium"],
];
const statuses: readonly FindingStatus[] = [
  "new",
  "fixed",
  "still-present",
  "new",
  "not-seen-again",
  "fixed",
];

async function rememberFindings(store: Store, ref: PullRequestRef, seed: number): Promise<void> {
  const findings = Array.from({ length: 1 + (seed % 4) }, (_, index) => {
    const [cwe, severity] = kinds[(seed * 3 + index) % kinds.length] ?? ["CWE-89", "high"];
    const status = statuses[(seed + index) % statuses.length] ?? "new";
    const confidence = index === 3 ? "pattern" : "confirmed";
    return finding(ref.number * 10 + index, { cwe, severity, status, confidence }, null);
  });
  await remember(store, ref, findings);
}

/** A finding that is remembered, `A-` and its number. */
export function finding(id: number, given: Partial<Finding>, dismissal: Dismissal | null): RememberedFinding {
  const path = RepoPath.parse("src/server/orders/export-controller.ts");
  const place = { file: 0, path, side: "RIGHT" as const, startLine: 41, endLine: 42, quote: "q" };
  const texts = { title: "t", explanation: "e", attack: null, fix: null };
  return {
    finding: {
      ...{
        id: `A-${String(id).padStart(8, "0")}`,
        fingerprint: "f",
        cwe: "CWE-89",
        severity: "high",
        confidence: "confirmed",
      },
      ...{ source: "model", rule: null, status: "new", ...texts, place },
      ...given,
    },
    quoteHash: "q",
    firstSeen: head,
    dismissal,
  };
}

/** Saves findings as those of the last review. */
export async function remember(store: Store, ref: PullRequestRef, findings: readonly RememberedFinding[]) {
  const check = { conclusion: "failure" as const, title: "Security defects are detected in the code." };
  const last = {
    head,
    mergeBase: head,
    configuration: "c",
    reviewedHunks: [],
    reviewId: 9,
    work: null,
    check,
  };
  await store.memory.save(ref, { isPaused: false, generation: 1, lastReview: { ...last, findings } });
}

/** What fails, waits and runs at this moment. */
async function fillPresent(filled: FilledStore): Promise<void> {
  const { store, clock } = filled;
  clock.ms = noon - 3 * 3_600_000;
  const broken = (code: string, reason: string): JobOutcome => ({ kind: "failed", head, code, reason });
  await runReview(filled, pullRequestOf(1, 881), {
    outcome: broken("GITHUB_FORBIDDEN", "GitHub refuses: Resource not accessible by integration"),
  });
  clock.ms = noon - 40 * 60_000;
  await runReview(filled, pullRequestOf(2, 12), {
    outcome: broken("MODEL_CONFIG", "the endpoint refuses the key"),
  });
  await dismissSome(store);
  await fillRetried(filled);
  clock.ms = noon - 20 * 60_000;
  await runReview(filled, pullRequestOf(0, 902), {
    outcome: {
      ...{ kind: "postponed", runAtMs: Date.parse("2026-11-19T00:00:00Z"), code: budgetCodes.used },
      reason: "the budget repository-day is used up",
    },
    figures: { result: "over-budget", reasons: [], use: null },
  });
  clock.ms = noon - 95_000;
  const hostile = { installationId: 1, repositoryId: 300, owner: "octo", name: hostileName };
  await store.intake.enqueue([review("pushed", { repository: hostile, number: 3 })]);
  clock.ms = noon - 90_000;
  await store.jobs.claim({ worker: "w", nowMs: clock.ms, leaseMs: 600_000 });
  await store.intake.enqueue([review("command", pullRequestOf(3, 77))]);
  clock.ms = noon - 35_000;
  await store.jobs.claim({ worker: "w", nowMs: clock.ms, leaseMs: 600_000 });
  clock.ms = noon - 4_000;
  await store.intake.enqueue([
    review("opened", pullRequestOf(0, 910)),
    command(3, "help", pullRequestOf(0, 910)),
  ]);
}

/** A review that broke off twice before it ended. */
async function fillRetried(filled: FilledStore): Promise<void> {
  const { store, clock } = filled;
  const ref = pullRequestOf(0, 899);
  const start = noon - 35 * 60_000;
  clock.ms = start;
  const slow: JobOutcome = {
    ...{ kind: "retry", runAtMs: start + 90_000, code: "MODEL_TIMEOUT" },
    reason: "the model did not answer within its deadline",
  };
  await runReview(filled, ref, { outcome: slow, seconds: 61 });
  clock.ms = start + 95_000;
  await store.jobs.claim({ worker: "w", nowMs: clock.ms, leaseMs: 10_000 });
  clock.ms = start + 240_000;
  const job = await store.jobs.claim({ worker: "w2", nowMs: clock.ms, leaseMs: 600_000 });
  if (job === null) throw new Error("nothing was due");
  clock.ms += 74_000;
  await store.outbox.recordPosting(job.lease, { pullRequest: ref, head, configuration: "c", generation: 1 });
  await store.outbox.recordPosted(job.lease, { reviewId: 4_711, checkId: 1 });
  const reasons = [
    "Not reviewed: 3 of 9 hunks, in 1 of 2 files.",
    "The model’s provider declined to answer.",
  ];
  const use = { questions: 14, tokens: 61_300, costUsd: 0.42 };
  clock.ms += 2_000;
  await store.jobs.settle(job.lease, done, { figures: { result: "inconclusive", reasons, use } });
}

async function dismissSome(store: Store): Promise<void> {
  const maria = { reason: "accepted-risk", byLogin: "maria-gonzalez", byId: 5 } as const;
  const secret = ["ghp", "x7Kq".repeat(9)].join("_");
  await remember(store, pullRequestOf(1, 881), [
    finding(
      1,
      { cwe: "CWE-862" },
      { ...maria, because: "only reachable from the office network", until: "2026-11-25" },
    ),
    finding(
      2,
      { cwe: "CWE-89", severity: "critical" },
      { ...maria, because: `<script>alert(1)</script> ${secret}`, until: "2026-11-10" },
    ),
    finding(
      3,
      { cwe: null, severity: "low" },
      { ...maria, reason: "false-positive", because: "the value is a constant of the build", until: null },
    ),
    finding(
      4,
      { cwe: "CWE-918", severity: "medium" },
      { ...maria, reason: "wont-fix", because: "goes away with the old exporter", until: "2027-03-31" },
    ),
  ]);
}
