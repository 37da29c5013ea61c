import { expect, it } from "vitest";
import type { Intent, Trigger } from "../../../src/domain/intent.ts";
import type { JobReport, Store } from "../../../src/pipeline/ports-store.ts";
import { command, delivery, pullRequest, review, start } from "./store-samples.ts";
import { claimAt, claimNow, describeOnBoth } from "./store-scene.ts";

const reviewId = "review:100#7";

async function show(store: Store, id = reviewId): Promise<Partial<JobReport> | null> {
  const job = await store.report.loadJob(id);
  if (job === null) return null;
  const { state, generation, trigger, runAtMs } = job;
  return { state, generation, trigger, runAtMs };
}

const countAll = async (store: Store) =>
  (await store.report.countJobs()).reduce((sum, { count }) => sum + count, 0);

/** What became of the job that a first delivery brought. */
const histories: readonly (readonly [string, string, (store: Store) => Promise<unknown>])[] = [
  ["waits", "duplicate", async () => undefined],
  ["runs", "duplicate", async (store: Store) => void (await claimNow(store))],
  [
    "is done",
    "duplicate",
    async (store: Store) =>
      void (await store.jobs.settle((await claimNow(store)).lease, { kind: "done", head: null })),
  ],
  [
    "failed",
    "accepted",
    async (store: Store) => {
      const { lease } = await claimNow(store);
      await store.jobs.settle(lease, { kind: "failed", head: null, code: "X", reason: "broke" });
    },
  ],
  ["is gone", "accepted", async (store: Store) => store.memory.forget(1, null)],
  ["was cancelled", "duplicate", async (store: Store) => void (await store.control.cancel(reviewId))],
];

describeOnBoth("The intake", ({ openScene }) => {
  it("takes one delivery that arrives fifty times at once as one job", async () => {
    const { store, replica } = await openScene();
    const stores = [store, await replica()];
    const same = delivery();

    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => stores[index % 2]?.intake.accept(same, [review("opened")])),
    );

    expect(answers.filter((answer) => answer?.kind === "accepted")).toHaveLength(1);
    expect(await store.report.listJobs([], 9)).toHaveLength(1);
    expect(await show(store)).toMatchObject({ state: "ready", generation: 1 });
  });

  it("takes one body under fifty identifiers as one job", async () => {
    const { store, replica } = await openScene();
    const stores = [store, await replica()];
    const { bodyHash } = delivery();

    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        stores[index % 2]?.intake.accept(delivery({ bodyHash }), [review("opened")]),
      ),
    );

    expect(answers.filter((answer) => answer?.kind === "accepted")).toHaveLength(1);
    expect(await show(store)).toMatchObject({ state: "ready", generation: 1 });
  });

  it.each(histories)("answers a redelivery whose job %s with %s", async (_state, kind, prepare) => {
    const { store } = await openScene();
    const first = delivery();
    await store.intake.accept(first, [review("opened")]);
    await prepare(store);
    const before = await show(store);

    expect(await store.intake.accept(first, [review("opened")])).toEqual({ kind });
    expect(await store.intake.accept(delivery({ bodyHash: first.bodyHash }), [review("opened")])).toEqual({
      kind: "duplicate",
    });

    const after = await show(store);
    if (kind === "accepted") expect(after).toMatchObject({ state: "ready" });
    else expect(after).toEqual(before);
  });

  it("runs a command once, by its comment, whatever delivery brings it", async () => {
    const { store } = await openScene();
    await store.intake.accept(delivery(), [command(41)]);
    const { lease } = await claimNow(store);
    await store.jobs.settle(lease, { kind: "done", head: null });

    expect(await store.intake.accept(delivery(), [command(41)])).toEqual({ kind: "accepted" });

    expect(await claimAt(store, start)).toBeNull();
  });

  it("answers a merge group once a head", async () => {
    const { store } = await openScene();
    const { repository } = pullRequest();
    const group = (headSha: string): Intent => ({ kind: "merge-group", repository, headSha, pullRequest: 7 });
    for (const headSha of ["a", "a", "b"]) await store.intake.accept(delivery(), [group(headSha)]);

    expect([(await claimNow(store)).intent, (await claimNow(store)).intent]).toEqual([
      group("a"),
      group("b"),
    ]);
    expect(await claimAt(store, start)).toBeNull();
  });

  it("merges what waits: the more urgent reason and a full review win", async () => {
    const table: readonly (readonly [Intent, Intent, Partial<Intent>])[] = [
      [review("pushed"), review("command", pullRequest(), "full"), { trigger: "command", scope: "full" }],
      [review("command", pullRequest(), "full"), review("pushed"), { trigger: "command", scope: "full" }],
      [review("opened"), review("pushed"), { trigger: "pushed", scope: "changed" }],
      [review("sweep"), review("opened"), { trigger: "opened", scope: "changed" }],
      [review("opened"), review("sweep"), { trigger: "opened", scope: "changed" }],
    ];
    const { store } = await openScene();
    for (const [first, second, expected] of table) {
      await store.intake.accept(delivery(), [first]);
      await store.intake.accept(delivery(), [second]);
      const { intent, lease } = await claimNow(store, start + 60_000);
      await store.jobs.settle(lease, { kind: "done", head: null });

      expect(intent).toMatchObject(expected);
    }
  });

  it("reviews the last of forty pushes once they pause, and no later than ten quiet times", async () => {
    const { store } = await openScene({ debounceMs: 3_000 });
    const claims: number[] = [];
    let nowMs = start;
    for (let push = 0; push < 40; push += 1, nowMs += 500) {
      await store.intake.accept(delivery({ receivedAtMs: nowMs }), [review("pushed")]);
      if ((await claimAt(store, nowMs)) !== null) claims.push(push);
    }

    expect(claims).toEqual([]);
    expect(await show(store)).toMatchObject({ generation: 40, runAtMs: nowMs - 500 + 3_000 });
    expect(await claimAt(store, nowMs + 2_000)).toBeNull();
    expect((await claimNow(store, nowMs + 2_500)).generation).toBe(40);

    for (let push = 0; push < 40; push += 1) {
      const receivedAtMs = nowMs + 10_000 + push * 1_000;
      await store.intake.accept(delivery({ receivedAtMs }), [review("pushed", pullRequest(8))]);
    }
    expect(await show(store, "review:100#8")).toMatchObject({ runAtMs: nowMs + 10_000 + 30_000 });
  });

  it("tells running work that a push or a new base made it worthless, and runs it again", async () => {
    const table: readonly (readonly [Trigger, boolean])[] = [
      ["pushed", true],
      ["retargeted", true],
      ["ready", false],
      ["command", false],
    ];
    const { store } = await openScene();
    for (const [trigger, isOvertaken] of table) {
      await store.intake.accept(delivery(), [review("opened")]);
      const { lease } = await claimNow(store);
      await store.intake.accept(delivery(), [review(trigger)]);

      expect(await store.jobs.heartbeat(lease, start, 60_000)).toEqual({ kind: "held", isOvertaken });
      expect(await claimAt(store, start + 9_000)).toBeNull();
      expect(await store.jobs.settle(lease, { kind: "done", head: null })).toEqual({
        kind: "settled",
        isWantedAgain: true,
      });
      const again = await claimNow(store, start + 9_000);
      expect(again.intent).toMatchObject({ trigger });
      await store.jobs.settle(again.lease, { kind: "done", head: null });
    }
  });

  it("makes unfinished work look again when a pull request is closed, and leaves finished work alone", async () => {
    const { store } = await openScene();
    const close = () => store.intake.accept(delivery(), [{ kind: "closed", pullRequest: pullRequest() }]);
    await close();
    expect(await show(store)).toBeNull();

    await store.intake.accept(delivery(), [review("command", pullRequest(), "full")]);
    const { lease } = await claimNow(store);
    await close();
    expect(await store.jobs.heartbeat(lease, start, 60_000)).toEqual({ kind: "held", isOvertaken: true });
    await store.jobs.settle(lease, { kind: "parked", runAtMs: null, code: "X", reason: "stuck" });
    const again = await claimNow(store);
    expect(again.intent).toMatchObject({ trigger: "command", scope: "full" });

    await store.jobs.settle(again.lease, { kind: "done", head: "h1" });
    await close();
    expect(await show(store)).toMatchObject({ state: "done", generation: 2 });
  });

  it("leaves unfinished work alone when the sweep comes by, and starts finished work again", async () => {
    const { store } = await openScene();
    await store.intake.enqueue([review("opened")]);
    await store.intake.enqueue([review("sweep")]);
    expect(await show(store)).toMatchObject({ generation: 1, trigger: "opened" });

    const { lease } = await claimNow(store);
    await store.intake.enqueue([review("sweep")]);
    expect(await store.jobs.settle(lease, { kind: "done", head: "h1" })).toEqual({
      kind: "settled",
      isWantedAgain: false,
    });
    expect(await store.standings.loadStandings(100, [7, 8])).toEqual([
      { state: "done", settledHead: "h1" },
      null,
    ]);

    await store.intake.enqueue([review("sweep")]);
    expect(await show(store)).toMatchObject({ state: "ready", generation: 2, trigger: "sweep" });
  });

  it("stops the work of an installation that is gone and keeps nothing but the order to forget it", async () => {
    const { store } = await openScene();
    await store.intake.accept(delivery(), [review("opened"), command(1)]);
    await store.intake.accept(delivery(), [review("opened", pullRequest(7, 200, 2))]);
    const { lease } = await claimNow(store);
    const gone: Intent = { kind: "installation-gone", installationId: 1 };
    await store.intake.accept(delivery(), [gone]);

    expect(await store.jobs.heartbeat(lease, start, 60_000)).toEqual({ kind: "cancelled" });
    const forget = await claimNow(store);
    expect(forget.intent).toEqual(gone);
    await store.memory.forget(1, null);
    await store.jobs.settle(forget.lease, { kind: "done", head: null });

    expect((await store.report.listJobs([], 9)).map(({ id }) => id)).toEqual(["forget:1", "review:200#7"]);
    expect(await countAll(store)).toBe(2);
  });
});
