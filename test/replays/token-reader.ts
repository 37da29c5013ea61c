import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { createPullRequestReader } from "../../src/adapters/github/create-pull-request-reader.ts";
import { createRateGate } from "../../src/adapters/github/rate-gate.ts";
import { readAnswer } from "../../src/adapters/github/read-answer.ts";
import { createScopedClient } from "../../src/adapters/github/scoped-client.ts";
import { createSendRequest } from "../../src/adapters/github/send-request.ts";
import { createWriteLanes } from "../../src/adapters/github/write-lanes.ts";
import type { PullRequestRef } from "../../src/domain/pull-request.ts";
import type { Log } from "../../src/pipeline/ports.ts";
import type { PullRequestReader } from "../../src/pipeline/ports-code-host.ts";

export interface TokenReaderOptions {
  readonly apiUrl: string;
  /** A person's token, or one of an installation; it has to read the repository. */
  readonly token: string;
  readonly log: Log;
}

/** Reads pull requests as the App does, with one token instead of an App's. It is never used to write. */
export interface TokenReader extends PullRequestReader {
  /** Throws `GITHUB_NOT_FOUND` where the token sees no such repository. */
  find(owner: string, name: string, number: number): Promise<PullRequestRef>;
}

const Repository = z.object({ id: z.int().positive() });
const sleep = async (ms: number) => {
  await delay(ms);
};

export function openTokenReader({ apiUrl, token, log }: TokenReaderOptions): TokenReader {
  const now = Date.now;
  const fetchToken = async () => token;
  const shared = {
    send: createSendRequest({ apiUrl, fetch }),
    tokens: { fetchToken, renewToken: fetchToken },
    gate: createRateGate(now),
    lanes: createWriteLanes(now, sleep),
    ...{ sleep, now },
  };
  const client = createScopedClient(shared, { installationId: 0, repository: null, permissions: {} });
  const open = () => client;
  const clients = {
    appId: 0,
    ...{ forRepository: open, forOrganisation: open, forApp: open },
    ...{ forInstallation: open, forCodeScanning: open },
  };
  return {
    ...createPullRequestReader({ clients, log, now }),
    async find(owner, name, number) {
      const { body } = await client.request("GET /repos/{owner}/{repo}", { owner, repo: name });
      const { id } = readAnswer(Repository, body, "a repository");
      return { repository: { installationId: 0, repositoryId: id, owner, name }, number };
    },
  };
}
