import { z } from "zod";
import { ReviewError } from "../../domain/errors.ts";
import type { RepositoryRef } from "../../domain/pull-request.ts";
import type { Annotation, CheckDraft } from "../../domain/review-draft.ts";
import type { Log } from "../../pipeline/ports.ts";
import { annotationsPerRequest, composeOutput } from "./compose-check.ts";
import type { GitHubClient } from "./github-client.ts";
import { readAnswer } from "./read-answer.ts";
import { type Pace, writeOnce } from "./write-once.ts";

export interface FinishedCheck {
  readonly client: GitHubClient;
  readonly log: Log;
  readonly pace: Pace;
  readonly repository: RepositoryRef;
  readonly checkId: number;
  readonly draft: CheckDraft;
  /** ISO 8601. */
  readonly completedAt: string;
}

const updateRoute = "PATCH /repositories/{repository_id}/check-runs/{check_run_id}";
const readRoute = "GET /repositories/{repository_id}/check-runs/{check_run_id}";

const CheckRun = z.object({
  status: z.string(),
  conclusion: z.string().nullable(),
  output: z.object({ annotations_count: z.number() }),
});

/**
 * Ends a check run with the first fifty annotations and adds the others fifty at a time. The end comes first: when
 * GitHub refuses the annotations it comes without them, and when later ones fail, it stands.
 */
export async function finishCheckRun(check: FinishedCheck): Promise<void> {
  const { draft, log, completedAt } = check;
  const end = { status: "completed", conclusion: draft.conclusion, completed_at: completedAt };
  const pages = splitIntoPages(draft.annotations);
  const [first = [], ...others] = pages;
  if (!(await updateRun(check, end, { annotations: first, total: first.length }))) {
    log.warn("GitHub refuses the annotations of a check run", { count: draft.annotations.length });
    if (first.length > 0 && (await updateRun(check, end, { annotations: [], total: 0 }))) return;
    throw new ReviewError("GITHUB_REJECTED", "GitHub refuses the end of a check run.");
  }
  try {
    await addPages(check, others, first.length);
  } catch (error) {
    if (!(error instanceof ReviewError)) throw error;
    log.warn("annotations of a check run are missing", { code: error.code });
  }
}

function splitIntoPages(annotations: readonly Annotation[]): readonly (readonly Annotation[])[] {
  const count = Math.ceil(annotations.length / annotationsPerRequest);
  return Array.from({ length: count }, (_, page) =>
    annotations.slice(page * annotationsPerRequest, (page + 1) * annotationsPerRequest),
  );
}

async function addPages(
  check: FinishedCheck,
  pages: readonly (readonly Annotation[])[],
  alreadyThere: number,
): Promise<void> {
  let total = alreadyThere;
  for (const annotations of pages) {
    total += annotations.length;
    if (await updateRun(check, {}, { annotations, total })) continue;
    check.log.warn("GitHub refuses annotations of a check run", { count: annotations.length });
    return;
  }
}

/** One update, found again when its answer is lost: annotations would stand there twice. False when it is refused. */
async function updateRun(
  { client, pace, repository, checkId, draft }: FinishedCheck,
  change: Readonly<Record<string, unknown>>,
  /** `total` counts the annotations of the run after this update. */
  added: { readonly annotations: readonly Annotation[]; readonly total: number },
): Promise<boolean> {
  const at = { repository_id: repository.repositoryId, check_run_id: checkId };
  const parameters = { ...at, ...change, output: composeOutput(draft, added.annotations) };
  const write = async () => {
    const { status } = await client.request(updateRoute, parameters, { expect: [422] });
    return status !== 422;
  };
  const find = async () => {
    const run = readAnswer(CheckRun, (await client.request(readRoute, at)).body, "a check run");
    const isEnded = run.status === "completed" && run.conclusion === draft.conclusion;
    return isEnded && run.output.annotations_count >= added.total ? true : null;
  };
  return writeOnce({ write, find, pace });
}
