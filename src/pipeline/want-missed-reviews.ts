import { ReviewError } from "../domain/errors.ts";
import type { RepositoryRef } from "../domain/pull-request.ts";
import type { Standing } from "./ports-store.ts";
import type { InstallationRef, OpenPullRequest } from "./ports-sweep.ts";
import { countFailure, guardPart, mayGoOn, rotate, type SweepRun } from "./sweep-run.ts";

/** Installations that are looked at side by side, each with one request at a time. */
const lanes = 4;
/** After so many repositories that cannot be read, the installation itself is in trouble. */
const mostFailures = 3;

/** Wants a review of every open pull request that has none, in all installations; one that fails stops no other. */
export async function wantMissedReviews(run: SweepRun): Promise<void> {
  const { options, signal, startedAtMs } = run;
  const installations = await options.installations.listInstallations(signal);
  const served = installations.filter(({ accountLogin }) => isServed(run, accountLogin));
  const waiting = rotate(served, startedAtMs).values();
  const work = async () => {
    for (const installation of waiting) {
      if (!mayGoOn(run)) return;
      const part = { name: "installation", installationId: installation.installationId };
      await guardPart(run, part, () => sweepInstallation(run, installation));
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
}

function isServed({ options }: SweepRun, login: string): boolean {
  return options.allowedAccounts === null || options.allowedAccounts.includes(login.toLowerCase());
}

/** Limits and outages end the look at an installation until the next sweep; single repositories may fail. */
async function sweepInstallation(run: SweepRun, { installationId }: InstallationRef): Promise<void> {
  const { options, signal, counts } = run;
  const repositories = await options.installations.listRepositories(installationId, signal);
  const served = repositories.filter(({ owner }) => isServed(run, owner));
  let failures = 0;
  for (const repository of rotate(served, run.startedAtMs)) {
    if (!mayGoOn(run)) return;
    try {
      await sweepRepository(run, repository);
    } catch (error) {
      failures += 1;
      if (!isOfOneRepository(error) || failures >= mostFailures) throw error;
      countFailure(run, { name: "repository", installationId }, error);
    }
  }
  counts.installations += 1;
}

function isOfOneRepository(error: unknown): boolean {
  if (!(error instanceof ReviewError)) return false;
  return ["GITHUB_NOT_FOUND", "GITHUB_FORBIDDEN", "GITHUB_REJECTED", "GITHUB_BAD_RESPONSE"].includes(
    error.code,
  );
}

/** The store is asked even where GitHub's list is the same: work may have ended at an older head meanwhile. */
async function sweepRepository(
  { options, signal, counts }: SweepRun,
  repository: RepositoryRef,
): Promise<void> {
  const { installations, store } = options;
  const { pullRequests, isUnchanged } = await installations.listOpenPullRequests(repository, signal);
  counts.repositories += 1;
  if (isUnchanged) counts.unchangedRepositories += 1;
  counts.pullRequests += pullRequests.length;
  const numbers = pullRequests.map(({ number }) => number);
  const standings = await store.standings.loadStandings(repository.repositoryId, numbers);
  const missed = pullRequests.filter((pull, index) => isMissed(pull, standings[index] ?? null));
  if (missed.length === 0) return;
  await store.intake.enqueue(
    missed.map(({ number }) => ({
      kind: "review",
      pullRequest: { repository, number },
      trigger: "sweep",
      scope: "changed",
    })),
  );
  counts.reviewsWanted += missed.length;
}

/** Drafts wait until they are ready, and what a person cancelled waits for news. */
function isMissed({ headSha, isDraft }: OpenPullRequest, standing: Standing | null): boolean {
  if (isDraft) return false;
  if (standing === null) return true;
  switch (standing.state) {
    case "done":
    case "failed":
      return standing.settledHead !== headSha;
    case "ready":
    case "active":
    case "parked":
    case "cancelled":
      return false;
  }
}
