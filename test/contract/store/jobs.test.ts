import { expect, it } from "vitest";
import type { ErrorCode } from "../../../src/domain/errors.ts";
import type { JobOutcome } from "../../../src/pipeline/ports-store-jobs.ts";
import { command, delivery, pullRequest, review, start } from "./store-samples.ts";
import { claimAt, claimNow, describeOnBoth } from "./store-scene.ts";

const done: JobOutcome = { kind: "done", head: "h1" };
const code: ErrorCode = "STORE_LEASE_LOST";

describeOnBoth("Jobs", ({ engine, openScene }) => {
  it("are claimed by four workers once each", async () => {
    const { store, replica } = await openScene();
    const wanted = Array.from({ length: 200 }, (_, number) => review("opened", pullRequest(number)));
    await store.intake.enqueue(wanted);
    const workers = await Promise.all(
      Array.from({ length: 4 }, async (_, index) => ({ name: `w${index}`, store: await replica() })),
    );

    const claims = await Promise.all(
      workers.map(async ({ name, store: own }) => {
        const claimed: string[] = [];
        for (let job = await claimAt(own, start, name); job !== null; job = await claimAt(own, start, name)) {
          claimed.push(job.lease.jobId);
        }
        return claimed;
      }),
    );

    expect(claims.flat()).toHaveLength(200);
    expect(new Set(claims.flat()).size).toBe(200);
  });

  it("run one at a time on a pull request where they change what is remembered", async () => {
    const { store } = await openScene();
    await store.intake.enqueue([review("opened"), command(1, "pause"), command(2, "help")]);

    const first = await claimNow(store);
    const second = await claimNow(store);
    expect([first.intent, second.intent].map(({ kind }) => kind)).toEqual(["command", "command"]);
    expect(await claimAt(store, start)).toBeNull();

    await store.jobs.settle(first.lease, done);
    await store.jobs.settle(second.lease, done);
    expect((await claimNow(store)).intent.kind).toBe("review");
  });

  it("come by urgency, then by the installation with the least going on, then by age", async () => {
    const { store } = await openScene();
    const flood = Array.from({ length: 6 }, (_, index) => review("pushed", pullRequest(index, 100, 1)));
    const other = [review("pushed", pullRequest(1, 200, 2)), review("pushed", pullRequest(2, 200, 2))];
    for (const [age, intent] of [...flood, ...other].entries()) {
      await store.intake.accept(delivery({ receivedAtMs: start + age }), [intent]);
    }
    await store.intake.accept(delivery({ receivedAtMs: start + 50 }), [
      review("sweep", pullRequest(1, 300, 3)),
      review("command", pullRequest(9, 100, 1)),
    ]);
    const order: string[] = [];
    for (let turn = 0; turn < 10; turn += 1) {
      order.push((await claimNow(store, start + 60_000 + turn)).lease.jobId);
    }

    expect(order).toEqual([
      ...["review:100#9", "review:200#1", "review:100#0", "review:200#2", "review:100#1"],
      ...["review:100#2", "review:100#3", "review:100#4", "review:100#5", "review:300#1"],
    ]);
  });

  it("alternate between installations for a single worker", async () => {
    const { store } = await openScene();
    const refs = [
      pullRequest(1),
      pullRequest(2),
      pullRequest(3),
      pullRequest(1, 200, 2),
      pullRequest(2, 200, 2),
    ];
    for (const [age, ref] of refs.entries()) {
      await store.intake.accept(delivery({ receivedAtMs: start + age }), [review("opened", ref)]);
    }
    const order: string[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      const { lease } = await claimNow(store, start + 1_000 + turn);
      order.push(lease.jobId);
      await store.jobs.settle(lease, done);
    }

    expect(order).toEqual([
      ...["review:100#1", "review:200#1", "review:100#2", "review:200#2", "review:100#3"],
    ]);
  });

  it("are claimed by kind where that is wanted", async () => {
    const { store } = await openScene();
    await store.intake.enqueue([review("opened"), command(1)]);
    const claim = { worker: "w", nowMs: start, leaseMs: 1_000 };

    expect(await store.jobs.claim({ ...claim, kinds: [] })).toBeNull();
    expect((await store.jobs.claim({ ...claim, kinds: ["review"] }))?.intent.kind).toBe("review");
    expect(await store.jobs.claim({ ...claim, kinds: ["review", "forget"] })).toBeNull();
  });

  it("go to another worker when the lease runs out, and the first one can change nothing any more", async () => {
    const { store, replica } = await openScene();
    const other = await replica();
    await store.intake.enqueue([review("opened")]);
    const slow = await claimNow(store, start, "slow");
    expect(await claimAt(other, start + 60_000, "quick")).toBeNull();
    const quick = await claimNow(other, start + 60_001, "quick");

    expect([slow.attempts, quick.attempts, quick.interruptions]).toEqual([1, 1, 1]);
    expect(await store.jobs.heartbeat(slow.lease, start + 60_002, 60_000)).toEqual({ kind: "lost" });
    const spend = { installationId: 1, repositoryId: 100, authorId: 5, day: "2027-01-15", usd: 1, tokens: 9 };
    expect(await store.jobs.settle(slow.lease, done, { spend: [spend] })).toEqual({ kind: "stale" });
    await store.jobs.release(slow.lease);
    const identity = {
      pullRequest: pullRequest(),
      head: "a".repeat(40) as never,
      configuration: "c",
      generation: 1,
    };
    expect(await store.outbox.recordPosting(slow.lease, identity)).toEqual({ kind: "stale" });
    expect(await store.outbox.recordPosted(slow.lease, { reviewId: 1, checkId: 1 })).toEqual({
      kind: "stale",
    });
    const check = { repository: pullRequest().repository, head: "h", externalId: "x", checkId: null };
    expect(await store.checks.recordCheckStarted(slow.lease, check)).toEqual({
      kind: "stale",
      checkId: null,
    });
    const memory = { isPaused: true, generation: 1, lastReview: null };
    await expect(store.memoryUnder(slow.lease).save(pullRequest(), memory)).rejects.toMatchObject({ code });

    expect(await store.spend.sumSpend({ installationId: 1, fromDay: "2027-01-01" })).toEqual({
      usd: 0,
      tokens: 0,
    });
    expect(await store.outbox.loadOpenPostings(pullRequest())).toEqual([]);
    expect((await store.memory.load(pullRequest())).isPaused).toBe(false);
    expect(await other.jobs.heartbeat(quick.lease, start + 60_003, 60_000)).toEqual({
      kind: "held",
      isOvertaken: false,
    });
    expect(await other.jobs.settle(quick.lease, done, { spend: [spend, spend] })).toEqual({
      kind: "settled",
      isWantedAgain: false,
    });
    expect(await store.spend.sumSpend({ installationId: 1, authorId: 5, fromDay: "2027-01-15" })).toEqual({
      usd: 2,
      tokens: 18,
    });
  });

  it("stay with their worker for as long as its heart beats", async () => {
    const { store } = await openScene();
    await store.intake.enqueue([review("opened")]);
    const { lease } = await claimNow(store);
    for (let nowMs = start; nowMs < start + 300_000; nowMs += 20_000) {
      expect(await store.jobs.heartbeat(lease, nowMs, 60_000)).toMatchObject({ kind: "held" });
      expect(await claimAt(store, nowMs + 1_000, "w2")).toBeNull();
    }
  });

  it("come back at the time that was asked for and not earlier, whatever arrives meanwhile", async () => {
    const { store, clock } = await openScene();
    const runAtMs = start + 90_000;
    for (const outcome of [
      { kind: "retry", runAtMs, code: "GITHUB_RATE_LIMITED", reason: "GitHub asked to wait" },
      { kind: "parked", runAtMs, code: "MODEL_QUOTA", reason: "the quota is used up" },
    ] as const) {
      const ref = pullRequest(outcome.kind === "retry" ? 1 : 2);
      await store.intake.enqueue([review("opened", ref)]);
      const { lease } = await claimNow(store);
      await store.jobs.settle(lease, outcome);
      const reported = await store.report.loadJob(lease.jobId);
      const { code: given, reason } = outcome;
      const state = outcome.kind === "retry" ? "ready" : "parked";
      expect(reported).toMatchObject({ state, code: given, reason, runAtMs });

      await store.intake.enqueue([review("command", ref)]);
      expect(await claimAt(store, runAtMs - 1)).toBeNull();
      const again = await claimNow(store, runAtMs);
      expect(again).toMatchObject({ intent: { trigger: "command" }, attempts: 1 });
      await store.jobs.settle(again.lease, done);
      clock.ms = start;
    }
  });

  it("wait for a person where no time was given, and run for news or the operator", async () => {
    const { store } = await openScene();
    await store.intake.enqueue([review("opened")]);
    const park: JobOutcome = {
      kind: "parked",
      runAtMs: null,
      code: "MODEL_CONFIG",
      reason: "the key is wrong",
    };
    const first = await claimNow(store);
    await store.jobs.settle(first.lease, park);
    expect(await store.report.loadJob(first.lease.jobId)).toMatchObject({ state: "parked", runAtMs: null });
    expect(await claimAt(store, start + 10 ** 12)).toBeNull();

    await store.intake.enqueue([review("command")]);
    const second = await claimNow(store);
    await store.jobs.settle(second.lease, park);
    expect(await store.control.retry(second.lease.jobId)).toBe("queued");
    expect(await store.control.retry("review:1#1")).toBe("unknown");
    await claimNow(store);
    expect(await store.control.retry(second.lease.jobId)).toBe("running");
  });

  it("that failed stay failed until something new happens", async () => {
    const { store } = await openScene();
    await store.intake.enqueue([review("opened")]);
    const { lease } = await claimNow(store);
    await store.jobs.settle(lease, { kind: "failed", head: "h1", code: "X", reason: "never" });

    expect(await store.standings.loadStandings(100, [7])).toEqual([{ state: "failed", settledHead: "h1" }]);
    expect(await claimAt(store, start + 10 ** 9)).toBeNull();
    await store.intake.accept(delivery(), [review("pushed")]);
    expect(await claimNow(store, start + 3_000)).toMatchObject({ generation: 2, attempts: 1 });
  });

  it("are given back on shutdown without counting the attempt", async () => {
    const { store } = await openScene();
    await store.intake.enqueue([review("opened")]);
    const { lease } = await claimNow(store);
    await store.jobs.release(lease);

    expect(await store.jobs.settle(lease, done)).toEqual({ kind: "stale" });
    expect(await claimNow(store, start, "w2")).toMatchObject({ attempts: 1 });
  });

  it("that are cancelled end at the next heartbeat and can be started again", async () => {
    const { store } = await openScene();
    await store.intake.enqueue([review("opened")]);
    const { lease } = await claimNow(store);

    expect(await store.control.cancel(lease.jobId)).toBe("cancelled");
    expect(await store.control.cancel(lease.jobId)).toBe("finished");
    expect(await store.control.cancel("nothing")).toBe("unknown");
    expect(await store.jobs.heartbeat(lease, start, 60_000)).toEqual({ kind: "cancelled" });
    expect(await store.jobs.settle(lease, done)).toEqual({ kind: "stale" });
    expect(await claimAt(store, start)).toBeNull();
    await store.intake.accept(delivery(), [review("opened")]);
    expect(await claimNow(store)).toMatchObject({ generation: 2 });
  });

  it("are counted and listed for the operator", async () => {
    const { store, clock } = await openScene();
    await store.intake.enqueue([review("opened"), command(1), review("opened", pullRequest(8))]);
    await claimNow(store);
    clock.ms += 5_000;

    expect(await store.report.countJobs()).toEqual([
      { kind: "command", state: "active", count: 1 },
      { kind: "review", state: "ready", count: 2 },
    ]);
    expect(
      (await store.report.listJobs(["ready"], 1)).map(({ id, repository }) => ({ id, repository })),
    ).toEqual([{ id: "review:100#7", repository: "octo/shop" }]);
    expect(await store.report.readBacklogAge()).toBe(5_000);
  });

  it("wake whoever waits for work, in every replica", async () => {
    const { store, replica } = await openScene();
    const other = await replica();
    const woken = { own: 0, other: 0 };
    const stop = store.onWake(() => {
      woken.own += 1;
    });
    other.onWake(() => {
      woken.other += 1;
    });
    await expect
      .poll(() => engine === "sqlite" || (woken.own > 0 && woken.other > 0), { interval: 5 })
      .toBe(true);
    const before = { ...woken };
    await store.intake.accept(delivery(), [review("opened")]);

    await expect.poll(() => woken, { interval: 5 }).toEqual({ own: before.own + 1, other: before.other + 1 });
    stop();
    await store.intake.enqueue([review("command")]);
    await expect.poll(() => woken.other, { interval: 5 }).toBe(before.other + 2);
    expect(woken.own).toBe(before.own + 1);
  });

  it("stay under suspicion whatever is pushed, until they end by themselves", async () => {
    const { store, clock } = await openScene();
    await store.intake.enqueue([review("opened")]);
    for (let round = 0; round < 4; round += 1) {
      await claimNow(store, clock.ms, `w${round}`);
      clock.ms += 60_001;
    }
    // Given back, because other work runs beside it.
    await store.jobs.release((await claimNow(store, clock.ms, "w4")).lease);
    await store.intake.enqueue([review("pushed")]);
    clock.ms += 60_001;
    const pushed = await claimNow(store, clock.ms, "w4");
    await store.jobs.settle(pushed.lease, { kind: "failed", head: "h1", code: "INTERRUPTED", reason: "x" });
    await store.intake.enqueue([review("reopened")]);
    const reopened = await claimNow(store, clock.ms, "w4");
    await store.jobs.settle(reopened.lease, done);
    await store.intake.enqueue([review("opened")]);
    const trusted = await claimNow(store, clock.ms, "w4");

    expect([pushed, reopened, trusted].map(({ interruptions }) => interruptions)).toEqual([4, 4, 0]);
  });

  it("count a worker that vanished as an interruption and not as a try, until they end by themselves", async () => {
    const { store, clock } = await openScene();
    await store.intake.enqueue([review("opened")]);
    const seen: (readonly [number, number])[] = [];
    for (let round = 0; round < 3; round += 1) {
      const { attempts, interruptions } = await claimNow(store, clock.ms, `w${round}`);
      seen.push([attempts, interruptions]);
      clock.ms += 60_001;
    }
    const last = await claimNow(store, clock.ms, "w3");
    seen.push([last.attempts, last.interruptions]);
    const retry = { kind: "retry", runAtMs: clock.ms, code: "X", reason: "x" } as const;
    await store.jobs.settle(last.lease, retry);
    const again = await claimNow(store, clock.ms, "w3");
    seen.push([again.attempts, again.interruptions]);
    expect(seen).toEqual([
      [1, 0],
      [1, 1],
      [1, 2],
      [1, 3],
      [2, 0],
    ]);
  });

  it("want what follows from them when they are settled, and never under a lease that is lost", async () => {
    const { store, clock } = await openScene();
    await store.intake.enqueue([command(7)]);
    const { lease } = await claimNow(store, clock.ms);
    const follow = [review("command")];
    const lost = { ...lease, fence: lease.fence + 1 };
    expect(await store.jobs.settle(lost, done, { follow })).toEqual({ kind: "stale" });
    expect(await store.report.listJobs(["ready"], 9)).toEqual([]);
    await store.jobs.settle(lease, done, { follow });
    expect((await store.report.listJobs(["ready"], 9)).map(({ id }) => id)).toEqual(["review:100#7"]);
  });
});
