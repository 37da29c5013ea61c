import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import pg from "pg";
import { expect, it } from "vitest";
import type { StoreLocation } from "../../../src/adapters/store/open-database.ts";
import { CommitSha } from "../../../src/domain/change-set.ts";
import type { Intent } from "../../../src/domain/intent.ts";
import type { LastReview, PullRequestMemory } from "../../../src/domain/memory.ts";
import type { Store } from "../../../src/pipeline/ports-store.ts";
import { anyResult, hostileText } from "../../fakes/arbitrary-results.ts";
import { delivery, pullRequest, review, start } from "./store-samples.ts";
import { claimNow, describeOnBoth } from "./store-scene.ts";

const head = CommitSha.parse("0123abcd".repeat(5));
const blank: PullRequestMemory = { isPaused: false, generation: 0, lastReview: null };

const anyDismissal = fc.record({
  reason: fc.constantFrom("false-positive" as const, "accepted-risk" as const, "wont-fix" as const),
  because: hostileText,
  byLogin: hostileText,
  byId: fc.nat(),
  until: fc.option(fc.constant("2027-02-01")),
});

const anyLastReview: fc.Arbitrary<LastReview> = fc.record({
  head: fc.constant(head),
  mergeBase: fc.constant(head),
  configuration: hostileText,
  work: fc.option(fc.constant("review:100#7@3")),
  reviewedHunks: fc.array(fc.constant("ab".repeat(32)), { maxLength: 3 }),
  findings: anyResult.chain(({ defects }) =>
    fc.tuple(
      ...defects.map((finding) =>
        fc.record({
          finding: fc.constant(finding),
          quoteHash: hostileText,
          firstSeen: fc.constant(head),
          dismissal: fc.option(anyDismissal),
        }),
      ),
    ),
  ),
  reviewId: fc.option(fc.nat()),
  check: fc.record({
    conclusion: fc.constantFrom("success" as const, "failure" as const, "neutral" as const),
    title: hostileText,
  }),
});

const anyMemory: fc.Arbitrary<PullRequestMemory> = fc.record({
  isPaused: fc.boolean(),
  generation: fc.nat(),
  lastReview: fc.option(anyLastReview),
});

/** Every byte that the store keeps: its files, or all rows of all tables. */
async function readEverything(location: StoreLocation): Promise<string> {
  if (location.kind === "sqlite") {
    const names = readdirSync(location.directory);
    return names.map((name) => readFileSync(join(location.directory, name), "latin1")).join("\n");
  }
  const client = new pg.Client({ connectionString: location.url });
  await client.connect();
  const { rows: tables } = await client.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public'",
  );
  const texts: string[] = [];
  for (const { name } of tables)
    texts.push(JSON.stringify((await client.query(`select * from ${name}`)).rows));
  await client.end();
  return texts.join("\n");
}

/** Fills every table with something of this installation, texts marked by a word. */
async function fill(store: Store, installationId: number, word: string): Promise<void> {
  const ref = pullRequest(7, 100 * installationId, installationId);
  const { repository } = ref;
  const dismiss: Intent = {
    kind: "command",
    pullRequest: ref,
    command: { kind: "dismiss", finding: "A-1", reason: "wont-fix", because: word, until: null },
    actor: { id: 5, login: word, isBot: false },
    comment: { place: "thread", commentId: installationId },
    isExamined: true,
  };
  await store.intake.accept(delivery(), [review("opened", ref), dismiss]);
  const { lease } = await claimNow(store, start);
  await store.outbox.recordPosting(lease, { pullRequest: ref, head, configuration: "c", generation: 1 });
  await store.checks.recordCheckStarted(lease, { repository, head, externalId: "x", checkId: 3 });
  await store.answers.save(ref, "key", { text: word, finish: "stop", model: "m", usage: null }, start + 1);
  await store.memory.save(ref, memoryWith(word));
  const spend = { installationId, repositoryId: repository.repositoryId, authorId: 5, day: "2027-01-15" };
  await store.jobs.settle(lease, { kind: "done", head }, { spend: [{ ...spend, usd: 0.5, tokens: 9 }] });
}

function memoryWith(word: string): PullRequestMemory {
  const place = {
    file: 0,
    path: "src/a.ts" as never,
    side: "RIGHT" as const,
    startLine: 3,
    endLine: 3,
    quote: `const ${word} = 1`,
  };
  const finding = {
    id: "A-1",
    fingerprint: "ab".repeat(32),
    title: word,
    cwe: "CWE-89",
    severity: "high" as const,
    confidence: "confirmed" as const,
    source: "model" as const,
    rule: null,
    place,
    explanation: word,
    attack: word,
    fix: word,
    status: "new" as const,
  };
  const dismissal = { reason: "wont-fix" as const, because: word, byLogin: word, byId: 5, until: null };
  const check = { conclusion: "failure" as const, title: "1 security defect" };
  const shared = {
    head,
    mergeBase: head,
    configuration: "c",
    reviewedHunks: [],
    reviewId: 9,
    check,
    work: null,
  };
  const findings = [{ finding, quoteHash: "q", firstSeen: head, dismissal }];
  return { isPaused: true, generation: 2, lastReview: { ...shared, findings } };
}

describeOnBoth("What the store keeps of texts", ({ openScene }) => {
  it("comes back as it was saved, whatever it is", async () => {
    const { store } = await openScene();
    expect(await store.memory.load(pullRequest())).toEqual(blank);
    await fc.assert(
      fc.asyncProperty(anyMemory, async (memory) => {
        await store.memory.save(pullRequest(), memory);
        expect(await store.memory.load(pullRequest())).toEqual(memory);
      }),
      { numRuns: 60, seed: 4 },
    );
  });

  it("holds a review of a thousand findings", async () => {
    const { store } = await openScene();
    const memory = memoryWith("many");
    const [finding] = memory.lastReview?.findings ?? [];
    if (memory.lastReview === null || finding === undefined) throw new Error("no finding");
    const findings = Array.from({ length: 1_000 }, (_, byId) => ({
      ...finding,
      dismissal: byId % 2 === 0 || finding.dismissal === null ? null : { ...finding.dismissal, byId },
    }));
    const large = { ...memory, lastReview: { ...memory.lastReview, findings } };
    await store.memory.save(pullRequest(), large);

    expect(await store.memory.load(pullRequest())).toEqual(large);
    await store.memory.save(pullRequest(), blank);
    expect(await store.memory.load(pullRequest())).toEqual(blank);
  });

  it("keeps answers for their pull request until they expire or are purged", async () => {
    const { store, clock } = await openScene();
    const answer = (text: string) => ({ text, finish: "stop" as const, model: "m", usage: null });
    await store.answers.save(pullRequest(), "a", answer("one \0 \ud800"), start + 10);
    await store.answers.save(pullRequest(), "b", answer("old"), start + 10);
    await store.answers.save(pullRequest(), "b", answer("two"), start + 20);
    await store.answers.save(pullRequest(8), "a", answer("other"), start + 20);

    const load = async (number: number) =>
      [...(await store.answers.load(pullRequest(number), ["a", "b", "c"]))].sort();
    expect(await load(7)).toEqual([
      ["a", answer("one \0 \ud800")],
      ["b", answer("two")],
    ]);
    clock.ms = start + 10;
    expect(await load(7)).toEqual([["b", answer("two")]]);
    await store.answers.purge(pullRequest());
    expect([await load(7), await load(8)]).toEqual([[], [["a", answer("other")]]]);
    clock.ms = start + 20;
    await store.prune(start);
    clock.ms = start;
    expect(await load(8)).toEqual([]);
  });

  it("stands encrypted: no word of a finding, a reason or an answer is on the disk", async () => {
    const { store, location } = await openScene();
    const word = "Zaubertrank4711";
    await fill(store, 1, word);
    const bytes = await readEverything(location);

    expect(bytes).toContain("CWE-89");
    expect(bytes).not.toContain(word);
    expect(bytes).not.toContain(Buffer.from(word).toString("base64").slice(0, 16));
  });

  it("goes with its installation, and only with that", async () => {
    const { store } = await openScene();
    await fill(store, 1, "first");
    await fill(store, 2, "second");
    await store.memory.forget(1, [999]);
    expect(await store.memory.load(pullRequest())).toEqual(memoryWith("first"));
    await store.memory.forget(1, [100]);

    const one = pullRequest();
    const two = pullRequest(7, 200, 2);
    expect(await store.memory.load(one)).toEqual(blank);
    expect((await store.answers.load(one, ["key"])).size).toBe(0);
    expect(await store.outbox.loadOpenPostings(one)).toEqual([]);
    expect(await store.spend.sumSpend({ installationId: 1, fromDay: "2027-01-01" })).toEqual({
      usd: 0,
      tokens: 0,
    });
    expect((await store.report.listJobs([], 9)).every(({ installationId }) => installationId === 2)).toBe(
      true,
    );
    expect(
      (await store.checks.listOpenChecks(start + 1)).map(({ repository }) => repository.repositoryId),
    ).toEqual([200]);
    expect(await store.memory.load(two)).toEqual(memoryWith("second"));
    expect((await store.answers.load(two, ["key"])).size).toBe(1);
    expect(await store.outbox.loadOpenPostings(two)).toHaveLength(1);

    await store.memory.forget(2, null);
    expect(await store.report.listJobs([], 9)).toEqual([]);
  });

  it("tells what may have been posted, and which checks are still open", async () => {
    const { store } = await openScene();
    await store.intake.enqueue([review("opened")]);
    const { lease } = await claimNow(store);
    const identity = { pullRequest: pullRequest(), head, configuration: "c", generation: 1 };
    const { repository } = pullRequest();
    const check = { repository, head, externalId: "assay:100:7:1" };
    await store.outbox.recordPosting(lease, identity);
    await store.checks.recordCheckStarted(lease, { ...check, checkId: null });
    await store.checks.recordCheckStarted(lease, { ...check, checkId: 44 });

    expect(await store.outbox.loadOpenPostings(pullRequest())).toEqual([{ identity, startedAtMs: start }]);
    expect(await store.checks.listOpenChecks(start + 1)).toEqual([]);
    await store.jobs.settle(lease, { kind: "failed", head, code: "X", reason: "broke" });
    expect(await store.checks.listOpenChecks(start)).toEqual([]);
    expect(await store.checks.listOpenChecks(start + 1)).toEqual([{ ...check, checkId: 44 }]);
    await store.checks.recordCheckEnded(check);
    expect(await store.checks.listOpenChecks(start + 1)).toEqual([]);

    await store.intake.enqueue([review("command")]);
    const again = await claimNow(store);
    expect(await store.outbox.recordPosted(again.lease, { reviewId: 9, checkId: 44 })).toEqual({
      kind: "recorded",
    });
    expect(await store.outbox.loadOpenPostings(pullRequest())).toEqual([]);
  });

  it("drops what is old, but neither open work nor what is known of pull requests", async () => {
    const { store, clock } = await openScene();
    await fill(store, 1, "word");
    await store.intake.accept(delivery({ receivedAtMs: start + 500 }), [review("opened", pullRequest(9))]);
    clock.ms = start + 1_000;
    await store.prune(start + 400);

    expect((await store.report.listJobs([], 9)).map(({ id, state }) => `${id} ${state}`)).toEqual([
      "review:100#7 ready",
      "review:100#9 ready",
    ]);
    expect(await store.memory.load(pullRequest())).toEqual(memoryWith("word"));
  });
});
