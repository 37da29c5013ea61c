import { generateKeyPairSync } from "node:crypto";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { openStore } from "../../../src/adapters/store/open-store.ts";
import { parseAppSettings } from "../../../src/config/app-settings.ts";
import { defaultPriceTable } from "../../../src/config/price-table.ts";
import { deriveKeys } from "../../../src/entrypoints/app/derive-keys.ts";
import { serveApp } from "../../../src/entrypoints/app/serve-app.ts";
import { readMarkers } from "../../../src/review/pull-request/sign-marker.ts";
import { silentLog } from "../../contract/store/store-samples.ts";
import { type GitHubDouble, startGitHubDouble } from "../../fakes/github/start-github-double.ts";
import { startModelServer } from "../../fakes/model-server.ts";
import { safeQuery, unsafeQuery, watchfulModel } from "./open-app-scene.ts";

/** Runs the App on a folder until it has nothing left to do. */
async function runApp(
  github: GitHubDouble,
  { directory, privateKey, modelUrl }: { directory: string; privateKey: string; modelUrl: string },
  work: () => Promise<unknown>,
): Promise<void> {
  const reading = parseAppSettings({
    APP_ID: String(github.app.id),
    PRIVATE_KEY: privateKey,
    WEBHOOK_SECRET: github.webhookSecret,
    GITHUB_API_URL: github.url,
    OPENAI_BASE_URL: modelUrl,
    OPENAI_API_KEY: "none",
    ASSAY_MODEL: "gpt-6.1-terra",
    PORT: "0",
    HOST: "127.0.0.1",
  });
  if (reading.kind !== "valid") throw new Error(JSON.stringify(reading));
  const options = { encryptionKey: null, now: Date.now, log: silentLog, debounceMs: 0 };
  const store = await openStore({ kind: "sqlite", directory }, options);
  const app = await serveApp({
    settings: reading.settings,
    privateKey,
    prices: defaultPriceTable,
    log: silentLog,
    store,
    sleep: async (ms, signal) => {
      await delay(Math.min(ms, 20), undefined, { signal });
    },
    pollMs: 10,
    sweepEveryMs: null,
  });
  github.webhooks.settings.url = `http://127.0.0.1:${app.port}/api/github/webhooks`;
  await work();
  do await app.idle();
  while ((await store.report.listJobs(["ready", "active", "parked"], 1)).length > 0);
  await app.stop();
  await store.close();
}

async function openScene() {
  const model = await startModelServer(watchfulModel);
  const github = await startGitHubDouble({});
  const folder = await mkdtemp(join(tmpdir(), "assay-key-rotation-"));
  onTestFinished(async () => {
    await github.close();
    await model.close();
    await rm(folder, { recursive: true, force: true });
    expect(github.violations).toEqual([]);
  });
  const repository = github.repository({ fullName: "octo-org/shop", files: { "src/find.js": safeQuery } });
  github.install({ account: github.account("octo-org") });
  const open = () =>
    repository.openPullRequest({
      branch: "feature",
      files: { "src/find.js": unsafeQuery },
      author: github.account("alice"),
      isDelivered: false,
    });
  const run = (name: string, work: () => Promise<unknown>) => {
    const { privateKey } = github.app;
    return runApp(github, { directory: join(folder, name), privateKey, modelUrl: model.url }, work);
  };
  return { github, folder, open, run };
}

/** The operator generates a second key on the settings page of the App, and deletes the first. */
function changePrivateKey(github: GitHubDouble): void {
  const format = { type: "spki", format: "pem" } as const;
  const pair = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: format,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  Object.assign(github.app, pair);
}

it("a review from before the private key was changed is found again, even by a store that forgot it", async () => {
  const { github, folder, open, run } = await openScene();
  const pull = await open();
  // A copy from before the review, as an operator makes it; the App had run already.
  await run("store", async () => undefined);
  await cp(join(folder, "store"), join(folder, "restored"), { recursive: true });
  await run("store", () => pull.deliver("opened"));
  const before = pull.reviews();
  expect(before).toHaveLength(1);
  expect(readMarkers(before[0]?.body ?? "", deriveKeys(github.app.privateKey).marker)).toHaveLength(1);

  changePrivateKey(github);
  await run("restored", () => pull.deliver("opened"));
  expect(pull.reviews()).toEqual(before);
  expect(pull.checkRuns().map(({ status }) => status)).toEqual(["completed", "completed"]);
});

it("a push after the change ends the review from before it, and tells no finding anew", async () => {
  const { github, open, run } = await openScene();
  const pull = await open();
  await run("store", () => pull.deliver("opened"));
  expect(pull.reviewComments()).toHaveLength(1);

  changePrivateKey(github);
  await run("store", () => pull.push({ "src/other.js": "export const other = 1;\n" }));
  const bodies = pull.reviews().map(({ body }) => body);
  expect(pull.reviewComments()).toHaveLength(1);
  expect(bodies.map((body) => body.startsWith("**Superseded**"))).toEqual([true, false]);
});
