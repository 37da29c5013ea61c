import { expect, it } from "vitest";
import { hashQuestion } from "../../../src/adapters/store/hash-question.ts";
import { CommitSha } from "../../../src/domain/change-set.ts";
import { ReviewError } from "../../../src/domain/errors.ts";
import type { PullRequestState } from "../../../src/domain/pull-request.ts";
import type { CheckDraft, ReviewDraft } from "../../../src/domain/review-draft.ts";
import type { Model } from "../../../src/pipeline/ports.ts";
import type {
  CheckReporter,
  PublishOutcome,
  ReviewPublisher,
} from "../../../src/pipeline/ports-code-host.ts";
import type { Store } from "../../../src/pipeline/ports-store.ts";
import type { AnswerStore } from "../../../src/pipeline/ports-store-answers.ts";
import type { Lease } from "../../../src/pipeline/ports-store-jobs.ts";
import type { LastingCheckReporter } from "../../../src/pipeline/repeat-check-ends.ts";
import { withAnswerStore } from "../../../src/pipeline/with-answer-store.ts";
import { withCheckLedger } from "../../../src/pipeline/with-check-ledger.ts";
import { withOutbox } from "../../../src/pipeline/with-outbox.ts";
import { buildPrompt } from "../../fakes/build-prompt.ts";
import { pullRequest, review, silentLog, start } from "./store-samples.ts";
import { claimNow, describeOnSqlite } from "./store-scene.ts";

const head = CommitSha.parse("0123abcd".repeat(5));
const { repository } = pullRequest();
const away = () => Promise.reject(new ReviewError("STORE_UNAVAILABLE", "the store is away"));
const outage = new ReviewError("GITHUB_UNAVAILABLE", "GitHub did not answer", { retryable: true });
const usage = { promptTokens: 100, completionTokens: 7, cachedTokens: 0 };

/** A model that writes down what it was asked. */
function createModel(name = "m1"): { readonly model: Model; readonly asked: string[] } {
  const asked: string[] = [];
  const complete: Model["complete"] = async ({ unit }) => {
    asked.push(unit);
    return { text: `about ${unit}`, finish: "stop", model: name, usage };
  };
  return { model: { name, complete }, asked };
}

function keepAnswers(model: Model, answers: AnswerStore, number = 7): Model {
  const keeping = { answers, pullRequest: pullRequest(number), keyOf: hashQuestion, now: () => start };
  return withAnswerStore(model, { ...keeping, log: silentLog });
}

async function askAll(model: Model, units: readonly string[]): Promise<readonly unknown[]> {
  const { signal } = new AbortController();
  const answers = [];
  for (const unit of units) answers.push(await model.complete(buildPrompt({ unit }), signal));
  return answers.map(({ text, usage: paid }) => [text, paid?.promptTokens, paid?.completionTokens]);
}

describeOnSqlite("A model with an answer store", ({ openScene }) => {
  it("is asked each question once by two workers, and nothing is counted the second time", async () => {
    const { store, replica } = await openScene();
    const { model, asked } = createModel();
    expect(await askAll(keepAnswers(model, store.answers), ["u1", "u2"])).toEqual([
      ["about u1", 100, 7],
      ["about u2", 100, 7],
    ]);
    const second = keepAnswers(model, (await replica()).answers);

    expect(await askAll(second, ["u1", "u2", "u3"])).toEqual([
      ["about u1", 0, 0],
      ["about u2", 0, 0],
      ["about u3", 100, 7],
    ]);
    expect(asked).toEqual(["u1", "u2", "u3"]);
  });

  it("is asked again by another name, for another pull request, and once the answers are purged or old", async () => {
    const { store, clock } = await openScene();
    const { model, asked } = createModel();
    const other = createModel("m2");
    await askAll(keepAnswers(model, store.answers), ["u1"]);
    await askAll(keepAnswers(other.model, store.answers), ["u1"]);
    await askAll(keepAnswers(model, store.answers, 8), ["u1"]);
    expect([asked.length, other.asked.length]).toEqual([2, 1]);

    await store.answers.purge(pullRequest());
    await askAll(keepAnswers(model, store.answers), ["u1"]);
    expect(asked).toHaveLength(3);
    clock.ms += 3 * 24 * 3_600_000;
    await askAll(keepAnswers(model, store.answers), ["u1"]);
    expect(asked).toHaveLength(4);
  });

  it.each([
    ["reads", { load: away }],
    ["writes", { save: away }],
  ])("answers although the store fails when it %s", async (_, broken) => {
    const { store } = await openScene();
    const { model, asked } = createModel();
    const kept = keepAnswers(model, { ...store.answers, ...broken });

    expect(await askAll(kept, ["u1"])).toEqual([["about u1", 100, 7]]);
    expect(asked).toEqual(["u1"]);
  });

  it("keeps nothing of a question that failed", async () => {
    const { store } = await openScene();
    const failing: Model = { name: "m1", complete: () => Promise.reject(outage) };
    await expect(askAll(keepAnswers(failing, store.answers), ["u1"])).rejects.toBe(outage);
    const { model, asked } = createModel();

    await askAll(keepAnswers(model, store.answers), ["u1"]);
    expect(asked).toEqual(["u1"]);
  });
});

const draft: CheckDraft = { conclusion: "success", title: "t", summary: "s", annotations: [] };
const externalId = "assay:100:7:1";

type Reporter = CheckReporter & Pick<LastingCheckReporter, "findOpenCheck">;

function createReporter(given: Partial<Reporter> = {}): Reporter {
  return {
    startCheck: async () => 44,
    finishCheck: async () => undefined,
    findOpenCheck: async () => null,
    ...given,
  };
}

const noWait = async () => undefined;
const unwaited = ({ outbox }: Store, lease: Lease) => ({ outbox, lease, waitOut: noWait });

/** GitHub takes every end at once. */
function underLease(store: Store, lease: Lease, reporter: Reporter): CheckReporter {
  const { startCheck, finishCheck, findOpenCheck } = reporter;
  const checks: LastingCheckReporter = {
    startCheck,
    findOpenCheck,
    finishCheck: async (repository, checkId, draft, whenEnded) => {
      await finishCheck(repository, checkId, draft);
      await whenEnded();
    },
  };
  const options = {
    checks,
    ledger: store.checks,
    jobs: store.jobs,
    lease,
    leaseMs: 60_000,
    now: () => start,
    waitOut: noWait,
    log: silentLog,
  };
  return withCheckLedger(options);
}

/** What has to be ended when the job is over. */
async function openChecksAfter(store: Store, lease: Parameters<Store["jobs"]["settle"]>[0]) {
  await store.jobs.settle(lease, { kind: "failed", head, code: "X", reason: "broke" });
  return store.checks.listOpenChecks(start + 1);
}

describeOnSqlite("A check reporter with a ledger", ({ openScene }) => {
  it.each([
    ["that was started and not finished, with its id", async () => undefined, 44],
    ["of which nobody knows whether it was created", () => Promise.reject(outage), null],
  ])("lists a check %s", async (_, arrive, checkId) => {
    const { store } = await openScene();
    await store.intake.enqueue([review("opened")]);
    const { lease } = await claimNow(store);
    const startCheck = async () => {
      await arrive();
      return 44;
    };
    const checks = underLease(store, lease, createReporter({ startCheck }));
    await checks.startCheck(repository, head, externalId).catch(() => undefined);

    expect(await openChecksAfter(store, lease)).toEqual([{ repository, head, externalId, checkId }]);
  });

  it("lists one whose end did not arrive, and none that ended", async () => {
    const { store } = await openScene();
    await store.intake.enqueue([review("opened")]);
    const { lease } = await claimNow(store);
    const finishCheck: CheckReporter["finishCheck"] = (_, checkId) =>
      checkId === 45 ? Promise.reject(outage) : Promise.resolve();
    let created = 43;
    const startCheck = async () => {
      created += 1;
      return created;
    };
    const checks = underLease(store, lease, createReporter({ startCheck, finishCheck }));
    const ended = await checks.startCheck(repository, head, externalId);
    await checks.finishCheck(repository, ended, draft);
    const open = await checks.startCheck(repository, head, "assay:100:7:2");
    await expect(checks.finishCheck(repository, open, draft)).rejects.toBe(outage);

    expect(await openChecksAfter(store, lease)).toEqual([
      { repository, head, externalId: "assay:100:7:2", checkId: 45 },
    ]);
  });

  it("starts no check that nobody would end, because its lease is gone", async () => {
    const { store } = await openScene();
    await store.intake.enqueue([review("opened")]);
    const { lease } = await claimNow(store);
    await store.jobs.release(lease);
    let started = 0;
    const startCheck = async () => {
      started += 1;
      return 44;
    };
    const checks = underLease(store, lease, createReporter({ startCheck }));

    await expect(checks.startCheck(repository, head, externalId)).rejects.toMatchObject({
      code: "STORE_LEASE_LOST",
    });
    expect(started).toBe(0);
  });

  it.each([
    ["its own run that came too late for the other to find", 55, [44]],
    ["nothing where the other took its run up", 44, []],
  ])("ends %s, when it was overtaken meanwhile", async (_, theirs, ended) => {
    const { store } = await openScene();
    await store.intake.enqueue([review("opened")]);
    const { lease } = await claimNow(store);
    const finished: number[] = [];
    const finishCheck: CheckReporter["finishCheck"] = async (_place, checkId) => void finished.push(checkId);
    const startCheck = async () => {
      // While GitHub takes its time another worker does the same work and is done with it.
      const { lease: other } = await claimNow(store, start + 60_001, "w2");
      const check = { repository, head, externalId, checkId: theirs };
      await store.checks.recordCheckStarted(other, check);
      await store.checks.recordCheckEnded(check);
      return 44;
    };
    const checks = underLease(store, lease, createReporter({ startCheck, finishCheck }));

    await expect(checks.startCheck(repository, head, externalId)).rejects.toMatchObject({
      code: "STORE_LEASE_LOST",
    });
    expect(finished).toEqual(ended);
  });

  it.each([
    ["and ends one that came up meanwhile", async () => 55, [44, 55]],
    ["and finds nothing", async () => null, [44]],
    ["and is not stopped by a failure", () => Promise.reject(outage), [44]],
  ])("looks for a second run of work that it took over, %s", async (_, findOpenCheck, ended) => {
    const { store } = await openScene();
    await store.intake.enqueue([review("opened")]);
    const { lease: dead } = await claimNow(store);
    await store.checks.recordCheckStarted(dead, { repository, head, externalId, checkId: null });
    const { lease } = await claimNow(store, start + 60_001, "w2");
    const finished: number[] = [];
    const finishCheck: CheckReporter["finishCheck"] = async (_place, checkId) => void finished.push(checkId);
    const checks = underLease(store, lease, createReporter({ finishCheck, findOpenCheck }));
    await checks.finishCheck(repository, await checks.startCheck(repository, head, externalId), draft);

    expect(finished).toEqual(ended);
    expect(await openChecksAfter(store, lease)).toEqual([]);
  });

  it("asks GitHub nothing more about work that nobody began before", async () => {
    const { store } = await openScene();
    await store.intake.enqueue([review("opened")]);
    const { lease } = await claimNow(store);
    let looks = 0;
    const findOpenCheck = async () => {
      looks += 1;
      return null;
    };
    const checks = underLease(store, lease, createReporter({ findOpenCheck }));
    await checks.finishCheck(repository, await checks.startCheck(repository, head, externalId), draft);

    expect(looks).toBe(0);
  });
});

const identity = { pullRequest: pullRequest(), head, configuration: "c", generation: 1 };
const text: ReviewDraft = { verdict: "no-defects", body: "b", comments: [], check: draft };
const state: PullRequestState = {
  ref: pullRequest(),
  lifecycle: "open",
  isDraft: false,
  isLocked: false,
  headSha: head,
  baseSha: head,
  baseBranch: "main",
  headRepositoryId: 100,
  authorId: 5,
  authorLogin: "maria",
  labels: [],
  changedFiles: 1,
  additions: 1,
  deletions: 0,
};

/** A publisher that writes down what it was told to write. */
function createPublisher(outcome: () => Promise<PublishOutcome>) {
  const written: unknown[] = [];
  const publisher: ReviewPublisher = {
    publishReview: (_, { headSha }, { body }) => {
      written.push(["publish", headSha, body]);
      return outcome();
    },
    updateReview: (_, reviewId, { body }) => {
      written.push(["update", reviewId, body]);
      return outcome();
    },
    supersede: async (_, exceptReviewId) => void written.push(["supersede", exceptReviewId]),
  };
  return { publisher, written };
}

const published: PublishOutcome = { kind: "published", reviewId: 9, url: "https://example.test/9" };

describeOnSqlite("A publisher with an outbox", ({ openScene }) => {
  it("says what it is about to write, and after it what was written", async () => {
    const { store } = await openScene();
    await store.intake.enqueue([review("opened")]);
    const { lease } = await claimNow(store);
    const during: unknown[] = [];
    const { publisher, written } = createPublisher(async () => {
      during.push(await store.outbox.loadOpenPostings(pullRequest()));
      return published;
    });
    const outboxed = withOutbox(publisher, unwaited(store, lease));

    expect(await outboxed.publishReview(identity, state, text)).toEqual(published);
    expect(await outboxed.updateReview(identity, 9, text)).toEqual(published);
    await outboxed.supersede(pullRequest(), 9);
    expect(written).toEqual([
      ["publish", head, "b"],
      ["update", 9, "b"],
      ["supersede", 9],
    ]);
    const open = [{ identity, startedAtMs: start }];
    expect(during).toEqual([open, open]);
    expect(await store.outbox.loadOpenPostings(pullRequest())).toEqual([]);
  });

  it("leaves a write open whose outcome is not known, and ends one that was not wanted any more", async () => {
    const { store } = await openScene();
    await store.intake.enqueue([review("opened")]);
    const { lease } = await claimNow(store);
    const broken = withOutbox(
      createPublisher(() => Promise.reject(outage)).publisher,
      unwaited(store, lease),
    );
    await expect(broken.publishReview(identity, state, text)).rejects.toBe(outage);
    expect(await store.outbox.loadOpenPostings(pullRequest())).toEqual([{ identity, startedAtMs: start }]);

    const stale: PublishOutcome = { kind: "stale", reason: "head-moved" };
    const late = withOutbox(createPublisher(async () => stale).publisher, unwaited(store, lease));
    expect(await late.publishReview(identity, state, text)).toEqual(stale);
    expect(await store.outbox.loadOpenPostings(pullRequest())).toEqual([]);
  });

  it("waits for a write whose writer died before it writes, and for none that ended", async () => {
    const { store, clock } = await openScene();
    await store.intake.enqueue([review("opened")]);
    const { lease: first } = await claimNow(store);
    const died = withOutbox(createPublisher(() => Promise.reject(outage)).publisher, unwaited(store, first));
    await expect(died.publishReview(identity, state, text)).rejects.toBe(outage);
    clock.ms += 60_001;
    const { lease } = await claimNow(store, clock.ms, "w2");
    const { publisher, written } = createPublisher(async () => published);
    const waits: [number, number][] = [];
    const waitOut = async (sinceMs: number) => void waits.push([sinceMs, written.length]);
    const outboxed = withOutbox(publisher, { outbox: store.outbox, lease, waitOut });

    await outboxed.publishReview(identity, state, text);
    await outboxed.publishReview(identity, state, text);
    expect([waits, written.length]).toEqual([[[start, 0]], 2]);
  });

  it("writes no review under a lease that another worker has", async () => {
    const { store } = await openScene();
    await store.intake.enqueue([review("opened")]);
    const { lease } = await claimNow(store);
    await claimNow(store, start + 60_001, "w2");
    const { publisher, written } = createPublisher(async () => published);
    const outboxed = withOutbox(publisher, unwaited(store, lease));

    const lost = { code: "STORE_LEASE_LOST" };
    await expect(outboxed.publishReview(identity, state, text)).rejects.toMatchObject(lost);
    await expect(outboxed.updateReview(identity, 9, text)).rejects.toMatchObject(lost);
    expect(written).toEqual([]);
    expect(await store.outbox.loadOpenPostings(pullRequest())).toEqual([]);
  });
});
