import type { RepositoryRef } from "../domain/pull-request.ts";
import type { CheckDraft } from "../domain/review-draft.ts";

/** Where the App is installed and works: suspended installations are left out. */
export interface InstallationRef {
  readonly installationId: number;
  readonly accountLogin: string;
}

/** An open pull request as lists show it. */
export interface OpenPullRequest {
  readonly number: number;
  readonly headSha: string;
  readonly isDraft: boolean;
}

export interface OpenPullRequests {
  readonly pullRequests: readonly OpenPullRequest[];
  /** GitHub confirmed the list that was kept from before, which costs nothing. */
  readonly isUnchanged: boolean;
}

/** What is open, straight from GitHub. Throws `ReviewError` with a `GITHUB_…` code. */
export interface InstallationReader {
  listInstallations(signal: AbortSignal): Promise<readonly InstallationRef[]>;
  /** Repositories that can be reviewed: archived and disabled ones are left out. */
  listRepositories(installationId: number, signal: AbortSignal): Promise<readonly RepositoryRef[]>;
  listOpenPullRequests(repository: RepositoryRef, signal: AbortSignal): Promise<OpenPullRequests>;
}

/** A webhook that never arrived, by its last attempt. */
export interface FailedDelivery {
  /** Decimal: GitHub's ids of deliveries can be larger than a number holds. */
  readonly id: string;
  /** The same for all attempts. */
  readonly guid: string;
  /** Of the last attempt. */
  readonly deliveredAtMs: number;
  /** Attempts so far, all of them failed. */
  readonly attempts: number;
}

/** GitHub's own record of the webhooks it sent. Throws `ReviewError` with a `GITHUB_…` code. */
export interface DeliveryLog {
  /** Webhooks since `sinceMs` of which no attempt succeeded, each once, oldest first. */
  listFailed(sinceMs: number, signal: AbortSignal): Promise<readonly FailedDelivery[]>;
  /** Asks GitHub for another attempt, which follows on its own. */
  redeliver(id: string, signal: AbortSignal): Promise<void>;
}

/** Check runs that somebody else may have started. */
export interface LeftCheckReporter {
  /** With `isResumed` the run is looked for first, and created only where there is none. */
  startCheck(
    repository: RepositoryRef,
    head: string,
    externalId: string,
    isResumed: boolean,
  ): Promise<number>;
  finishCheck(repository: RepositoryRef, checkId: number, draft: CheckDraft): Promise<void>;
  /** The id of a run that is still in progress there, whoever started it; null when there is none. */
  findOpenCheck(repository: RepositoryRef, head: string, externalId: string): Promise<number | null>;
}
