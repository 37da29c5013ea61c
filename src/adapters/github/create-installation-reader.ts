import { z } from "zod";
import type { RepositoryRef } from "../../domain/pull-request.ts";
import type { Log } from "../../pipeline/ports.ts";
import type { InstallationReader, InstallationRef, OpenPullRequest } from "../../pipeline/ports-sweep.ts";
import type { GitHubAppClients } from "./create-github-clients.ts";
import { createPageReader } from "./create-page-reader.ts";
import { createReserve } from "./create-reserve.ts";
import { readAnswer } from "./read-answer.ts";

export interface InstallationReaderOptions {
  readonly clients: Pick<GitHubAppClients, "forApp" | "forInstallation">;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

type ListedRepository = Omit<RepositoryRef, "installationId">;

const Installations = z.array(
  z.object({
    id: z.number(),
    // An enterprise has no login, and no repositories.
    account: z.object({ login: z.string().optional() }).nullable(),
    suspended_at: z.string().nullish(),
  }),
);
const Repositories = z.object({
  repositories: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      owner: z.object({ login: z.string() }),
      archived: z.boolean().optional(),
      disabled: z.boolean().optional(),
    }),
  ),
});
const PullRequests = z.array(
  z.object({ number: z.number(), draft: z.boolean().optional(), head: z.object({ sha: z.string() }) }),
);

/** Lists with conditional requests, and leaves a part of each installation's hourly limit to its reviews. */
export function createInstallationReader(options: InstallationReaderOptions): InstallationReader {
  const { clients, log, now } = options;
  const reserve = createReserve(now);
  const clientOf = (id: number) => reserve.keepFor(id, clients.forInstallation(id));
  const installations = createPageReader<InstallationRef>(
    { route: "GET /app/installations", mostPages: 100, select: selectInstallations, paging: "number" },
    now,
  );
  const repositories = createPageReader<ListedRepository>(
    { route: "GET /installation/repositories", mostPages: 100, select: selectRepositories, paging: "number" },
    now,
  );
  const route = "GET /repositories/{repository_id}/pulls";
  const pulls = createPageReader<OpenPullRequest>(
    { route, mostPages: 30, select: selectPullRequests, paging: "number" },
    now,
  );
  const warnOf = (isCut: boolean, list: string, place: Readonly<Record<string, number>>) => {
    if (isCut) log.warn("a list of GitHub is longer than what is read of it", { list, ...place });
  };
  return {
    listInstallations: async (signal) => {
      const client = clients.forApp();
      const { items, isCut } = await installations.read({ client, parameters: {}, scope: 0, signal });
      warnOf(isCut, "installations", {});
      return items;
    },
    listRepositories: async (installationId, signal) => {
      const client = clientOf(installationId);
      const request = { client, parameters: {}, scope: installationId, signal };
      const { items, isCut } = await repositories.read(request);
      warnOf(isCut, "repositories", { installationId });
      return items.map((repository) => ({ installationId, ...repository }));
    },
    listOpenPullRequests: async ({ installationId, repositoryId }, signal) => {
      const client = clientOf(installationId);
      const newestFirst = { state: "open", sort: "created", direction: "desc" };
      const parameters = { repository_id: repositoryId, ...newestFirst };
      const request = { client, parameters, scope: installationId, signal };
      const { items, isUnchanged, isCut } = await pulls.read(request);
      warnOf(isCut, "pull requests", { installationId, repositoryId });
      // What is opened meanwhile moves others to the next page, where they stand a second time.
      const byNumber = new Map(items.map((pull) => [pull.number, pull]));
      return { pullRequests: [...byNumber.values()], isUnchanged };
    },
  };
}

function selectInstallations(body: unknown): readonly (InstallationRef | null)[] {
  return readAnswer(Installations, body, "installations").map(
    ({ id, account, suspended_at: suspendedAt }) => {
      const login = account?.login;
      const isOut = login === undefined || (suspendedAt !== null && suspendedAt !== undefined);
      return isOut ? null : { installationId: id, accountLogin: login };
    },
  );
}

function selectRepositories(body: unknown): readonly (ListedRepository | null)[] {
  const { repositories } = readAnswer(Repositories, body, "the repositories of an installation");
  return repositories.map(({ id, name, owner, archived, disabled }) => {
    const isOut = archived === true || disabled === true;
    return isOut ? null : { repositoryId: id, owner: owner.login, name };
  });
}

function selectPullRequests(body: unknown): readonly OpenPullRequest[] {
  return readAnswer(PullRequests, body, "open pull requests").map(({ number, draft, head }) => ({
    number,
    headSha: head.sha,
    isDraft: draft === true,
  }));
}
