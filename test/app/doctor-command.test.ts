import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { modelList, startLocalModelServer } from "../fakes/local-model-server.ts";
import { completion } from "../fakes/model-replies.ts";
import { always } from "../fakes/model-server.ts";
import { runAssay } from "./run-assay.ts";
import { runInProcess } from "./run-in-process.ts";

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "assay-doctor-command-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const doctor = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
  runInProcess(["doctor", ...args], { directory, environment });
/** Letters in columns of one blank. */
const squeeze = (text: string) => text.split("\n").map((line) => line.replace(/ {2,}/g, " "));

describe("assay doctor", () => {
  it("prints one line a check, and a missing key is only a warning", async () => {
    const { code, stdout, stderr } = await doctor([]);

    expect([code, stderr]).toEqual([0, ""]);
    expect(squeeze(stdout)).toEqual([
      expect.stringMatching(/^ok Node\.js version \d/),
      expect.stringMatching(/^ok git version \d/),
      "ok settings every variable can be read",
      expect.stringMatching(/^ok price file the embedded one is used, as of 20/),
      "not checked model endpoint because no model is configured",
      "warning model key no model is configured: only the deterministic checks run → Set OPENAI_API_KEY, or OPENAI_BASE_URL to a server on this machine.",
      "not checked model because no model is configured",
      "not checked model's answer because no model is configured",
      "not checked structured output because no model is configured",
      "not checked context length because no model is configured",
      "not checked App's credentials because no credentials of an App are set; --app checks the App too",
      "",
      "0 problems, 1 warning.",
      "",
    ]);
  });

  it("says that nothing is wrong with a local model", async () => {
    const models = modelList({ id: "qwen3-coder", max_model_len: 32_768 });
    await using model = await startLocalModelServer(
      { "/v1/models": models },
      always(completion({ larger: 17 })),
    );
    const { code, stdout } = await doctor([], {
      OPENAI_BASE_URL: model.url,
      ASSAY_MODEL: "qwen3-coder",
    });

    expect([code, stdout.split("\n").at(-2)]).toEqual([0, "Nothing is wrong."]);
    expect(stdout).toContain("none is set, and none is asked for");
  });

  it("prints JSON, with every mistake of the settings at once", async () => {
    const environment = { ASSAY_CONCURRENCY: "0", OPENAI_BASE_URL: "ftp://canary", LOG_LEVEL: "loud" };
    const { code, stdout } = await doctor(["--json"], environment);
    const report = JSON.parse(stdout);

    expect([code, report.version, report.exitCode]).toEqual([78, 1, 78]);
    expect(report.checks.filter(({ state }: { state: string }) => state === "problem")).toEqual([
      {
        name: "settings",
        state: "problem",
        found: expect.stringMatching(/^ASSAY_CONCURRENCY/),
        remedy: expect.any(String),
      },
      {
        name: "settings",
        state: "problem",
        found: expect.stringMatching(/^LOG_LEVEL/),
        remedy: expect.any(String),
      },
      {
        name: "settings",
        state: "problem",
        found: expect.stringMatching(/^OPENAI_BASE_URL/),
        remedy: expect.any(String),
      },
    ]);
    expect(stdout).not.toContain("canary");
  });

  it("wants all that the App needs with --app, and reads .env as the App does", async () => {
    const folder = mkdtempSync(join(directory, "app-"));
    writeFileSync(join(folder, ".env"), "APP_ID=none\nASSAY_DATA_DIR=./elsewhere\n");
    const { code, stdout } = await runAssay(["doctor", "--app"], { directory: folder });
    const lines = squeeze(stdout);

    expect(code).toBe(78);
    expect(lines).toContain(
      "problem settings APP_ID: must be a whole number → Copy “App ID” from the settings page of the App.",
    );
    expect(lines).toContainEqual(expect.stringMatching(/^problem settings PRIVATE_KEY: missing/));
    expect(lines).toContainEqual(expect.stringMatching(/^problem webhook secret WEBHOOK_SECRET: missing/));
    expect(lines).toContainEqual(expect.stringMatching(/^ok data folder .*\/elsewhere will be made/));
    expect(readdirSync(folder)).toEqual([".env"]);
  });

  it("takes nothing from a folder's .env without --app: it could send the key elsewhere", async () => {
    const folder = mkdtempSync(join(directory, "folder-"));
    await using model = await startLocalModelServer({}, always(completion({ larger: 17 })));
    writeFileSync(join(folder, ".env"), `OPENAI_BASE_URL=${model.url}\nAPP_ID=1\n`);
    const { code } = await runAssay(["doctor"], { directory: folder });

    expect([code, model.read, model.questions]).toEqual([0, [], []]);
  });

  it.each([["0"], ["601"], ["soon"]])("does not wait for %s seconds", async (seconds) => {
    const { code, stderr } = await doctor(["--timeout", seconds]);

    expect([code, stderr]).toEqual([64, expect.stringContaining("above 0 and up to 600")]);
  });
});
