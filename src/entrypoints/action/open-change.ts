import { createGitSnapshot } from "../../adapters/git/create-git-snapshot.ts";
import { createGitSource } from "../../adapters/git/create-git-source.ts";
import { fetchCommits } from "../../adapters/git/fetch-commits.ts";
import { composeGitEnvironment } from "../../adapters/git/git-environment.ts";
import { openRepository, type Repository } from "../../adapters/git/open-repository.ts";
import { type CommitRange, resolveRange } from "../../adapters/git/resolve-range.ts";
import { repositoryPolicyPath } from "../../config/merge-policies.ts";
import { ReviewError } from "../../domain/errors.ts";
import type { ChangeSource } from "../../pipeline/ports.ts";
import type { ChangePlan } from "./plan-change.ts";

export interface OpenedChange {
  readonly source: ChangeSource;
  /** `.github/assay.yml` as it stands before the change; null where there is none. */
  readonly policyText: string | null;
}

interface ChangePlace {
  readonly directory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

type RangePlan = Extract<ChangePlan, { kind: "range" }>;

/**
 * Finds the two ends of the change in the clone, fetching what is missing. Objects are read, nothing is ever checked
 * out: what the change holds is never run. Throws `ReviewError` with a `GIT_…` code.
 */
export async function openChange(plan: RangePlan, place: ChangePlace): Promise<OpenedChange> {
  const { range, repository } = await findRange(plan, place);
  const { base, head } = range;
  const policyCommit = plan.policyCommit === null ? base : await findCommit(repository, plan.policyCommit);
  return {
    source: createGitSource({
      directory: place.directory,
      selection: { kind: "range", range: base === null ? head : `${base}..${head}` },
      environment: place.environment,
    }),
    policyText: policyCommit === null ? null : await readPolicy(repository, policyCommit),
  };
}

async function findRange(
  plan: RangePlan,
  place: ChangePlace,
): Promise<{ readonly range: CommitRange; readonly repository: Repository }> {
  const open = () => openRepository({ ...place, environment: composeGitEnvironment(place.environment) });
  const words = plan.base === null ? plan.head : `${plan.base}...${plan.head}`;
  const repository = await open();
  try {
    return { range: await resolveRange(repository, words), repository };
  } catch (error) {
    if (!(error instanceof ReviewError) || !isMissing(error)) throw error;
    if (!(await fetchCommits(repository, plan.needs, place.environment))) throw explainMissing(error);
  }
  // Whether the clone is shallow has changed.
  const complete = await open();
  return { range: await resolveRange(complete, words), repository: complete };
}

/** With two dots the parents of the commit do not matter, which a shallow clone may lack. */
async function findCommit(repository: Repository, word: string): Promise<string> {
  return (await resolveRange(repository, `${word}..${word}`)).head;
}

function isMissing({ code }: ReviewError): boolean {
  return code === "GIT_SHALLOW" || code === "GIT_BAD_RANGE";
}

function explainMissing({ message }: ReviewError): ReviewError {
  return new ReviewError("GIT_SHALLOW", `${message} It could not be fetched either.`, {
    remedy:
      "Give the step actions/checkout the input fetch-depth: 0, and leave persist-credentials as it is for private repositories.",
  });
}

/** Text of the policy file at a commit; a link there is no policy. */
function readPolicy({ place }: Repository, commit: string): Promise<string | null> {
  return createGitSnapshot({ place, tree: commit, changes: [], kept: new Map() }).readFile(
    repositoryPolicyPath,
  );
}
