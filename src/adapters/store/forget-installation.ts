import type { Transaction } from "kysely";
import type { StoreTables } from "./schema.ts";

const tables = [
  "pull_requests",
  "findings",
  "dismissals",
  "answers",
  "postings",
  "checks",
  "spend",
  "spend_holds",
  "runs",
] as const satisfies readonly (keyof StoreTables)[];

/** Deletes everything that names an installation, or some of its repositories. Only the job that asks for it stays. */
export async function forgetInstallation(
  trx: Transaction<StoreTables>,
  installationId: number,
  repositoryIds: readonly number[] | null,
): Promise<void> {
  if (repositoryIds?.length === 0) return;
  // Jobs go first: a worker that still runs loses its lease and saves nothing behind our back.
  let jobs = trx
    .deleteFrom("jobs")
    .where("installation_id", "=", installationId)
    .where("kind", "<>", "forget");
  if (repositoryIds !== null) jobs = jobs.where("repository_id", "in", [...repositoryIds]);
  await jobs.execute();
  for (const table of tables) {
    let rows = trx.deleteFrom(table).where("installation_id", "=", installationId);
    if (repositoryIds !== null) rows = rows.where("repository_id", "in", [...repositoryIds]);
    await rows.execute();
  }
}
