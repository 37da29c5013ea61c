import type { Insertable, Transaction } from "kysely";
import { ReviewError } from "../../domain/errors.ts";
import type { Dismissal, LastReview, PullRequestMemory, RememberedFinding } from "../../domain/memory.ts";
import type { PullRequestRef } from "../../domain/pull-request.ts";
import type { MemoryStore } from "../../pipeline/ports-code-host.ts";
import type { Lease } from "../../pipeline/ports-store-jobs.ts";
import type { Database } from "./database.ts";
import { forgetInstallation } from "./forget-installation.ts";
import { holdsLease } from "./holds-lease.ts";
import { laneOf } from "./job-identity.ts";
import type { DismissalsTable, FindingsTable, StoreTables } from "./schema.ts";
import type { Sealer } from "./sealed-text.ts";

export interface DurableMemoryOptions {
  readonly sealer: Sealer;
  readonly now: () => number;
  /** Saving throws `STORE_LEASE_LOST` once this is gone; null saves without. */
  readonly lease: Lease | null;
}

const blank: PullRequestMemory = { isPaused: false, generation: 0, lastReview: null };

/** Remembers pull requests in the database. What is somebody's text is encrypted; ids, states and places are not. */
export function createDurableMemory(database: Database, options: DurableMemoryOptions): MemoryStore {
  return {
    load: (pullRequest) => loadMemory(database, pullRequest, options.sealer),
    save: (pullRequest, memory) =>
      database.transact(async (trx) => {
        if (options.lease !== null && !(await holdsLease(trx, options.lease))) throw leaseLost();
        await saveMemory(trx, { pullRequest, memory, sealer: options.sealer, nowMs: options.now() });
      }),
    forget: (installationId, repositoryIds) =>
      database.transact((trx) => forgetInstallation(trx, installationId, repositoryIds)),
  };
}

async function loadMemory(
  database: Database,
  pullRequest: PullRequestRef,
  sealer: Sealer,
): Promise<PullRequestMemory> {
  const { repositoryId } = pullRequest.repository;
  // One transaction: a review that is saved at this moment is seen whole or not at all.
  return database.transact(async (trx) => {
    const row = await trx
      .selectFrom("pull_requests")
      .select(["is_paused", "generation", "last_review"])
      .where("repository_id", "=", repositoryId)
      .where("number", "=", pullRequest.number)
      .executeTakeFirst();
    if (row === undefined) return blank;
    const isPaused = row.is_paused === 1;
    if (row.last_review === null) return { isPaused, generation: row.generation, lastReview: null };
    const findings = await loadFindings(trx, pullRequest, sealer);
    // Written by `saveMemory` only.
    const review = JSON.parse(row.last_review) as Omit<LastReview, "findings">;
    return { isPaused, generation: row.generation, lastReview: { ...review, findings } };
  });
}

async function loadFindings(
  trx: Transaction<StoreTables>,
  pullRequest: PullRequestRef,
  sealer: Sealer,
): Promise<readonly RememberedFinding[]> {
  const { repositoryId } = pullRequest.repository;
  const rowsOf = (table: "findings" | "dismissals") =>
    trx
      .selectFrom(table)
      .select(["position", "sealed"])
      .where("repository_id", "=", repositoryId)
      .where("number", "=", pullRequest.number)
      .orderBy("position")
      .execute();
  const findings = await rowsOf("findings");
  const dismissals = new Map((await rowsOf("dismissals")).map(({ position, sealed }) => [position, sealed]));
  return findings.map(({ position, sealed }) => {
    const finding = open<Omit<RememberedFinding, "dismissal">>(
      sealer,
      sealed,
      contextOf(pullRequest, "finding", position),
    );
    const decision = dismissals.get(position);
    const dismissal =
      decision === undefined
        ? null
        : open<Dismissal>(sealer, decision, contextOf(pullRequest, "dismissal", position));
    return { ...finding, dismissal };
  });
}

/** What stands sealed was written by `saveMemory`, and the seal shows that nobody changed it. */
function open<T>(sealer: Sealer, sealed: string, context: string): T {
  const text = sealer.open(sealed, context);
  if (text === null) {
    throw new ReviewError("STORE_KEY", "What is remembered of a pull request cannot be decrypted", {
      remedy: "Give the key that it was encrypted with, or forget the installation.",
    });
  }
  return JSON.parse(text) as T;
}

interface Saving {
  readonly pullRequest: PullRequestRef;
  readonly memory: PullRequestMemory;
  readonly sealer: Sealer;
  readonly nowMs: number;
}

async function saveMemory(trx: Transaction<StoreTables>, saving: Saving): Promise<void> {
  const { pullRequest, memory } = saving;
  const { repositoryId, installationId } = pullRequest.repository;
  const { isPaused, generation, lastReview } = memory;
  const { findings = [], ...review } = lastReview ?? {};
  const values = {
    installation_id: installationId,
    is_paused: isPaused ? 1 : 0,
    generation,
    last_review: lastReview === null ? null : JSON.stringify(review),
    updated_at: saving.nowMs,
  };
  await trx
    .insertInto("pull_requests")
    .values({ repository_id: repositoryId, number: pullRequest.number, ...values })
    .onConflict((conflict) => conflict.columns(["repository_id", "number"]).doUpdateSet(values))
    .execute();
  for (const table of ["findings", "dismissals"] as const) {
    await trx
      .deleteFrom(table)
      .where("repository_id", "=", repositoryId)
      .where("number", "=", pullRequest.number)
      .execute();
  }
  // Few at a time: engines limit the parameters of a statement.
  for (const { rows, decisions } of inBatches(findings, saving)) {
    await trx.insertInto("findings").values(rows).execute();
    if (decisions.length > 0) await trx.insertInto("dismissals").values(decisions).execute();
  }
}

const batchSize = 100;

function* inBatches(findings: readonly RememberedFinding[], saving: Saving) {
  for (let start = 0; start < findings.length; start += batchSize) {
    const batch = findings.slice(start, start + batchSize);
    yield {
      rows: batch.map((remembered, at) => findingRow(remembered, start + at, saving)),
      decisions: batch.flatMap((remembered, at) => dismissalRow(remembered, start + at, saving)),
    };
  }
}

function findingRow(
  { dismissal, ...rest }: RememberedFinding,
  position: number,
  { pullRequest, sealer }: Saving,
): Insertable<FindingsTable> {
  const { id, fingerprint, status, cwe, severity, confidence, place } = rest.finding;
  const { repositoryId, installationId } = pullRequest.repository;
  return {
    repository_id: repositoryId,
    number: pullRequest.number,
    position,
    installation_id: installationId,
    finding_id: plain(id),
    fingerprint: plain(fingerprint),
    state: dismissal === null ? status : "dismissed",
    cwe: cwe === null ? null : plain(cwe),
    severity,
    confidence,
    path: plain(place.path),
    side: place.side,
    start_line: place.startLine,
    end_line: place.endLine,
    sealed: sealer.seal(JSON.stringify(rest), contextOf(pullRequest, "finding", position)),
  };
}

function dismissalRow(
  { finding, dismissal }: RememberedFinding,
  position: number,
  { pullRequest, sealer }: Saving,
): readonly Insertable<DismissalsTable>[] {
  if (dismissal === null) return [];
  const { repositoryId, installationId } = pullRequest.repository;
  const { reason, byId, until } = dismissal;
  return [
    {
      repository_id: repositoryId,
      number: pullRequest.number,
      position,
      installation_id: installationId,
      finding_id: plain(finding.id),
      reason,
      by_id: byId,
      until: until === null ? null : plain(until),
      sealed: sealer.seal(JSON.stringify(dismissal), contextOf(pullRequest, "dismissal", position)),
    },
  ];
}

/** PostgreSQL takes no NUL and no half of a surrogate pair; the sealed copy keeps both. */
function plain(text: string): string {
  return text.replaceAll("\0", "\u{fffd}").toWellFormed();
}

function contextOf(pullRequest: PullRequestRef, what: "finding" | "dismissal", position: number): string {
  return `${what}:${laneOf(pullRequest)}:${position}`;
}

function leaseLost(): ReviewError {
  return new ReviewError("STORE_LEASE_LOST", "Another worker has taken this pull request over");
}
