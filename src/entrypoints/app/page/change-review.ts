import type { Log } from "../../../pipeline/ports.ts";
import type { JobReport, Store } from "../../../pipeline/ports-store.ts";
import type { Saying } from "./render-timeline.ts";
import { splitRepository } from "./split-repository.ts";

/** What a button does, and to which job. Null: there is no such review. */
export async function changeReview(
  verb: "retry" | "cancel",
  id: string,
  { store, log }: { readonly store: Pick<Store, "report" | "control" | "intake">; readonly log: Log },
): Promise<Saying | null> {
  const job = await store.report.loadJob(id);
  if (job === null || job.kind !== "review") return null;
  const isAgain = verb === "retry" && job.state === "done";
  const outcome = isAgain ? await reviewAgain(job, store) : await store.control[verb](id);
  log.info("the operator changed a review on the page", {
    event: isAgain ? "review-again" : verb,
    outcome,
    repository: job.repositoryId,
    pullRequest: job.number,
    reason: `it was ${job.state}`,
  });
  return outcome === "unknown" ? null : outcome;
}

/** The same head was reviewed already: only a review that somebody asked for by name happens again. */
async function reviewAgain(job: JobReport, { intake }: Pick<Store, "intake">): Promise<"queued" | "unknown"> {
  const { installationId, repositoryId, number } = job;
  const named = job.repository === null ? null : splitRepository(job.repository);
  if (repositoryId === null || number === null || named === null) return "unknown";
  const pullRequest = { repository: { installationId, repositoryId, ...named }, number };
  await intake.enqueue([{ kind: "review", pullRequest, trigger: "rerun", scope: "changed" }]);
  return "queued";
}
