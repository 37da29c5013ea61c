import { randomBytes } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { createCodeScanning } from "../../../../src/adapters/github/create-code-scanning.ts";
import type { GitHubClient } from "../../../../src/adapters/github/github-client.ts";
import { CommitSha } from "../../../../src/domain/change-set.ts";
import { ReviewError } from "../../../../src/domain/errors.ts";

const head = CommitSha.parse("ab".repeat(20));
const pullRequest = { repository: { installationId: 1, repositoryId: 2, owner: "o", name: "r" }, number: 7 };

function openClient(answer: () => number): { readonly client: GitHubClient; readonly sent: object[] } {
  const sent: object[] = [];
  const client: GitHubClient = {
    request: async (route, parameters) => {
      sent.push({ route, ...parameters });
      return { status: answer(), headers: {}, body: {} };
    },
    graphql: async () => {
      throw new Error("nobody asks that");
    },
  };
  return { client, sent };
}

const upload = ({ client }: { readonly client: GitHubClient }, sarif: string) =>
  createCodeScanning({ clients: { forCodeScanning: () => client } }).uploadResults(pullRequest, head, sarif);

it("results are sent compressed, for the head of the pull request", async () => {
  const opened = openClient(() => 202);
  const outcome = await upload(opened, "{}");
  const [{ sarif, ...others } = { sarif: "" }] = opened.sent as { sarif: string }[];

  expect(outcome).toEqual({ kind: "uploaded" });
  expect(others).toEqual({
    route: "POST /repositories/{repository_id}/code-scanning/sarifs",
    repository_id: 2,
    commit_sha: head,
    ref: "refs/pull/7/head",
  });
  expect(gunzipSync(Buffer.from(sarif, "base64")).toString()).toBe("{}");
});

it("results that are too large for GitHub are not sent", async () => {
  const opened = openClient(() => 202);

  expect(await upload(opened, randomBytes(11_000_000).toString("hex"))).toEqual({
    kind: "refused",
    reason: "too-large",
  });
  expect(opened.sent).toEqual([]);
});

it("what is wrong with GitHub itself is thrown", async () => {
  const opened = openClient(() => {
    throw new ReviewError("GITHUB_RATE_LIMITED", "later", { retryable: true });
  });

  await expect(upload(opened, "{}")).rejects.toMatchObject({ code: "GITHUB_RATE_LIMITED" });
});
