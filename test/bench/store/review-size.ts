import { randomBytes, randomUUID } from "node:crypto";
import { CommitSha } from "../../../src/domain/change-set.ts";
import type { LastReview, RememberedFinding } from "../../../src/domain/memory.ts";
import type { Store } from "../../../src/pipeline/ports-store.ts";
import { delivery, pullRequest, review } from "../../contract/store/store-samples.ts";
import { aFinding, removedCheck } from "../../fakes/review-results.ts";
import { copyRows, type RowCopies } from "./copy-rows.ts";
import type { StorePlace } from "./open-engine.ts";

export interface SizeFigures {
  readonly reviews: number;
  /** Of the store right after it was made. */
  readonly emptyBytes: number;
  readonly bytes: number;
  /** What is left of `bytes` once everything is pruned that is a week old. */
  readonly prunedBytes: number;
}

const written = 50;
const copies = 199;
const reviewedHunks = 12;

/**
 * Size of a store after 10,000 reviews of as many pull requests, each with two findings. 50 of them go through the
 * store as the App's do; the others are copies of their rows.
 */
export async function measureReviewSize(place: StorePlace): Promise<SizeFigures> {
  await (await place.open()).close();
  const emptyBytes = await place.readBytes();
  const store = await place.open();
  for (let number = 1; number <= written; number += 1) await playReview(store, number);
  await store.close();
  const raw = await place.openRaw();
  for (const tableCopies of copiedTables) await copyRows(raw, tableCopies);
  await raw.close();
  const bytes = await place.readBytes();
  return { reviews: written * (copies + 1), emptyBytes, bytes, prunedBytes: await prune(place) };
}

/** Everything that the store is told of one review of the App. */
async function playReview(store: Store, number: number): Promise<void> {
  const ref = pullRequest(number, 812_345_000 + (number % 20), 45_678_000 + (number % 5));
  const { repository } = ref;
  const head = CommitSha.parse(randomBytes(20).toString("hex"));
  const nowMs = Date.now();
  await store.intake.accept(delivery({ guid: randomUUID(), receivedAtMs: nowMs }), [review("opened", ref)]);
  const job = await store.jobs.claim({ worker: `host:1:${randomUUID()}`, nowMs, leaseMs: 60_000 });
  if (job === null) throw new Error("the job is not there");
  const { lease } = job;
  const check = { repository, head, externalId: `assay:${repository.repositoryId}:${number}:1` };
  await store.checks.recordCheckStarted(lease, { ...check, checkId: null });
  await store.checks.recordCheckStarted(lease, { ...check, checkId: 34_567_890_000 + number });
  const identity = { pullRequest: ref, head, configuration: "0123456789abcdef", generation: 1 };
  await store.outbox.recordPosting(lease, identity);
  await store.outbox.recordPosted(lease, { reviewId: 2_345_678_000 + number, checkId: null });
  const lastReview = composeReview(head, `${lease.jobId}:${job.generation}`);
  await store.memoryUnder(lease).save(ref, { isPaused: false, generation: 1, lastReview });
  await store.checks.recordCheckEnded(check);
  const cost = { installationId: repository.installationId, repositoryId: repository.repositoryId };
  const spend = { ...cost, authorId: 1_000 + (number % 50), day: "2030-01-02", usd: 0.02, tokens: 9_000 };
  await store.jobs.settle(lease, { kind: "done", head }, { spend: [spend] });
}

function composeReview(head: CommitSha, work: string): LastReview {
  const hash = () => randomBytes(32).toString("hex");
  const remember = (finding: RememberedFinding["finding"]): RememberedFinding => {
    const fingerprint = hash();
    const named = { ...finding, fingerprint, id: `A-${fingerprint.slice(0, 8)}` };
    return { finding: named, quoteHash: hash(), firstSeen: head, dismissal: null };
  };
  return {
    head,
    mergeBase: CommitSha.parse(randomBytes(20).toString("hex")),
    configuration: "0123456789abcdef",
    reviewedHunks: Array.from({ length: reviewedHunks }, hash),
    findings: [remember(aFinding()), remember(removedCheck)],
    reviewId: 2_345_678_901,
    check: { conclusion: "failure", title: "2 security defects" },
    work,
  };
}

const job = "job_id || '-' || copies.i";
const repository = "repository_id + 1000 * copies.i";
const hash = "(100000 + copies.i) || substr(body_hash, 7)";
const copiedTables: readonly RowCopies[] = [
  ["deliveries", { guid: "(100000 + copies.i) || substr(guid, 7)", body_hash: hash }] as const,
  ["delivered_bodies", { body_hash: hash }] as const,
  [
    "jobs",
    { id: "id || '-' || copies.i", lane: "lane || '-' || copies.i", repository_id: repository },
  ] as const,
  ["pull_requests", { repository_id: repository }] as const,
  ["findings", { repository_id: repository }] as const,
  ["postings", { repository_id: repository, job_id: job }] as const,
  ["checks", { repository_id: repository, job_id: job }] as const,
  ["spend", { repository_id: repository }] as const,
].map(([table, changed]) => ({ table, count: copies, changed }));

async function prune(place: StorePlace): Promise<number> {
  const store = await place.open();
  await store.prune(Date.now() + 1_000);
  await store.close();
  const raw = await place.openRaw();
  // Free pages are used again for new rows, so a file that is not rewritten shows how much it once held.
  await raw.run(place.location.kind === "sqlite" ? "vacuum" : "vacuum full");
  await raw.close();
  return place.readBytes();
}
