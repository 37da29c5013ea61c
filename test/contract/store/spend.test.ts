import { expect, it } from "vitest";
import { copyStore } from "../../../src/adapters/store/copy-store.ts";
import { openPostgres } from "../../../src/adapters/store/open-postgres.ts";
import { openSqlite } from "../../../src/adapters/store/open-sqlite.ts";
import { openStore } from "../../../src/adapters/store/open-store.ts";
import type { Amount } from "../../../src/domain/budget.ts";
import type { Store } from "../../../src/pipeline/ports-store.ts";
import { budgetCodes, type JobOutcome, type Lease } from "../../../src/pipeline/ports-store-jobs.ts";
import type { SpendOwner } from "../../../src/pipeline/ports-store-spending.ts";
import { pullRequest, review, silentLog, start, testKey } from "./store-samples.ts";
import { claimAt, claimNow, describeOnBoth } from "./store-scene.ts";

const done: JobOutcome = { kind: "done", head: "h1" };
const broken: JobOutcome = { kind: "failed", head: "h1", code: "X", reason: "broke" };
const usedUp: JobOutcome = {
  kind: "postponed",
  runAtMs: start + 3_600_000,
  code: budgetCodes.used,
  reason: "used up",
};
const waiting: JobOutcome = { ...usedUp, runAtMs: start + 300_000, code: budgetCodes.busy };
const owner: SpendOwner = {
  installationId: 1,
  repositoryId: 100,
  authorId: 5,
  day: "2027-01-15",
  monthStart: "2027-01-01",
};
const usd = (amount: number, tokens = 0): Amount => ({ usd: amount, tokens });

/** What is spent and held of each budget, as the next review would see it. */
async function look(store: Store, lease: Lease, given: Partial<SpendOwner> = {}) {
  const { uses } = await store.spend.holdSpend(lease, { ...owner, ...given }, (seen) => ({
    uses: seen,
    hold: null,
  }));
  const show = ({ spent, held }: (typeof uses)["author-day"]) => [spent.usd, held.usd];
  return {
    month: show(uses["installation-month"]),
    repository: show(uses["repository-day"]),
    author: show(uses["author-day"]),
  };
}

const hold = (store: Store, lease: Lease, amount: Amount, given: Partial<SpendOwner> = {}) =>
  store.spend.holdSpend(lease, { ...owner, ...given }, () => ({ hold: amount }));

async function claimReviews(store: Store, ...numbers: readonly number[]): Promise<Lease[]> {
  await store.intake.enqueue(numbers.map((number) => review("opened", pullRequest(number))));
  const leases: Lease[] = [];
  for (const _ of numbers) leases.push((await claimNow(store)).lease);
  return leases;
}

describeOnBoth("What reviews may spend", ({ engine, openScene, newLocation, newFolder }) => {
  it("is held by one of a hundred at a time, so that together they never hold too much", async () => {
    const { store, replica } = await openScene();
    const stores = [store, await replica()];
    const leases = await claimReviews(store, ...Array.from({ length: 100 }, (_, index) => index));

    const answers = await Promise.all(
      leases.map((lease, index) =>
        (stores[index % 2] ?? store).spend.holdSpend(
          lease,
          owner,
          ({ "repository-day": { spent, held } }) => ({
            hold: spent.usd + held.usd + 0.25 <= 1 ? usd(0.25) : null,
          }),
        ),
      ),
    );

    expect(answers.filter(({ hold: held }) => held !== null)).toHaveLength(4);
  });

  it("counts for the budgets that it belongs to", async () => {
    const { store } = await openScene();
    const [last, ...leases] = await claimReviews(store, 0, 1, 2, 3, 4, 5, 6);
    const others: readonly Partial<SpendOwner>[] = [
      {},
      { authorId: 6 },
      { repositoryId: 200 },
      { day: "2027-01-14" },
      { day: "2026-12-31" },
      { installationId: 2 },
    ];
    for (const [index, given] of others.entries()) {
      const lease = leases[index];
      if (lease === undefined) throw new Error("a lease is missing");
      await hold(store, lease, usd(2 ** index), given);
    }
    if (last === undefined) throw new Error("a lease is missing");
    // What is held counts on whichever day it will be spent.
    const held = { month: [0, 31], repository: [0, 27], author: [0, 29] };
    expect(await look(store, last)).toEqual(held);

    for (const [index, lease] of leases.entries()) {
      await store.spend.noteSpent(lease, usd(2 ** index));
      await store.jobs.settle(lease, done);
    }
    const spent = { month: [15, 0], repository: [3, 0], author: [5, 0] };
    expect(await look(store, last)).toEqual(spent);
  });

  it("becomes what was spent when the job ends, however it ends", async () => {
    const row = { installationId: 1, repositoryId: 100, authorId: 5, day: owner.day, usd: 0.5, tokens: 50 };
    const endings = [
      [done, [row], usd(0.5, 50)],
      [done, [], usd(0.25, 9)],
      [broken, [], usd(0.25, 9)],
      [{ ...usedUp, kind: "retry" }, [], usd(0.25, 9)],
    ] as const;
    for (const [outcome, rows, expected] of endings) {
      const { store } = await openScene();
      const [lease, next] = await claimReviews(store, 1, 2);
      if (lease === undefined || next === undefined) throw new Error("a lease is missing");
      await hold(store, lease, usd(0.75));
      await store.spend.noteSpent(lease, usd(0.125, 4));
      await store.spend.noteSpent(lease, usd(0.25, 9));
      expect(await look(store, next)).toMatchObject({ author: [0.25, 0.5] });

      await store.jobs.settle(lease, outcome, { spend: rows });
      expect(await look(store, next)).toMatchObject({ author: [expected.usd, 0] });
      expect(await store.spend.sumSpend({ installationId: 1, fromDay: owner.day })).toEqual(expected);
    }
  });

  it("is not free because a worker died, and what it held is", async () => {
    const { store } = await openScene();
    const [, other] = await claimReviews(store, 1, 2);
    if (other === undefined) throw new Error("a lease is missing");
    const first = await claimNow(store, start + 60_001, "w2");
    await hold(store, first.lease, usd(0.75));
    await store.spend.noteSpent(first.lease, usd(0.25));
    const second = await claimNow(store, start + 130_000, "w3");
    const third = await claimNow(store, start + 130_000, "w3");
    const taken = second.lease.jobId === first.lease.jobId ? second.lease : third.lease;
    const beside = taken === second.lease ? third.lease : second.lease;

    // Money that was spent is spent, whoever may write by now.
    await store.spend.noteSpent(first.lease, usd(0.375));
    expect(await look(store, beside)).toMatchObject({ author: [0.375, 0] });
    await expect(hold(store, first.lease, usd(1))).rejects.toMatchObject({ code: "STORE_LEASE_LOST" });
    await hold(store, taken, usd(0.5));
    await store.spend.noteSpent(taken, usd(0.125));
    expect(await look(store, beside)).toMatchObject({ author: [0.5, 0.375] });
    await store.spend.noteSpent(first.lease, usd(99));
    await store.jobs.settle(taken, done);
    expect(await look(store, beside)).toMatchObject({ author: [0.5, 0] });
  });

  it.each(["released", "cancelled"])("is free again when the job is %s", async (end) => {
    const { store } = await openScene();
    const [lease, next] = await claimReviews(store, 1, 2);
    if (lease === undefined || next === undefined) throw new Error("a lease is missing");
    await hold(store, lease, usd(0.75));
    await store.spend.noteSpent(lease, usd(0.25));
    if (end === "released") await store.jobs.release(lease);
    else await store.control.cancel(lease.jobId);

    expect(await look(store, next)).toMatchObject({ author: [0.25, 0] });
  });

  it("is forgotten with its repository", async () => {
    const { store } = await openScene();
    const [lease] = await claimReviews(store, 1);
    if (lease === undefined) throw new Error("a lease is missing");
    await hold(store, lease, usd(0.75));
    await store.spend.noteSpent(lease, usd(0.25));
    await store.memory.forget(1, [100]);
    const [next] = await claimReviews(store, 2);
    if (next === undefined) throw new Error("a lease is missing");

    expect(await look(store, next)).toMatchObject({ month: [0, 0] });
  });

  it("is brought along from the version before, and copied", async () => {
    const from = { kind: "sqlite" as const, directory: newFolder() };
    const location = engine === "sqlite" ? from : await newLocation();
    const options = { encryptionKey: testKey, now: () => start, log: silentLog };
    const old =
      location.kind === "sqlite"
        ? (await openSqlite({ ...location, now: () => start, upTo: 3 })).database
        : await openPostgres({ ...location, log: silentLog, upTo: 3 });
    const row = { installation_id: 1, repository_id: 100, author_id: 5, day: owner.day, usd: 0.5, tokens: 7 };
    await old.run((db) => db.insertInto("spend").values(row).execute());
    await old.close();
    const store = await openStore(location, options);
    const [first, next] = await claimReviews(store, 1, 2);
    if (first === undefined || next === undefined) throw new Error("a lease is missing");

    expect(await look(store, next)).toMatchObject({ author: [0.5, 0] });
    await hold(store, first, usd(0.25));
    await store.spend.noteSpent(first, usd(0.125));
    await store.jobs.release(first);
    await store.close();
    if (location.kind === "sqlite") {
      const report = await copyStore(location, { kind: "sqlite", directory: newFolder() }, options);
      expect(report.rows).toMatchObject({ spend: 1, spend_holds: 1 });
    }
  });
});

describeOnBoth("A review that waits for a budget", ({ openScene }) => {
  it("waits until the budget renews, counts no attempt, and runs earlier for news", async () => {
    const { store } = await openScene();
    for (let day = 0; day < 9; day += 1) {
      if (day === 0) await store.intake.enqueue([review("opened")]);
      const nowMs = start + day * 3_600_000;
      const job = await claimNow(store, nowMs);
      expect(job.attempts).toBe(1);
      await store.jobs.settle(job.lease, { ...usedUp, runAtMs: nowMs + 3_600_000 });
      expect(await claimAt(store, nowMs + 3_599_999)).toBeNull();
    }
    expect(await store.report.loadJob("review:100#7")).toMatchObject({ state: "parked", code: "BUDGET" });
    expect(await store.standings.loadStandings(100, [7])).toEqual([{ state: "parked", settledHead: null }]);

    await store.intake.enqueue([review("command")]);
    expect(await claimNow(store, start)).toMatchObject({ intent: { trigger: "command" }, attempts: 1 });
  });

  it("runs at the time of news that came while it was refused", async () => {
    const { store } = await openScene();
    await store.intake.enqueue([review("opened")]);
    const { lease } = await claimNow(store);
    await store.intake.enqueue([review("command")]);

    expect(await store.jobs.settle(lease, usedUp)).toEqual({ kind: "settled", isWantedAgain: true });
    expect(await claimNow(store)).toMatchObject({ intent: { trigger: "command" } });
  });

  it("is woken, one at a time, when another one of the installation ends, first in its own repository", async () => {
    const { store } = await openScene();
    const refs = [pullRequest(1), pullRequest(2, 200), pullRequest(3), pullRequest(4, 300, 2)];
    await store.intake.enqueue([
      review("opened", pullRequest(9)),
      ...refs.map((ref) => review("opened", ref)),
    ]);
    const jobs = new Map<string, Lease>();
    for (let count = 0; count < 5; count += 1) {
      const { lease } = await claimNow(store);
      jobs.set(lease.jobId, lease);
    }
    const runs = jobs.get("review:100#9");
    if (runs === undefined) throw new Error("a lease is missing");
    await hold(store, runs, usd(1));
    jobs.delete(runs.jobId);
    for (const lease of jobs.values()) await store.jobs.settle(lease, waiting);
    expect(await claimAt(store, start)).toBeNull();

    const order: string[] = [];
    await store.jobs.settle(runs, done);
    for (let job = await claimAt(store, start); job !== null; job = await claimAt(store, start)) {
      order.push(job.lease.jobId);
      // Nothing is left: it is refused, and the next one is to learn that too.
      await store.jobs.settle(job.lease, usedUp);
    }

    expect(order).toEqual(["review:100#1", "review:100#3", "review:200#2"]);
    expect(await claimNow(store, start + 300_000)).toMatchObject({ lease: { jobId: "review:300#4" } });
  });
});
