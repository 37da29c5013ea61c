import type { Intent, Trigger } from "../../domain/intent.ts";
import type { ClaimedJob } from "../../pipeline/ports-store-jobs.ts";
import type { JobRow } from "./claim-job.ts";
import type { Sealer } from "./sealed-text.ts";

/** What a job is about; null when its sealed text cannot be opened. */
export function readIntent(row: JobRow, sealer: Sealer): ClaimedJob["intent"] | null {
  if (row.kind === "review") return readReview(row);
  const text = row.intent === null ? null : sealer.open(row.intent, row.id);
  // Only intents were sealed under the id of their job, and the seal shows that nobody changed them.
  return text === null ? null : (JSON.parse(text) as ClaimedJob["intent"]);
}

function readReview(row: JobRow): Extract<Intent, { kind: "review" }> | null {
  const { repository_id: repositoryId, number, owner, name, trigger } = row;
  if (repositoryId === null || number === null || owner === null || name === null || trigger === null)
    return null;
  const repository = { installationId: row.installation_id, repositoryId, owner, name };
  return {
    kind: "review",
    pullRequest: { repository, number },
    // The column is written from a `Trigger` only.
    trigger: trigger as Trigger,
    scope: row.scope === "full" ? "full" : "changed",
  };
}
