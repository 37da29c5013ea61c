import { createInstallationTokens } from "../../src/adapters/github/installation-tokens.ts";
import { createSendRequest } from "../../src/adapters/github/send-request.ts";
import { silent } from "../contract/github/open-scene.ts";
import type { GitHubDouble } from "../fakes/github/start-github-double.ts";

/** A token of GitHub's double that reads what a recording needs. */
export function mintToken({ app, url }: GitHubDouble, installationId: number): Promise<string> {
  const send = createSendRequest({ apiUrl: url, fetch });
  const { id: appId, privateKey } = app;
  const sleep = async () => undefined;
  const tokens = createInstallationTokens({ appId, privateKey, send, sleep, now: Date.now, log: silent });
  const permissions = { contents: "read", metadata: "read", pull_requests: "read" } as const;
  return tokens.fetchToken({ installationId, repository: null, permissions });
}
