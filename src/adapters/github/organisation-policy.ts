import { z } from "zod";
import { ReviewError } from "../../domain/errors.ts";
import type { RepositoryRef } from "../../domain/pull-request.ts";
import type { Log } from "../../pipeline/ports.ts";
import type { PolicyText } from "../../pipeline/ports-code-host.ts";
import type { GitHubClient } from "./github-client.ts";
import { readAnswer } from "./read-answer.ts";
import { composePolicyFields, PolicyPlace, selectPolicy } from "./select-policy.ts";

/** Reads the policy of the account that a repository belongs to, from its `.github` repository. */
export type FetchOrganisationPolicy = (repository: RepositoryRef, signal: AbortSignal) => Promise<PolicyText>;

export interface OrganisationPolicyOptions {
  /** A client with a token for that repository only. */
  readonly clientFor: (installationId: number) => GitHubClient;
  readonly log: Log;
  readonly now: () => number;
}

const keepMs = 5 * 60_000;
const maxKept = 1_000;

const query = `query($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    ${composePolicyFields("root", '"HEAD:"', '"HEAD:assay.yml"')}
    ${composePolicyFields("inner", '"HEAD:.github"', '"HEAD:.github/assay.yml"')}
  }
}`;

const Data = z.object({
  repository: z
    .object({
      rootFolder: PolicyPlace.shape.folder,
      rootFile: PolicyPlace.shape.file,
      innerFolder: PolicyPlace.shape.folder,
      innerFile: PolicyPlace.shape.file,
    })
    .nullable(),
});

interface Kept {
  readonly policy: PolicyText;
  readonly readAt: number;
}

/**
 * Policies are kept for five minutes. Where one cannot be read again, the last known one holds, so that an outage
 * does not switch off what an organisation enforces; where none is known, the review says that it could not be read.
 */
export function createOrganisationPolicy(options: OrganisationPolicyOptions): FetchOrganisationPolicy {
  const { clientFor, log, now } = options;
  const kept = new Map<string, Kept>();
  const remember = (key: string, policy: PolicyText) => {
    if (kept.size >= maxKept) kept.clear();
    kept.set(key, { policy, readAt: now() });
    return policy;
  };
  return async (repository, signal) => {
    const { installationId, owner } = repository;
    const key = `${installationId} ${owner.toLowerCase()}`;
    const known = kept.get(key);
    if (known !== undefined && now() - known.readAt < keepMs) return known.policy;
    try {
      return remember(key, await fetchPolicy(clientFor(installationId), owner, signal));
    } catch (error) {
      if (!isOutage(error)) throw error;
      log.warn("the organisation's policy could not be read", {
        installation: installationId,
        code: error.code,
      });
      return (
        known?.policy ?? { kind: "refused", reason: "it could not be read, so what it enforces is not known" }
      );
    }
  };
}

function isOutage(error: unknown): error is ReviewError {
  return error instanceof ReviewError && error.code !== "INTERRUPTED";
}

/** A policy, or its absence. Mostly there is no such repository, or it was not added to the installation. */
async function fetchPolicy(client: GitHubClient, owner: string, signal: AbortSignal): Promise<PolicyText> {
  const { repository } = await queryOrganisation(client, owner, signal);
  if (repository === null) return { kind: "absent" };
  const { rootFolder, rootFile, innerFolder, innerFile } = repository;
  const atRoot = selectPolicy({ folder: rootFolder, file: rootFile });
  return atRoot.kind === "absent" ? selectPolicy({ folder: innerFolder, file: innerFile }) : atRoot;
}

async function queryOrganisation(
  client: GitHubClient,
  owner: string,
  signal: AbortSignal,
): Promise<z.infer<typeof Data>> {
  try {
    const data = await client.graphql(query, { owner, name: ".github" }, { signal });
    return readAnswer(Data, data, "the policy of an organisation");
  } catch (error) {
    if (error instanceof ReviewError && error.code === "GITHUB_NOT_FOUND") return { repository: null };
    throw error;
  }
}
