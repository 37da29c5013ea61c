import { expect, it } from "vitest";
import { copyStore } from "../../../src/adapters/store/copy-store.ts";
import type { StoreLocation } from "../../../src/adapters/store/open-database.ts";
import { openStore } from "../../../src/adapters/store/open-store.ts";
import { CommitSha, RepoPath } from "../../../src/domain/change-set.ts";
import type { Finding } from "../../../src/domain/finding.ts";
import type { Dismissal, RememberedFinding } from "../../../src/domain/memory.ts";
import type { Store } from "../../../src/pipeline/ports-store.ts";
import type { JobOutcome, RunFigures } from "../../../src/pipeline/ports-store-jobs.ts";
import { command, pullRequest, review, silentLog, start, testKey } from "./store-samples.ts";
import { claimNow, describeOnBoth } from "./store-scene.ts";

const head = CommitSha.parse("a".repeat(40));
const done: JobOutcome = { kind: "done", head };
const defects: RunFigures = {
  result: "defects",
  reasons: ["Not reviewed: 1 of 9 hunks, in 1 of 2 files."],
  use: { questions: 3, tokens: 1_200, costUsd: 0.25 },
};
const undecided: RunFigures = { ...defects, result: "inconclusive", reasons: ["No model is configured."] };
const day = "2027-01-15";
const dayStart = Date.parse(day);
const everything = { states: [], repository: "", offset: 0, limit: 10 };

async function finish(store: Store, outcome: JobOutcome = done, figures: RunFigures | null = defects) {
  // After all that a test has waited.
  const { lease } = await claimNow(store, start + 8_000);
  await store.jobs.settle(lease, outcome, { figures });
}

function remembered(given: Partial<Finding>, dismissal: Dismissal | null = null): RememberedFinding {
  const place = {
    file: 0,
    path: RepoPath.parse("src/pay.ts"),
    side: "RIGHT" as const,
    startLine: 4,
    endLine: 5,
  };
  const texts = { title: "t", explanation: "e", attack: null, fix: null };
  const finding: Finding = {
    ...{ id: "A-1a2b3c4d", fingerprint: "f", cwe: "CWE-89", severity: "high", confidence: "confirmed" },
    ...{ source: "model", rule: null, status: "new", ...texts, place: { ...place, quote: "q" } },
    ...given,
  };
  return { finding, quoteHash: "q", firstSeen: head, dismissal };
}

async function remember(store: Store, number: number, findings: readonly RememberedFinding[]) {
  const check = { conclusion: "failure" as const, title: "2 security defects are detected in the code." };
  const last = {
    head,
    mergeBase: head,
    configuration: "c",
    reviewedHunks: [],
    reviewId: 9,
    work: null,
    check,
  };
  const lastReview = { ...last, findings };
  await store.memory.save(pullRequest(number), { isPaused: false, generation: 1, lastReview });
}

describeOnBoth("What the operator's page asks the store", ({ engine, openScene, newLocation, newFolder }) => {
  it("is empty at first", async () => {
    const { store } = await openScene();

    expect(await store.history.readOverview(dayStart)).toEqual({
      counts: { ready: 0, active: 0, parked: 0, done: 0, failed: 0, cancelled: 0 },
      oldestWantedAtMs: null,
      ...{ running: [], waiting: [], failed: [], others: [], today: [] },
      ...{ incomplete: [], incompleteCount: 0 },
    });
    expect(await store.history.listReviews(everything)).toEqual({ total: 0, reviews: [] });
    expect(await store.history.loadTimeline("review:100#7")).toBeNull();
    expect(await store.history.readCosts(day)).toEqual({
      ...{ days: [], repositories: [], repositoryCount: 0, results: [] },
    });
    expect(await store.history.countFindings()).toEqual([]);
    expect(await store.history.listDismissals(0, 10)).toEqual({ total: 0, dismissals: [] });
    expect(await store.history.readBudgets(day, day)).toEqual({
      ...{ installations: [], repositories: [], authors: [] },
    });
  });

  it("puts every review where it belongs, with what it waits for and what came of it", async () => {
    const { store, clock } = await openScene();
    const retry: JobOutcome = {
      kind: "retry",
      runAtMs: start + 9_000,
      code: "MODEL_TIMEOUT",
      reason: "slow",
    };
    const failed: JobOutcome = { kind: "failed", head, code: "GITHUB_FORBIDDEN", reason: "may not" };
    for (const [number, outcome, figures] of [
      [1, done, defects],
      [2, done, undecided],
      [3, retry, null],
      [4, failed, null],
    ] as const) {
      await store.intake.enqueue([review("opened", pullRequest(number))]);
      clock.ms += 1_000;
      await finish(store, outcome, figures);
    }
    await store.intake.enqueue([review("command", pullRequest(5))]);
    await claimNow(store, clock.ms);

    await store.intake.enqueue([command(9, "help")]);

    const seen = await store.history.readOverview(dayStart);
    expect(seen.counts).toEqual({ ready: 1, active: 1, parked: 0, done: 2, failed: 1, cancelled: 0 });
    expect(seen.oldestWantedAtMs).toBe(start + 2_000);
    expect(seen.running).toMatchObject([{ number: 5, trigger: "command", lastRun: null }]);
    expect(seen.waiting).toMatchObject([{ number: 3, runAtMs: start + 9_000, code: "MODEL_TIMEOUT" }]);
    expect(seen.failed).toMatchObject([{ number: 4, code: "GITHUB_FORBIDDEN", reason: "may not" }]);
    expect(seen.incomplete).toMatchObject([
      { number: 2, missing: undecided.reasons, lastRun: { figures: undecided } },
      { number: 1, missing: defects.reasons, lastRun: { figures: defects } },
    ]);
    expect(seen.incompleteCount).toBe(2);
    expect(seen.others).toEqual([{ kind: "command", state: "ready", count: 1 }]);
    expect(seen.today).toEqual([
      { result: "defects", count: 1, incomplete: 1 },
      { result: "inconclusive", count: 1, incomplete: 1 },
    ]);
  });

  it("forgets that a review was incomplete once it is not any more, and not before", async () => {
    const { store, clock } = await openScene();
    await store.intake.enqueue([review("opened")]);
    await finish(store, done, undecided);
    await store.intake.enqueue([review("command")]);
    // What broke off says nothing about the result before it.
    await finish(store, { kind: "retry", runAtMs: start, code: "X", reason: "x" }, null);
    expect((await store.history.readOverview(dayStart)).incomplete).toHaveLength(1);
    clock.ms += 10;
    // The same head again: nothing of it was looked at.
    await finish(store, done, { result: "unchanged", reasons: [], use: null });
    expect((await store.history.readOverview(dayStart)).incomplete).toMatchObject([
      { missing: undecided.reasons, lastRun: { figures: { result: "unchanged" } } },
    ]);
    await store.intake.enqueue([review("command")]);
    clock.ms += 10;
    await finish(store, done, { ...defects, reasons: [] });

    const { incomplete, incompleteCount, today } = await store.history.readOverview(dayStart);
    expect([incomplete, incompleteCount]).toEqual([[], 0]);
    expect(today).toEqual([
      { result: "defects", count: 1, incomplete: 0 },
      { result: "inconclusive", count: 1, incomplete: 1 },
      { result: "unchanged", count: 1, incomplete: 0 },
    ]);
  });

  it("lists by state and by a part of the name, in pages", async () => {
    const { store, clock } = await openScene();
    const names = [
      ["octo", "shop"],
      ["octo", "shop_2"],
      ["Other", "100%"],
    ] as const;
    for (const [index, [owner, name]] of names.entries()) {
      clock.ms += 1;
      const repository = { installationId: 1, repositoryId: 100 + index, owner, name };
      await store.intake.enqueue([review("opened", { repository, number: 1 })]);
    }
    await store.control.cancel("review:101#1");
    const list = async (filter: object) => {
      const { total, reviews } = await store.history.listReviews({ ...everything, ...filter });
      return [total, reviews.map(({ repository }) => repository)];
    };

    expect(await list({ states: ["ready"] })).toEqual([2, ["Other/100%", "octo/shop"]]);
    expect(await list({ repository: "OCTO/" })).toEqual([2, ["octo/shop_2", "octo/shop"]]);
    expect(await list({ repository: "_" })).toEqual([1, ["octo/shop_2"]]);
    expect(await list({ repository: "%" })).toEqual([1, ["Other/100%"]]);
    expect(await list({ repository: "'; drop table jobs; --\\" })).toEqual([0, []]);
    expect(await list({ offset: 1, limit: 1 })).toEqual([3, ["Other/100%"]]);
  });

  it("tells every run of a review, its checks and what was posted", async () => {
    const { store, clock } = await openScene();
    const later = start + 60_000;
    await store.intake.enqueue([review("opened")]);
    clock.ms = start + 2_000;
    const { lease } = await claimNow(store, start + 1_500);
    const slow = { kind: "retry", runAtMs: start, code: "MODEL_TIMEOUT", reason: "slow" } as const;
    await store.jobs.settle(lease, slow);
    const job = await store.jobs.claim({ worker: "w", nowMs: later, leaseMs: 60_000 });
    if (job === null) throw new Error("nothing was due");
    const { repository } = pullRequest();
    await store.checks.recordCheckStarted(job.lease, { repository, head, externalId: "x", checkId: 1 });
    const identity = { pullRequest: pullRequest(), head, configuration: "c", generation: 1 };
    await store.outbox.recordPosting(job.lease, identity);
    await store.outbox.recordPosted(job.lease, { reviewId: 77, checkId: 1 });
    await store.checks.recordCheckEnded({ repository, head, externalId: "x" });
    clock.ms = later + 5_000;
    await store.jobs.settle(job.lease, done, { figures: defects });

    const shared = { generation: 1, trigger: "opened", wantedAtMs: start };
    const seen = await store.history.loadTimeline(job.lease.jobId);
    expect(seen?.runs).toEqual([
      {
        ...{ ...shared, fence: 1, startedAtMs: start + 1_500, endedAtMs: start + 2_000, outcome: "retry" },
        ...{ code: "MODEL_TIMEOUT", reason: "slow", head: null, figures: null },
      },
      {
        ...{ ...shared, fence: 2, startedAtMs: later, endedAtMs: later + 5_000, outcome: "done" },
        ...{ code: null, reason: null, head, figures: defects },
      },
    ]);
    expect(seen?.review).toMatchObject({ id: "review:100#7", state: "done", lastRun: { fence: 2 } });
    expect([seen?.checks, seen?.postings]).toEqual([
      [{ head, startedAtMs: start + 2_000, isEnded: true }],
      [{ head, startedAtMs: start + 2_000, isPosted: true, reviewId: 77 }],
    ]);
  });

  it("does not say of a run what only the news after it tell", async () => {
    const { store, clock } = await openScene();
    await store.intake.enqueue([review("opened")]);
    const { lease } = await claimNow(store);
    clock.ms += 1_000;
    await store.intake.enqueue([review("pushed")]);
    await store.jobs.settle(lease, done, { figures: defects });

    const seen = await store.history.loadTimeline("review:100#7");
    expect(seen?.runs).toMatchObject([{ trigger: null, wantedAtMs: null, generation: 1 }]);
    expect(seen?.review).toMatchObject({ state: "ready", trigger: "pushed", wantedAtMs: start + 1_000 });
  });

  it("never keeps a review from being settled, wherever its repository has been", async () => {
    const { store } = await openScene();
    for (const installationId of [1, 2]) {
      await store.intake.enqueue([review("opened", pullRequest(7, 100, installationId))]);
      await finish(store, done, undecided);
    }
    // The runs of the first installation stay, and the new job counts from one again.
    await store.memory.forget(2, null);
    await store.intake.enqueue([review("opened", pullRequest(7, 100, 2))]);
    const { lease } = await claimNow(store);

    expect(await store.jobs.settle(lease, done, { figures: defects })).toMatchObject({ kind: "settled" });
    const { runs } = (await store.history.loadTimeline(lease.jobId)) ?? {};
    expect(runs).toMatchObject([{ fence: 1, figures: defects }]);
  });

  it("sums what was spent by day, repository and owner of a budget", async () => {
    const { store } = await openScene();
    const row = { installationId: 1, repositoryId: 100, authorId: 5, day, usd: 0.5, tokens: 50 };
    await store.intake.enqueue([review("opened")]);
    const { lease } = await claimNow(store);
    const spend = [
      row,
      { ...row, day: "2027-01-14", usd: 1 },
      { ...row, repositoryId: 200, usd: 2, authorId: 6 },
      { ...row, day: "2026-12-31", usd: 64 },
    ];
    await store.jobs.settle(lease, done, { spend, figures: defects });

    expect(await store.history.readCosts("2027-01-01")).toEqual({
      days: [
        { day: "2027-01-14", usd: 1, tokens: 50 },
        { day, usd: 2.5, tokens: 100 },
      ],
      repositories: [
        { id: 200, name: null, usd: 2, tokens: 50 },
        { id: 100, name: "octo/shop", usd: 1.5, tokens: 100 },
      ],
      repositoryCount: 2,
      results: [{ day, result: "defects", count: 1 }],
    });
    expect(await store.history.readBudgets("2027-01-01", day)).toEqual({
      installations: [{ id: 1, name: "octo", usd: 3.5, tokens: 150 }],
      repositories: [
        { id: 200, name: null, usd: 2, tokens: 50 },
        { id: 100, name: "octo/shop", usd: 0.5, tokens: 50 },
      ],
      authors: [
        { id: 6, name: null, usd: 2, tokens: 50 },
        { id: 5, name: null, usd: 0.5, tokens: 50 },
      ],
    });
  });

  it("counts findings by kind and state, and shows who dismissed what and why", async () => {
    const { store } = await openScene();
    const maria: Dismissal = {
      ...{ reason: "accepted-risk", because: "<b>ours</b>", byLogin: "maria", byId: 5, until: "2027-02-01" },
    };
    await store.intake.enqueue([review("opened", pullRequest(1))]);
    await remember(store, 1, [
      remembered({}),
      remembered({ status: "still-present" }),
      remembered({ status: "fixed" }),
      remembered({ confidence: "pattern", severity: "critical" }),
      remembered({ cwe: null, severity: "low", id: "A-00000001" }, { ...maria, until: null }),
      remembered({ id: "A-00000002" }, maria),
    ]);

    expect(await store.history.countFindings()).toEqual(
      expect.arrayContaining([
        { cwe: "CWE-89", severity: "high", state: "new", isMatch: false, count: 1 },
        { cwe: "CWE-89", severity: "critical", state: "new", isMatch: true, count: 1 },
        { cwe: "CWE-89", severity: "high", state: "still-present", isMatch: false, count: 1 },
        { cwe: "CWE-89", severity: "high", state: "fixed", isMatch: false, count: 1 },
        { cwe: "CWE-89", severity: "high", state: "dismissed", isMatch: false, count: 1 },
        { cwe: null, severity: "low", state: "dismissed", isMatch: false, count: 1 },
      ]),
    );
    const place = { jobId: "review:100#1", repository: "octo/shop", number: 1, path: "src/pay.ts", line: 4 };
    const told = { ...maria, ...place };
    expect(await store.history.listDismissals(0, 10)).toEqual({
      total: 2,
      dismissals: [
        { ...told, findingId: "A-00000002", cwe: "CWE-89", severity: "high" },
        { ...told, findingId: "A-00000001", cwe: null, severity: "low", until: null },
      ],
    });
    expect((await store.history.listDismissals(1, 1)).dismissals).toHaveLength(1);
    const { reviews } = await store.history.listReviews(everything);
    expect(reviews[0]).toMatchObject({
      openFindings: { critical: 0, high: 2, medium: 0, low: 0 },
      openMatches: 1,
    });
  });

  it("keeps runs for a month, forgets them with their repository, and copies them", async () => {
    const from = { kind: "sqlite" as const, directory: newFolder() };
    const target = engine === "sqlite" ? { ...from, directory: newFolder() } : await newLocation();
    const { store } = await openScene();
    const month = 35 * 24 * 3_600_000;
    const clock = { ms: start };
    const open = (location: StoreLocation) =>
      openStore(location, { encryptionKey: testKey, now: () => clock.ms, log: silentLog });
    await store.intake.enqueue([review("opened")]);
    await finish(store);
    await store.memory.forget(1, [100]);
    await store.intake.enqueue([review("opened")]);
    expect((await store.history.loadTimeline("review:100#7"))?.runs).toEqual([]);

    const source = await open(from);
    await source.intake.enqueue([review("opened")]);
    await finish(source);
    await source.close();
    await copyStore(from, target, { encryptionKey: testKey, now: () => start, log: silentLog });
    const copied = await open(target);
    const runsAfter = async (ms: number) => {
      clock.ms = start + ms;
      await copied.prune(clock.ms);
      return (await copied.history.loadTimeline("review:100#7"))?.runs.length;
    };
    expect([await runsAfter(month), await runsAfter(month + 1)]).toEqual([1, 0]);
    await copied.close();
  });
});
