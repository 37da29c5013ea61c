import { generateKeyPairSync } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ReviewError } from "../../src/domain/errors.ts";
import type { Intent } from "../../src/domain/intent.ts";
import { type AcceptIntents, openProbotReceiver } from "../../src/entrypoints/app/receive-with-probot.ts";
import { headersOf, openIngress, requestText, sendRaw } from "./open-ingress.ts";
import { canary, pullRequestBody, pullRequestPayload } from "./pull-request-payload.ts";

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

const open = (accept: AcceptIntents, allowedAccounts: readonly string[] | null = null) =>
  openProbotReceiver({ appId: 77, privateKey, apiUrl: "http://127.0.0.1:9/api/v3", allowedAccounts, accept });

const webhook = {
  delivery: "72d3162e-cc78-11e3-81ab-4c9367dc0958",
  event: "pull_request",
  action: "opened",
  repositoryId: 42,
  payload: pullRequestPayload,
} as const;

const opened: Intent = {
  kind: "review",
  pullRequest: {
    repository: { installationId: 5, repositoryId: 42, owner: "octo-org", name: "shop" },
    number: 12,
  },
  trigger: "opened",
  scope: "changed",
};

describe("Probot", () => {
  const printed: string[] = [];
  beforeEach(() => {
    printed.length = 0;
    for (const stream of [process.stdout, process.stderr]) {
      vi.spyOn(stream, "write").mockImplementation((text) => {
        printed.push(String(text));
        return true;
      });
    }
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it("brings what a verified webhook asks for, with its delivery", async () => {
    const got: unknown[] = [];
    const receive = await open(async (intents, delivery) => void got.push({ intents, delivery }));

    await receive(webhook);
    expect(got).toEqual([
      {
        intents: [opened],
        delivery: {
          guid: webhook.delivery,
          event: "pull_request",
          action: "opened",
          bodyHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      },
    ]);
  });

  it("brings nothing when nothing is asked for", async () => {
    const got: unknown[] = [];
    const receive = await open(async (intents) => void got.push(intents), ["somebody-else"]);

    await receive(webhook);
    expect(got).toEqual([]);
  });

  it("brings the end of an installation without asking GitHub for a token", async () => {
    const got: unknown[] = [];
    const receive = await open(async (intents) => void got.push(...intents));
    const installation = { id: 5, app_id: 77, account: { id: 9, login: "octo-org" } };
    for (const action of ["deleted", "suspend"]) {
      await receive({
        ...webhook,
        event: "installation",
        action,
        repositoryId: null,
        payload: { action, installation },
      });
    }

    expect(got).toEqual(Array(2).fill({ kind: "installation-gone", installationId: 5 }));
  });

  it("fails with the code of our own error, and with nothing of the payload", async () => {
    const receive = await open(() =>
      Promise.reject(new ReviewError("GITHUB_UNAVAILABLE", "GitHub is away.", { retryable: true })),
    );
    const error: unknown = await receive(webhook).catch((reason: unknown) => reason);

    expect(error).toEqual(new ReviewError("GITHUB_UNAVAILABLE", "GitHub is away.", { retryable: true }));
    expect(error).not.toHaveProperty("event");
    expect(printed.join("")).toBe("");
  });

  it("fails without a word about the payload when a handler is broken", async () => {
    const receive = await open(() => Promise.reject(new Error(`about ${canary}`)));
    const error: unknown = await receive(webhook).catch((reason: unknown) => reason);

    expect(error).toEqual(new Error("a handler of webhooks failed"));
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(canary);
    expect(printed.join("")).toBe("");
  });

  it("stands behind the ingress: a failure there becomes a failed delivery", async () => {
    const got: Intent[] = [];
    let isBroken = false;
    const receive = await open(async (intents) => {
      if (isBroken) throw new Error(canary);
      got.push(...intents);
    });
    await using ingress = await openIngress({ accept: receive });
    const post = () => sendRaw(ingress.port, requestText(headersOf(pullRequestBody)), pullRequestBody);

    const first = await post();
    isBroken = true;
    expect([first, await post(), got]).toEqual([202, 500, [opened]]);
    expect([...ingress.lines, ...printed].join("")).not.toContain(canary);
  });
});
