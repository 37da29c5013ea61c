import { createGitSnapshot } from "../../adapters/git/create-git-snapshot.ts";
import { createGitSource, type GitSelection } from "../../adapters/git/create-git-source.ts";
import { fetchCommits, nameBranchFetch } from "../../adapters/git/fetch-commits.ts";
import { composeGitEnvironment } from "../../adapters/git/git-environment.ts";
import { openRepository, type Repository } from "../../adapters/git/open-repository.ts";
import { type CommitRange, nameRange, resolveRange } from "../../adapters/git/resolve-range.ts";
import { repositoryPolicyPath } from "../../config/merge-policies.ts";
import { ReviewError } from "../../domain/errors.ts";
import type { Notice } from "../../domain/review.ts";
import type { ChangeSource } from "../../pipeline/ports.ts";
import { isOriginOfEvent } from "./check-origin.ts";
import { explainForeignOrigin, type RangePlan } from "./plan-change.ts";

export interface OpenedChange {
  readonly source: ChangeSource;
  /** `.github/assay.yml` as it stands before the change; null where there is none. */
  readonly policyText: string | null;
  /** What the reader has to know of how the change was found. */
  readonly notices: readonly Notice[];
}

interface ChangePlace {
  readonly directory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** A plan whose commits the clone has. */
interface FoundChange {
  readonly plan: RangePlan;
  readonly range: CommitRange;
  readonly repository: Repository;
}

/**
 * Finds the two ends of the change in the clone, fetching what is missing. Objects are read, nothing is ever checked
 * out: what the change holds is never run. Throws `ReviewError` with a `GIT_…` code; an empty change is
 * `DIFF_UNREADABLE` once it is read, since it must not look like one without defects.
 */
export async function openChange(given: RangePlan, place: ChangePlace): Promise<OpenedChange> {
  const fresh = await refreshBranch(given, place);
  const { plan, range, repository } = await findChange(fresh, place);
  const { base, head } = range;
  const policyCommit = plan.since === "nothing" ? null : await findPolicyCommit(repository, plan, base);
  const selection: GitSelection =
    plan.since === "nothing" ? { kind: "whole", commit: head } : { kind: "range", range: nameRange(range) };
  // The repository that was found is named, so that nothing in the clone can pass for another one.
  const environment = { ...place.environment, GIT_DIR: repository.gitDirectory };
  return {
    source: refuseEmptyChange(createGitSource({ directory: place.directory, selection, environment })),
    policyText: policyCommit === null ? null : await readPolicy(repository, policyCommit),
    notices: plan.note === null ? [] : [{ kind: "range", text: plan.note }],
  };
}

/** Fetches the branch that the change is compared with; what the plan has instead where that is not possible. */
async function refreshBranch(plan: RangePlan, place: ChangePlace): Promise<RangePlan> {
  const { freshBranch, otherwise, base } = plan;
  if (freshBranch === null || base === null) return plan;
  const repository = await open(place);
  // Only the branch: how much of the history is missing is not known yet.
  const clone = { place: repository.place, isShallow: false };
  if (!(await isOriginOfEvent(repository, place.environment))) return explainForeignOrigin(otherwise ?? plan);
  const isFetched = await fetchCommits(clone, [nameBranchFetch(freshBranch)], place.environment);
  if (!isFetched) return otherwise ?? plan;
  const tip = await findCommit(await open(place), base);
  const needs = plan.needs.map((name) => (name === nameBranchFetch(freshBranch) ? tip : name));
  const note =
    otherwise?.base === tip || otherwise?.base === base
      ? plan.note
      : "The base branch has moved since the event: the change is compared with the branch as it is now.";
  return { ...plan, base: tip, needs, note, otherwise: null };
}

async function findChange(plan: RangePlan, place: ChangePlace): Promise<FoundChange> {
  try {
    return await findOrFetch(plan, place);
  } catch (error) {
    if (!(error instanceof ReviewError) || !isMissing(error) || plan.otherwise === null) throw error;
    return findChange(await refreshBranch(plan.otherwise, place), place);
  }
}

async function findOrFetch(plan: RangePlan, place: ChangePlace): Promise<FoundChange> {
  const words = composeWords(plan);
  const repository = await open(place);
  try {
    return { plan, range: await resolveRange(repository, words), repository };
  } catch (error) {
    if (!(error instanceof ReviewError) || !isMissing(error)) throw error;
    if (!(await fetchCommits(repository, plan.needs, place.environment))) throw explainMissing(error);
  }
  // Whether the clone is shallow has changed.
  const complete = await open(place);
  return { plan, range: await resolveRange(complete, words), repository: complete };
}

function composeWords({ since, base, head }: RangePlan): string {
  if (since === "nothing") return `${head}..${head}`;
  if (base === null) return head;
  return since === "ends" ? `${base}..${head}` : `${base}...${head}`;
}

async function open({ directory, environment, signal }: ChangePlace): Promise<Repository> {
  const place = { directory, environment: composeGitEnvironment(environment), signal };
  const repository = await openRepository(place);
  if (!repository.isDiscoveredBare) return repository;
  throw new ReviewError("GIT_NOT_A_REPOSITORY", "The input path names no checkout of a repository.", {
    remedy: "Check out the repository with actions/checkout, and give path as a folder of it.",
  });
}

/** Where the policy is read: at the base as the plan names it, or before the only commit. */
function findPolicyCommit(
  repository: Repository,
  plan: RangePlan,
  parent: string | null,
): Promise<string | null> {
  return plan.base === null ? Promise.resolve(parent) : findCommit(repository, plan.base);
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

/** A change without a difference is more often a wrong pair of commits. */
function refuseEmptyChange(source: ChangeSource): ChangeSource {
  return {
    ...source,
    async readDiff(signal) {
      const diff = await source.readDiff(signal);
      if (diff.text.trim() !== "") return diff;
      throw new ReviewError("DIFF_UNREADABLE", "The change is empty, so there is nothing to review.", {
        remedy: "Look whether the event and the inputs base and head name the commits that you mean.",
      });
    },
  };
}

/** Text of the policy file at a commit; a link there is no policy. */
function readPolicy({ place }: Repository, commit: string): Promise<string | null> {
  return createGitSnapshot({ place, tree: commit, changes: [], kept: new Map() }).readFile(
    repositoryPolicyPath,
  );
}
