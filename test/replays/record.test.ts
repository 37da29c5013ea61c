import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { createLog } from "../../src/adapters/log/create-log.ts";
import { openModels } from "../../src/entrypoints/shared/open-models.ts";
import { openReviewTools, type ReviewTools } from "../../src/entrypoints/shared/open-review-tools.ts";
import { openAppScene, safeQuery, unsafeQuery } from "../app/github/open-app-scene.ts";
import { settle } from "../app/github/show-conversation.ts";
import type { PullRequestHandle } from "../fakes/github/act-on-pull-request.ts";
import { apiError } from "../fakes/model-replies.ts";
import { always } from "../fakes/model-server.ts";
import { mintToken } from "./mint-token.ts";
import { playFolder, recordPullRequest } from "./record-pull-request.ts";
import { openTokenReader } from "./token-reader.ts";

type Scene = Awaited<ReturnType<typeof openAppScene>>;

let tools: ReviewTools;
beforeAll(async () => {
  tools = await openReviewTools(createLog("error", process.stderr));
});

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
const makeFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), "assay-replay-"));
  folders.push(folder);
  return folder;
};

async function record(scene: Scene, { number }: PullRequestHandle, asks = true) {
  const { github, repository, model } = scene;
  const token = await mintToken(github, scene.installation.id);
  const reader = openTokenReader({ apiUrl: github.url, token, log: tools.log });
  const pullRequest = await reader.find(repository.owner, repository.name, number);
  const settings = { baseUrl: model.url, apiKey: "test-key", allowsPrivate: false, timeoutMs: 30_000 };
  const named = { ...settings, name: "gpt-test", fallbackName: null, concurrency: 4 };
  const opened = openModels(asks ? named : null, { asOf: "2026-01-01", models: {} });
  const folder = makeFolder();
  const recorded = await recordPullRequest({ reader, pullRequest, model: opened.model, folder, tools });
  return { folder, recorded, text: readFileSync(join(folder, "replay.json"), "utf8") };
}

/** A review without what names its place, and without its last lines: prices and times. */
const plain = (body: string) =>
  settle(body)
    .replace(/\n<sub>[\s\S]*$/, "")
    .replace(/https:\/\/github\.example[^)\s"]*/g, "LINK")
    .trim();

describe("a recording of a pull request", () => {
  it("gives the same review as the App gave, without GitHub and without the model", async () => {
    await using scene = await openAppScene();
    const files = { "src/find.js": unsafeQuery, "notes.txt": "nothing\n" };
    const author = scene.github.account("maria-perez");
    const pull = await scene.repository.openPullRequest({ branch: "feature", files, author });
    await scene.app.idle();
    const { folder, recorded, text } = await record(scene, pull);
    const asked = scene.model.requests.length;
    const played = await playFolder(folder, tools);

    expect(plain(played.draft?.body ?? "")).toBe(plain(pull.reviews()[0]?.body ?? "absent"));
    expect(played.expectation).toEqual(recorded.expectation);
    expect(played.expectation).toMatchObject({
      verdict: "defects",
      check: { conclusion: "failure" },
      coverage: ["notes.txt hunk 0: reviewed by model", "src/find.js hunk 0: reviewed by model"],
      findings: [{ cwe: "CWE-89", confidence: "confirmed", place: "src/find.js RIGHT 2-2" }],
      comments: [expect.stringMatching(/^src\/find\.js RIGHT 2-2 A-/)],
    });
    expect(scene.model.requests.length).toBe(asked);
    expect(pull.checkRuns()[0]?.conclusion).toBe("failure");
    expect(text).not.toMatch(/maria-perez|octo-org/);
  });

  it("keeps the configuration at the base, and replaces the accounts in it", async () => {
    const policy = "fail-on: critical\ntriggers:\n  skip-authors: [jane-roe]\n";
    await using scene = await openAppScene({
      files: { "src/find.js": safeQuery, ".github/assay.yml": policy },
    });
    const pull = await scene.repository.openPullRequest({
      branch: "b",
      files: { "src/find.js": unsafeQuery },
    });
    await scene.app.idle();
    const { recorded, text } = await record(scene, pull);

    expect(recorded.expectation.check?.conclusion).toBe(pull.checkRuns()[0]?.conclusion);
    expect(JSON.parse(text).policy.repository.text).toMatch(
      /^fail-on: critical\ntriggers:\n {2}skip-authors: \[account-\d\]\n$/,
    );
  });

  it("holds no secret, and still finds what was in its place", async () => {
    const key = ["AKIA", "Q3EX", "7WMV", "2LPB", "H4TD"].join("");
    const password = ["nV7", "qX2", "mK9", "wZ4", "tR8"].join("");
    await using scene = await openAppScene({ environment: { OPENAI_API_KEY: "", OPENAI_BASE_URL: "" } });
    const files = {
      "deploy.sh": `export AWS_ACCESS_KEY_ID=${key}\n`,
      "config.js": `export const password = "${password}";\nexport const key = "${key}";\n`,
    };
    const pull = await scene.repository.openPullRequest({ branch: "feature", files });
    await scene.app.idle();
    const { folder, recorded, text } = await record(scene, pull, false);
    const { expectation } = await playFolder(folder, tools);
    const stored = JSON.parse(text);

    expect(text).not.toContain(key);
    expect(text).not.toContain(password);
    expect(recorded.secrets).toBe(2);
    expect(stored.change.diff.join("\n")).toContain(`password = "${stored.secrets[0].placeholder}"`);
    for (const { placeholder, parts } of stored.secrets)
      expect(placeholder).toHaveLength(parts.join("").length);
    expect(expectation.findings.map(({ rule, place }) => [rule, place])).toEqual([
      ["secret.aws-access-key", "config.js RIGHT 2-2"],
      ["secret.aws-access-key", "deploy.sh RIGHT 1-1"],
      ["secret.password", "config.js RIGHT 1-1"],
    ]);
    const { findings } = recorded.expectation;
    expect(pull.reviewComments().length).toBeGreaterThan(0);
    expect(expectation.findings).toEqual(findings);
  });

  it("fails as the model failed", async () => {
    const refusal = apiError(401, { code: "invalid_api_key" });
    await using scene = await openAppScene({ script: always(refusal) });
    const pull = await scene.repository.openPullRequest({ branch: "b", files: { "a.js": "call();\n" } });
    await scene.app.idle();
    const { folder, recorded, text } = await record(scene, pull);

    expect(JSON.parse(text).answers).toMatchObject([{ answer: null, error: "MODEL_CONFIG" }]);
    expect(recorded.expectation.coverage).toEqual(["a.js hunk 0: failed: configuration"]);
    expect((await playFolder(folder, tools)).expectation).toEqual(recorded.expectation);
  });

  it("of a pull request that is not reviewed says why", async () => {
    await using scene = await openAppScene();
    const pull = await scene.repository.openPullRequest({
      branch: "b",
      files: { "a.js": "call();\n" },
      isDraft: true,
    });
    await scene.app.idle();
    const { recorded, folder } = await record(scene, pull);

    expect(recorded.expectation.notReviewed).toBe("draft");
    expect((await playFolder(folder, tools)).expectation).toEqual(recorded.expectation);
  });
});
