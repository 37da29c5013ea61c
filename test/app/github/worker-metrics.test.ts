import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "vitest";
import { parseAppSettings } from "../../../src/config/app-settings.ts";
import { defaultPriceTable } from "../../../src/config/price-table.ts";
import { serveWorker } from "../../../src/entrypoints/app/serve-worker.ts";
import { silentLog } from "../../contract/store/store-samples.ts";
import { openAppScene, unsafeQuery } from "./open-app-scene.ts";

it("the metrics of a worker tell of its reviews, and nothing listens once it has stopped", async () => {
  const token = randomBytes(32).toString("hex");
  await using scene = await openAppScene();
  const reading = parseAppSettings({
    APP_ID: String(scene.github.app.id),
    PRIVATE_KEY: scene.github.app.privateKey,
    WEBHOOK_SECRET: scene.github.webhookSecret,
    GITHUB_API_URL: scene.github.url,
    OPENAI_BASE_URL: scene.model.url,
    OPENAI_API_KEY: "none",
    ASSAY_MODEL: "gpt-6.1-terra",
    ASSAY_WORKER_PORT: "0",
    ASSAY_OPERATOR_TOKEN: token,
    HOST: "127.0.0.1",
  });
  if (reading.kind !== "valid") throw new Error(JSON.stringify(reading));
  await scene.app.stop();
  const pull = await scene.repository.openPullRequest({
    branch: "feature",
    files: { "src/find.js": unsafeQuery },
    author: scene.github.account("alice"),
    isDelivered: false,
  });
  const repository = {
    installationId: scene.installation.id,
    repositoryId: scene.repository.id,
    ...{ owner: "octo-org", name: "shop" },
  };
  const pullRequest = { repository, number: pull.number };
  await scene.store.intake.enqueue([{ kind: "review", pullRequest, trigger: "opened", scope: "changed" }]);
  const worker = await serveWorker({
    settings: reading.settings,
    privateKey: scene.github.app.privateKey,
    prices: defaultPriceTable,
    log: silentLog,
    store: scene.store,
    sleep: async (ms, signal) => {
      await delay(Math.min(ms, 20), undefined, { signal });
    },
    pollMs: 10,
    sweepEveryMs: null,
  });
  do await worker.idle();
  while ((await scene.store.report.listJobs(["ready", "active", "parked"], 1)).length > 0);

  const url = `http://127.0.0.1:${worker.port}/metrics`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  const lines = (await response.text()).split("\n");
  expect(lines).toContain('assay_reviews_total{outcome="defects"} 1');
  expect(lines).toContain('assay_jobs{kind="review",state="done"} 1');
  expect(pull.reviews()).toHaveLength(1);
  await worker.stop();
  await expect(fetch(url)).rejects.toThrow();
});
