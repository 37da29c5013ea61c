import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseAppSettings } from "../../src/config/app-settings.ts";
import { fixManifest } from "../../src/entrypoints/app/fix-manifest.ts";
import { type Setup, startSetup } from "../../src/entrypoints/app/start-setup.ts";

const folder = mkdtempSync(join(tmpdir(), "assay-setup-"));
const environmentFile = join(folder, ".env");
const said: string[] = [];
let setup: Setup;

beforeAll(async () => {
  setup = await startSetup({
    port: 0,
    host: "127.0.0.1",
    environmentFile,
    publicWebhookUrl: null,
    say: (text) => said.push(text),
  });
});
afterAll(async () => {
  await setup.close();
  rmSync(folder, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${setup.url}${path}`, { redirect: "manual", headers });

function readManifest(page: string): Record<string, unknown> {
  const attribute = / value="([^"]*)"/.exec(page)?.[1] ?? "";
  return JSON.parse(attribute.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&amp;", "&"));
}

describe("the setup page", () => {
  it("is where a browser ends up, and the person is told its address", async () => {
    const start = await get("/");

    expect([start.status, start.headers.get("location")]).toEqual([302, "/probot"]);
    expect(said[0]).toContain(`Open ${setup.url} to create the App.`);
  });

  it("creates the App from app.yml, private, with webhooks at the address that it was opened under", async () => {
    const page = await get("/probot", {
      "x-forwarded-host": "assay.example.com",
      "x-forwarded-proto": "https",
    });
    const manifest = parse(readFileSync(new URL("../../app.yml", import.meta.url), "utf8"));

    expect(readManifest(await page.text())).toEqual({
      ...manifest,
      version: "v1",
      redirect_url: "https://assay.example.com/probot/setup",
      hook_attributes: { url: "https://assay.example.com/api/github/webhooks", active: true },
    });
    expect(page.headers.get("x-frame-options")).toBe("DENY");
  });

  it.each([
    ["/healthz", 200],
    ["/probot/import", 200],
    ["/probot/static/primer.css", 200],
    ["/probot/setup", 400],
    ["/ping", 404],
    ["/api/github/webhooks", 404],
    ["/probot/../package.json", 404],
  ])("and nothing else is served: %s is answered %i", async (path, status) => {
    expect((await get(path)).status).toBe(status);
  });

  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  const secret = ["3f9c", "a71e", "55d0", "b8e2", "46"].join("");
  const post = (origin: string | null) =>
    fetch(`${setup.url}/probot/import`, {
      method: "POST",
      body: JSON.stringify({ appId: "4711", pem: privateKey, webhook_secret: secret }),
      headers: origin === null ? {} : { origin },
    });

  it.each([["https://evil.example.com"], [null], ["null"], ["http://127.0.0.1:1"]])(
    "takes no credentials from a page of %s",
    async (origin) => {
      expect((await post(origin)).status).toBe(403);
    },
  );

  it("saves credentials so that only their owner reads them, and the App starts with them", async () => {
    writeFileSync(environmentFile, "# mine\nAPP_ID=1\nOPENAI_API_KEY=k\n", { mode: 0o644 });
    const answer = await post(setup.url);
    const text = readFileSync(environmentFile, "utf8");
    const reading = parseAppSettings(parseEnv(text));

    expect(answer.status).toBe(200);
    expect(text.split("\n").slice(0, 3)).toEqual(["# mine", "OPENAI_API_KEY=k", 'APP_ID="4711"']);
    expect(statSync(environmentFile).mode & 0o777).toBe(0o600);
    expect(reading.kind === "valid" && [reading.settings.appId, reading.settings.webhookSecrets]).toEqual([
      4711,
      [secret],
    ]);
    expect(said.at(-1)).toContain("Start Assay again");
    expect(said.join("")).not.toContain(secret);
  });
});

describe("the manifest in a page", () => {
  it("goes to the address that the operator names", () => {
    const page = fixManifest(
      '<button value=\'{"a":"<b>&"}\'>',
      "http://localhost",
      "https://x.example.com/hook",
    );

    expect(readManifest(page)).toEqual({
      a: "<b>&",
      hook_attributes: { url: "https://x.example.com/hook", active: true },
    });
    expect(page).not.toContain("<b>");
  });

  it.each(["<p>none</p>", "<button value='broken'>", "<button value='null'>"])(
    "that is none stays: %s",
    (page) => {
      expect(fixManifest(page, "http://localhost", null)).toBe(page);
    },
  );
});
