import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { openStore } from "../../src/adapters/store/open-store.ts";
import { parseAppManifest } from "../../src/config/app-manifest.ts";
import { type CheckResult, exitCodeOfChecks } from "../../src/entrypoints/cli/doctor/check-result.ts";
import type { Machine } from "../../src/entrypoints/cli/doctor/doctor-scene.ts";
import { examineSetup } from "../../src/entrypoints/cli/doctor/examine-setup.ts";
import { renderChecks, serializeChecks } from "../../src/entrypoints/cli/doctor/render-checks.ts";
import type { Store } from "../../src/pipeline/ports-store.ts";
import { silentLog } from "../contract/store/store-samples.ts";
import {
  type GitHubDouble,
  type GitHubDoubleOptions,
  startGitHubDouble,
} from "../fakes/github/start-github-double.ts";
import type { Permissions } from "../fakes/github/world.ts";
import {
  type LocalModelServer,
  modelList,
  type Pages,
  startLocalModelServer,
} from "../fakes/local-model-server.ts";
import { completion } from "../fakes/model-replies.ts";
import { always, type Script } from "../fakes/model-server.ts";
import { type OpenIngress, openIngress } from "./open-ingress.ts";
import { bareEnvironment } from "./run-assay.ts";

/** Made up at run time, so that no file holds a secret. */
export const apiKey = ["sk", "canary", "4711", "0815"].join("-");
export const storeKey = ["5e1f", "d20c", "94ab", "7736"].join("").repeat(2);

const manifest = parseAppManifest(readFileSync(new URL("../../app.yml", import.meta.url), "utf8"));
/** What the App asks for. */
export const wantedPermissions = (manifest?.permissions ?? {}) as Permissions;
export const wantedEvents = manifest?.events ?? [];

/** A set-up in which nothing is wrong: GitHub, a model, a store and a running webhook server. */
export interface HealthySetup extends AsyncDisposable {
  readonly environment: Record<string, string>;
  readonly machine: { -readonly [Name in keyof Machine]: Machine[Name] };
  readonly github: GitHubDouble;
  readonly model: LocalModelServer;
  readonly ingress: OpenIngress;
  readonly directory: string;
}

export interface SetupOptions extends GitHubDoubleOptions {
  readonly pages?: Pages;
  readonly script?: Script;
}

export const healthyAnswer = completion({ larger: 17 }, { model: "gpt-6.1-terra" });
const healthyPages: Pages = { "/v1/models": modelList({ id: "gpt-6.1-terra" }, { id: "gpt-6-luna" }) };

export async function openHealthySetup(options: SetupOptions = {}): Promise<HealthySetup> {
  const model = await startLocalModelServer(
    options.pages ?? healthyPages,
    options.script ?? always(healthyAnswer),
  );
  const ingress = await openIngress();
  const github = await startGitHubDouble({
    permissions: wantedPermissions,
    events: wantedEvents,
    webhookUrl: ingress.url,
    ...options,
  });
  github.install({ account: github.account("octo-org", "Organization") });
  const directory = mkdtempSync(join(tmpdir(), "assay-doctor-"));
  await (await openEmbeddedStore({ directory })).close();
  return {
    environment: {
      ...bareEnvironment(),
      APP_ID: String(github.app.id),
      PRIVATE_KEY: github.app.privateKey,
      WEBHOOK_SECRET: github.webhookSecret,
      GITHUB_API_URL: github.url,
      OPENAI_BASE_URL: model.url,
      ASSAY_MODEL: "gpt-6.1-terra",
      OPENAI_API_KEY: apiKey,
      ASSAY_DATA_DIR: directory,
      ASSAY_ENCRYPTION_KEY: storeKey,
      PORT: "0",
      HOST: "127.0.0.1",
    },
    machine: { nodeVersion: "24.1.0", now: Date.now, freeBytesOf: async () => 5e10 },
    github,
    model,
    ingress,
    directory,
    [Symbol.asyncDispose]: async () => {
      await github.close();
      await model[Symbol.asyncDispose]();
      await ingress[Symbol.asyncDispose]();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Opens the store of a set-up, as the App does. */
export function openEmbeddedStore({ directory }: Pick<HealthySetup, "directory">): Promise<Store> {
  const options = { encryptionKey: storeKey, now: Date.now, log: silentLog };
  return openStore({ kind: "sqlite", directory }, options);
}

/** What the doctor finds. No secret of the environment stands in what it prints. */
export async function examine(setup: HealthySetup, timeoutMs = 5_000): Promise<readonly CheckResult[]> {
  const results = await examineSetup({
    environment: setup.environment,
    isForApp: true,
    timeoutMs,
    machine: setup.machine,
    resolvePath: (path) => path,
  });
  const printed = `${renderChecks(results)}\n${serializeChecks(results)}`;
  expect(printed).not.toMatch(/canary|BEGIN/);
  for (const secret of [setup.github.webhookSecret, storeKey, setup.github.app.privateKey.slice(40, 90)]) {
    expect(printed).not.toContain(secret);
  }
  return results;
}

/** The check of a broken set-up: how it ended, whether it says what was found and what to do, and the exit code. */
interface Diagnosis {
  readonly name: CheckResult["name"];
  readonly state: "warning" | "problem";
  readonly found: RegExp;
  readonly remedy: RegExp;
  /** 0 for a warning. */
  readonly exitCode: number;
}

/** A row of the tables of broken set-ups. */
export interface BrokenSetup extends Diagnosis {
  readonly title: string;
  readonly options?: SetupOptions;
  /** What it gives back is run when the doctor is done. */
  readonly breakIt?: (setup: HealthySetup) => unknown;
  readonly timeoutMs?: number;
}

/** Breaks a set-up by its environment. */
export function setVariables(values: Readonly<Record<string, string>>): (setup: HealthySetup) => void {
  return ({ environment }) => {
    Object.assign(environment, values);
  };
}

/** Runs the doctor on a broken set-up, and expects the one diagnosis and no other problem. */
export async function expectDiagnosisOf({
  options,
  breakIt,
  timeoutMs,
  ...diagnosis
}: BrokenSetup): Promise<void> {
  await using setup = await openHealthySetup(options);
  const mend = await breakIt?.(setup);
  const results = await examine(setup, timeoutMs);
  if (typeof mend === "function") await mend();
  expectDiagnosis(results, diagnosis);
  expect(setup.github.violations).toEqual([]);
}

function expectDiagnosis(results: readonly CheckResult[], wanted: Diagnosis): void {
  const { name, state, remedy, exitCode } = wanted;
  const found = results.find((result) => result.name === name && result.state === state);
  expect(found, renderChecks(results)).toMatchObject({
    state,
    found: expect.stringMatching(wanted.found),
    remedy: expect.stringMatching(remedy),
  });
  const others = results.filter((result) => result.state === "problem" && result.name !== name);
  expect([others, exitCodeOfChecks(results)]).toEqual([[], exitCode]);
}

/** A port on which nothing listens. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
