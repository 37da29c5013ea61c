import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseAppSettings } from "../../src/config/app-settings.ts";
import {
  existingApp,
  type OpenSetup,
  openSetup,
  privateKey,
  readAttribute,
  webhookSecret,
} from "./open-setup.ts";

let setup: OpenSetup;
beforeEach(async () => {
  setup = await openSetup();
});
afterEach(() => setup[Symbol.asyncDispose]());

describe("using an App that exists", () => {
  beforeEach(() => setup.github.answerApp({ status: 200, body: existingApp(setup.github.webUrl) }));

  const good = { "app-id": "4711", "private-key": privateKey, "webhook-secret": webhookSecret };

  it.each([
    ["no App ID", { "app-id": "" }, "app-id", "Missing; copy “App ID”"],
    ["a name for an App ID", { "app-id": "octo" }, "app-id", "Must be a whole number"],
    ["no key", { "private-key": " " }, "private-key", "Missing; paste the whole file"],
    [
      "a cut key",
      { "private-key": privateKey.slice(0, 400) },
      "private-key",
      "Cannot be read: it is cut off",
    ],
    ["something else", { "private-key": "my key" }, "private-key", "Is neither a PEM text"],
    ["no secret", { "webhook-secret": "" }, "webhook-secret", "Missing; use the output"],
    [
      ...["a short secret", { "webhook-secret": webhookSecret.slice(0, 15) }],
      ...[
        "webhook-secret",
        "Is shorter than 16 characters; use the output of <code>openssl rand -hex 32</code>",
      ],
    ],
    [
      ...["a known secret", { "webhook-secret": "development" }],
      ...["webhook-secret", "Is the default that everybody knows"],
    ],
    ["a dull secret", { "webhook-secret": "ab".repeat(20) }, "webhook-secret", "Repeats itself"],
    [
      ...["a secret that no file keeps", { "webhook-secret": `${webhookSecret}'"\`` }],
      ...["webhook-secret", "Holds quotation marks"],
    ],
  ] as const)("saves nothing with %s, and gives back no secret", async (_, changes, field, saying) => {
    const { cookie, form } = await setup.enter();
    const given: Record<string, string> = { ...good, ...changes };
    const { status, text } = await setup.post("/setup/import", { form, ...given }, { cookie });
    const problems = [...text.matchAll(/id="([\w-]+)-problem">(.*?)<\/p>/g)].map(([, id, words]) => [
      id,
      readAttribute(words ?? "").startsWith(saying),
    ]);

    expect([status, problems]).toEqual([422, [[field, true]]]);
    expect(text).toContain(`Look at <a href="#${field}">`);
    expect(text).toContain("Enter key and secret both again");
    expect(text).toContain(`value="${given["app-id"]}"`);
    expect(text).not.toContain(webhookSecret.slice(0, 15));
    expect(text).not.toContain("-----BEGIN");
    expect([setup.saved(), setup.said.length]).toEqual(["", 2]);
  });

  it("saves credentials so that only their owner reads them, beside what else the file says", async () => {
    writeFileSync(setup.file, "# mine\nAPP_ID=\nOPENAI_API_KEY=k\n", { mode: 0o644 });
    const { cookie, form } = await setup.enter();
    const answer = await setup.post("/setup/import", { form, ...good }, { cookie });
    const done = await setup.get("/setup/done", { cookie });
    const reading = parseAppSettings(parseEnv(setup.saved()));

    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/setup/done"]);
    expect(setup.saved().split("\n").slice(0, 3)).toEqual(["# mine", "OPENAI_API_KEY=k", "APP_ID=4711"]);
    expect(statSync(setup.file).mode & 0o777).toBe(0o600);
    expect(reading.kind).toBe("valid");
    expect(done.text).toContain("octo-review is set up");
    expect(done.text).toContain(
      `href="${setup.github.webUrl}/organizations/octo-org/settings/apps/octo-review/installations"`,
    );
    expect(setup.said.join("") + done.text).not.toContain(webhookSecret);
  });

  it.each([401, 404])("saves no pair of App ID and key that GitHub answers %i to", async (status) => {
    setup.github.answerApp({ status, body: "{}" });
    const { cookie, form } = await setup.enter();
    const refused = await setup.post("/setup/import", { form, ...good }, { cookie });

    expect([refused.status, setup.saved()]).toEqual([422, ""]);
    expect(refused.text).toContain('id="private-key-problem">Is not taken by GitHub for this App ID');
  });

  it("saves what GitHub cannot be asked about, and says so", async () => {
    setup.github.answerApp({ status: 200, body: "<html>" });
    const { cookie, form } = await setup.enter();
    const saved = await setup.post("/setup/import", { form, ...good }, { cookie });
    const { text } = await setup.get("/setup/done", { cookie });

    expect([saved.status, setup.saved()]).toEqual([303, expect.stringContaining("APP_ID=4711\n")]);
    expect(text).toContain("The credentials are saved");
    expect(text).toContain("GitHub did not answer");
    expect(text).toContain(`href="${setup.github.webUrl}/settings/apps"`);
  });

  it("leaves the file as it was where it cannot write, and takes no second App meanwhile", async () => {
    const { cookie, form } = await setup.enter();
    rmSync(setup.folder, { recursive: true });
    const failed = await setup.post("/setup/import", { form, ...good }, { cookie });
    mkdirSync(setup.folder);
    const other = await setup.post("/setup/import", { form, ...good, "app-id": "1" }, { cookie });

    expect([failed.status, other.status]).toEqual([500, 303]);
    expect(failed.text).toContain("<code>ENOENT</code>");
    expect(setup.saved()).toContain("APP_ID=4711\n");
  });
});
