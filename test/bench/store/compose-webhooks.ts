import { randomBytes, randomUUID } from "node:crypto";
import type { GitHubDouble } from "../../fakes/github/start-github-double.ts";
import { signWebhook } from "../../fakes/github/webhook-sender.ts";

/** A webhook as it goes over the wire. */
export interface SignedWebhook {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

const installations = 20;
const pushesEach = 2;

/** Gives the next webhooks. Of three, one opens a pull request and two push to it; no two are equal. */
export async function createWebhookSource(
  github: GitHubDouble,
): Promise<(count: number) => readonly SignedWebhook[]> {
  const owner = github.account("octo-org", "Organization");
  const repository = github.repository({ fullName: "octo-org/shop" });
  github.install({ account: owner });
  const { state } = await repository.openPullRequest({
    branch: "feature",
    files: { "src/values.js": "export const value = 1;\n" },
    isDelivered: false,
  });
  const { payload } = await github.compose.pullRequest(state, "opened", state.author, {});
  const template = payload as Payload;
  let made = 0;
  const next = () => {
    made += 1;
    return sign(github, vary(template, made));
  };
  return (count) => Array.from({ length: count }, next);
}

/** The parts of a payload that differ here. */
type Payload = Readonly<Record<"pull_request" | "repository" | "installation", object>> & {
  readonly pull_request: { readonly head: object };
};

function vary(payload: Payload, index: number): object {
  const number = Math.ceil(index / (1 + pushesEach));
  const isOpening = index % (1 + pushesEach) === 1;
  const tenant = number % installations;
  const head = { ...payload.pull_request.head, sha: randomBytes(20).toString("hex") };
  return {
    ...payload,
    action: isOpening ? "opened" : "synchronize",
    number,
    pull_request: { ...payload.pull_request, number, head },
    repository: { ...payload.repository, id: 812_345_000 + tenant },
    installation: { ...payload.installation, id: 45_678_000 + tenant },
  };
}

function sign({ webhookSecret, app }: GitHubDouble, payload: object): SignedWebhook {
  const body = Buffer.from(JSON.stringify(payload));
  const headers = {
    accept: "*/*",
    "content-type": "application/json",
    "content-length": String(body.length),
    "user-agent": "GitHub-Hookshot/0000000",
    "x-github-delivery": randomUUID(),
    "x-github-event": "pull_request",
    "x-github-hook-id": "1",
    "x-github-hook-installation-target-id": String(app.id),
    "x-github-hook-installation-target-type": "integration",
    "x-hub-signature-256": signWebhook(webhookSecret, body),
  };
  return { body, headers };
}
