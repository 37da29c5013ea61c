import { sql } from "kysely";
import type { Overview, ReviewFilter, ReviewReport, Timeline } from "../../pipeline/ports-store-history.ts";
import type { JobState } from "../../pipeline/ports-store-jobs.ts";
import type { Queries } from "./database.ts";
import { describeReviews } from "./describe-reviews.ts";
import { describeRun } from "./describe-runs.ts";
import { isIncomplete, isNewestVerdict } from "./newest-verdict.ts";

const mostShown = 10;
/** An incomplete review that nobody asked about for so long is old news. */
const incompleteMs = 7 * 24 * 3_600_000;
const mostRuns = 50;

/** How many reviews are in each state, and those that an operator may have to do something about. */
export async function readOverview(db: Queries, dayStartMs: number): Promise<Overview> {
  const reviews = () => db.selectFrom("jobs").selectAll().where("kind", "=", "review");
  const waiting = reviews().where("state", "in", ["ready", "parked"]);
  const running = reviews().where("state", "=", "active").orderBy("claimed_at");
  const failed = reviews().where("state", "=", "failed").orderBy("updated_at", "desc");
  const oldest = await db
    .selectFrom("jobs")
    .select(sql<number | null>`min(waiting_since)`.as("since"))
    .where("kind", "=", "review")
    .where("state", "in", ["ready", "parked"])
    .executeTakeFirst();
  return {
    counts: await countStates(db),
    oldestWantedAtMs: oldest?.since ?? null,
    running: await describeReviews(db, await running.orderBy("id").limit(mostShown).execute()),
    waiting: await describeReviews(
      db,
      await waiting.orderBy("run_at").orderBy("id").limit(mostShown).execute(),
    ),
    failed: await describeReviews(db, await failed.orderBy("id").limit(mostShown).execute()),
    incomplete: await listIncomplete(db, dayStartMs - incompleteMs),
    incompleteCount: await countIncomplete(db, dayStartMs - incompleteMs),
    others: await countOthers(db),
    today: await countToday(db, dayStartMs),
  };
}

async function countOthers(db: Queries): Promise<Overview["others"]> {
  return db
    .selectFrom("jobs")
    .select(["kind", "state", sql<number>`count(*)`.as("count")])
    .where("kind", "<>", "review")
    .where("state", "not in", ["done", "cancelled"])
    .groupBy(["kind", "state"])
    .orderBy("kind")
    .orderBy("state")
    .execute();
}

async function countToday(db: Queries, dayStartMs: number): Promise<Overview["today"]> {
  return db
    .selectFrom("runs")
    .select([
      "result",
      sql<number>`count(*)`.as("count"),
      sql<number>`sum(case when ${isIncomplete} then 1 else 0 end)`.as("incomplete"),
    ])
    .where("ended_at", ">=", dayStartMs)
    .where("result", "is not", null)
    .groupBy("result")
    .orderBy("result")
    .$narrowType<{ result: Overview["today"][number]["result"] }>()
    .execute();
}

const none: Readonly<Record<JobState, number>> = {
  ready: 0,
  active: 0,
  parked: 0,
  done: 0,
  failed: 0,
  cancelled: 0,
};

async function countStates(db: Queries): Promise<Readonly<Record<JobState, number>>> {
  const rows = await db
    .selectFrom("jobs")
    .select(["state", sql<number>`count(*)`.as("count")])
    .where("kind", "=", "review")
    .groupBy("state")
    .execute();
  return { ...none, ...Object.fromEntries(rows.map(({ state, count }) => [state, count])) };
}

function incompleteRuns(db: Queries, sinceMs: number) {
  return db
    .selectFrom("runs")
    .innerJoin("jobs", "jobs.id", "runs.job_id")
    .where("runs.ended_at", ">=", sinceMs)
    .where(isIncomplete)
    .where(isNewestVerdict);
}

async function countIncomplete(db: Queries, sinceMs: number): Promise<number> {
  const counted = incompleteRuns(db, sinceMs).select(sql<number>`count(*)`.as("count"));
  return (await counted.executeTakeFirst())?.count ?? 0;
}

async function listIncomplete(db: Queries, sinceMs: number): Promise<readonly ReviewReport[]> {
  const rows = await incompleteRuns(db, sinceMs)
    .selectAll("jobs")
    .orderBy("runs.ended_at", "desc")
    .orderBy("jobs.id")
    .limit(mostShown)
    .execute();
  return describeReviews(db, rows);
}

/** One page of reviews, the newest change first, and how many there are. */
export async function listReviews(
  db: Queries,
  { states, repository, offset, limit }: ReviewFilter,
): Promise<{ readonly total: number; readonly reviews: readonly ReviewReport[] }> {
  let wanted = db.selectFrom("jobs").where("kind", "=", "review");
  if (states.length > 0) wanted = wanted.where("state", "in", [...states]);
  if (repository !== "") {
    const part = `%${repository.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
    wanted = wanted.where(sql<boolean>`lower(owner || '/' || name) like ${part} escape '\\'`);
  }
  const row = await wanted.select(sql<number>`count(*)`.as("total")).executeTakeFirst();
  const rows = await wanted
    .selectAll()
    .orderBy("updated_at", "desc")
    .orderBy("id")
    .limit(limit)
    .offset(offset)
    .execute();
  return { total: row?.total ?? 0, reviews: await describeReviews(db, rows) };
}

/** How one review came about; null where there is no such review. */
export async function loadTimeline(db: Queries, jobId: string): Promise<Timeline | null> {
  const job = await db
    .selectFrom("jobs")
    .selectAll()
    .where("id", "=", jobId)
    .where("kind", "=", "review")
    .executeTakeFirst();
  if (job === undefined) return null;
  const [review] = await describeReviews(db, [job]);
  if (review === undefined) return null;
  const runs = await db
    .selectFrom("runs")
    .selectAll()
    .where("job_id", "=", jobId)
    .orderBy("fence", "desc")
    .limit(mostRuns)
    .execute();
  return { review, runs: runs.map(describeRun).reverse(), ...(await loadTraces(db, review)) };
}

async function loadTraces(
  db: Queries,
  { id, repositoryId, number }: ReviewReport,
): Promise<Pick<Timeline, "checks" | "postings">> {
  const checks = await db
    .selectFrom("checks")
    .select(["head", "started_at", "is_ended"])
    .where("repository_id", "=", repositoryId)
    .where("job_id", "=", id)
    .orderBy("started_at", "desc")
    .limit(mostRuns)
    .execute();
  const postings = await db
    .selectFrom("postings")
    .select(["head", "started_at", "state", "review_id"])
    .where("repository_id", "=", repositoryId)
    .where("number", "=", number)
    .orderBy("started_at", "desc")
    .limit(mostRuns)
    .execute();
  return {
    checks: checks
      .map((row) => ({ head: row.head, startedAtMs: row.started_at, isEnded: row.is_ended === 1 }))
      .reverse(),
    postings: postings
      .map(({ head, started_at: startedAtMs, state, review_id: reviewId }) => ({
        ...{ head, startedAtMs, reviewId },
        isPosted: state === "posted",
      }))
      .reverse(),
  };
}
