import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStore } from "../../src/adapters/store/open-store.ts";
import { parseAppSettings } from "../../src/config/app-settings.ts";
import { parseOperatorAccess } from "../../src/config/operator-settings.ts";
import { parsePriceTable } from "../../src/config/price-table.ts";
import { parseOrganisationPolicy } from "../../src/config/review-policy.ts";
import { openAppParts } from "../../src/entrypoints/app/open-app-parts.ts";
import { delivery, pullRequest, review, silentLog } from "../contract/store/store-samples.ts";
import { madeUpPem } from "../unit/checks/made-up-secrets.ts";
import { tellFigure } from "./attack-figures.ts";
import { findCanaries, hatchCanary } from "./canary.ts";

const canaries = ["webhook secret", "API key", "encryption key", "operator token", "password", "other"].map(
  hatchCanary,
);
const [secret, apiKey, encryptionKey, operatorToken, password, other] = canaries.map(
  ({ value }) => value,
) as [string, string, string, string, string, string];
const pem = { what: "private key", value: madeUpPem("RSA ", 4) };
const all = [...canaries, pem];

const good: Readonly<Record<string, string>> = {
  APP_ID: "77",
  PRIVATE_KEY: pem.value,
  WEBHOOK_SECRET: secret,
  OPENAI_API_KEY: apiKey,
  ASSAY_ENCRYPTION_KEY: encryptionKey,
  ASSAY_OPERATOR_TOKEN: operatorToken,
  PORT: "0",
  LOG_LEVEL: "trace",
};

/** One mistake each, with a canary where somebody put the wrong thing into the wrong place. */
const mistakes: readonly Readonly<Record<string, string>>[] = [
  { APP_ID: secret },
  { PRIVATE_KEY: apiKey },
  { PRIVATE_KEY: pem.value.slice(0, -30) },
  { PRIVATE_KEY: pem.value.replaceAll("\n", " ") + other },
  { PRIVATE_KEY_PATH: `/nowhere/${secret}` },
  { WEBHOOK_SECRET: secret.slice(0, 17) },
  { WEBHOOK_SECRET: ` ${secret}\n${other}` },
  { WEBHOOK_SECRET_PREVIOUS: other.slice(0, 17) },
  { GITHUB_API_URL: `https://user:${password}@github.example.com` },
  { GITHUB_API_URL: `http://${other}.example.com` },
  { GITHUB_API_URL: other },
  { GHE_HOST: `user:${password}@github.example.com` },
  { OPENAI_BASE_URL: `https://user:${password}@models.example.com/v1` },
  { OPENAI_BASE_URL: `ftp://${other}` },
  { OPENAI_BASE_URL: `http://10.0.0.1/${other}` },
  { ASSAY_MODEL_TIMEOUT_MS: other },
  { ASSAY_CONCURRENCY: other },
  { ASSAY_MAX_COST_USD: apiKey },
  { ASSAY_PRICES_FILE: `/nowhere/${other}` },
  { LOG_LEVEL: other },
  { PORT: other },
  { HOST: `${other}\n` },
  { ASSAY_ALLOWED_ACCOUNTS: `${other} ${other}` },
  { ASSAY_OPERATOR_TOKEN: operatorToken.slice(0, 17) },
  { ASSAY_OPERATOR_TOKEN: `${operatorToken} ${other}` },
  { ASSAY_ENCRYPTION_KEY: encryptionKey.slice(0, 17) },
  { DATABASE_URL: `postgres://assay:${password}@127.0.0.1:1/assay` },
  { DATABASE_URL: `mysql://assay:${password}@127.0.0.1/assay` },
  { DATABASE_URL: `postgres://assay:${password}@127.0.0.1:99999/assay` },
  { DATABASE_URL: password },
  { ASSAY_DATA_DIR: `/dev/null/${other}` },
];
/** A folder that somebody named is told as it is. */
const toldOnPurpose = new Set(["ASSAY_DATA_DIR", "ASSAY_PRICES_FILE"]);

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "assay-mistakes-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** What an error tells, with all of its causes. */
function tell(error: unknown): string {
  const parts: string[] = [];
  for (let at = error; at instanceof Error && parts.length < 10; at = at.cause) {
    parts.push(at.message, JSON.stringify(at), String("remedy" in at ? at.remedy : ""));
  }
  return parts.join("\n");
}

const failing = (work: Promise<unknown>) => work.then(() => "it worked", tell);

/** Everything that a start with this environment tells. */
async function start(environment: Readonly<Record<string, string>>): Promise<string> {
  const { PRIVATE_KEY, ...others } = environment;
  const reading = parseAppSettings("PRIVATE_KEY_PATH" in environment ? others : environment);
  if (reading.kind !== "valid") return JSON.stringify(reading);
  try {
    const opened = await openAppParts(reading.settings);
    if (opened.kind === "refused") return JSON.stringify(opened);
    await opened.parts.store.close();
    return opened.kind;
  } catch (error) {
    return tell(error);
  }
}

describe("a mistake at the start", () => {
  it("is told without any value of the environment", async () => {
    for (const mistake of mistakes) {
      const names = Object.keys(mistake);
      const told = await start({ ASSAY_DATA_DIR: directory, ...good, ...mistake });
      const hidden = names.some((name) => toldOnPurpose.has(name))
        ? all.filter(({ what }) => what !== "other")
        : all;
      expect({ names, found: findCanaries(told, hidden) }).toEqual({ names, found: [] });
    }
    tellFigure({ row: "C2", tried: `${mistakes.length} mistakes in the environment: 0 values repeated` });
  });

  it("leaves nothing of a secret on the streams of the process", () => {
    const entry = fileURLToPath(new URL("../../src/entrypoints/app.ts", import.meta.url));
    const wrong = Object.assign({}, good, ...mistakes.filter((mistake) => !("PRIVATE_KEY_PATH" in mistake)));
    const environment = { ...wrong, PATH: process.env["PATH"], NODE_DEBUG: "", NODE_ENV: "production" };
    const run = spawnSync(process.execPath, [entry], { cwd: directory, env: environment, encoding: "utf8" });

    expect(run.status).toBe(78);
    expect(run.stderr).toContain("cannot start");
    expect(findCanaries(`${run.stdout}${run.stderr}`, all)).toEqual([]);
    expect(readdirSync(directory)).toEqual([]);
  });
});

describe("an error of the store", () => {
  it("tells nothing of its key, of its address or of its content", async () => {
    const options = { encryptionKey, now: Date.now, log: silentLog };
    const store = await openStore({ kind: "sqlite", directory }, options);
    await store.intake.accept(delivery(), [review("opened", pullRequest(7))]);
    const errors = [await failing(openStore({ kind: "sqlite", directory }, options))];
    await store.close();
    errors.push(
      await failing(openStore({ kind: "sqlite", directory }, { ...options, encryptionKey: other })),
    );
    const url = (host: string) => `postgres://assay:${password}@${host}/assay`;
    for (const host of ["127.0.0.1:1", "127.0.0.1:1,127.0.0.1:2", "[::1]:1"]) {
      errors.push(await failing(openStore({ kind: "postgres", url: url(host) }, options)));
    }
    for (const name of readdirSync(directory)) writeFileSync(join(directory, name), `${other} `.repeat(200));
    const reopened = await failing(
      openStore({ kind: "sqlite", directory }, options).then(async (repaired) => {
        const told = JSON.stringify(repaired.recovered);
        await repaired.close();
        throw new Error(told);
      }),
    );
    errors.push(reopened);

    expect(errors.filter((error) => error === "it worked")).toEqual([]);
    expect(findCanaries(errors.join("\n"), all)).toEqual([]);
    tellFigure({ row: "C2", tried: `${errors.length} errors of the store: 0 keys, 0 passwords` });
  });
});

describe("a parser of what an operator gives", () => {
  it("quotes no secret", () => {
    const readings = [
      parseOperatorAccess(`https://user:${password}@assay.example.com`, {
        ASSAY_OPERATOR_TOKEN: operatorToken,
      }),
      parseOperatorAccess("https://assay.example.com", { ASSAY_OPERATOR_TOKEN: `${operatorToken} x` }),
      parsePriceTable(`{"asOf": "${password}", "models": {"a": {"input": "${apiKey}"}}}`),
      parsePriceTable(`{${secret}`),
      parseOrganisationPolicy(`fail-on: ${password}\nnotes: [{note: ${apiKey}}]\ntriggers: ${secret}\n`),
    ];
    expect(readings.map(({ kind }) => kind)).toEqual(readings.map(() => "invalid"));
    expect(findCanaries(JSON.stringify(readings), all)).toEqual([]);
  });
});
