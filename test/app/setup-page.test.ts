import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseEnv } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { parseAppSettings } from "../../src/config/app-settings.ts";
import { madeCode } from "../fakes/manifest-server.ts";
import {
  createdApp,
  type OpenSetup,
  openSetup,
  type Reply,
  readAttribute,
  webhookSecret,
} from "./open-setup.ts";

let setup: OpenSetup;
beforeEach(async () => {
  setup = await openSetup();
});
afterEach(() => setup[Symbol.asyncDispose]());

const routes = [
  ...["/setup", "/setup/done", `/setup/created?code=${madeCode}&state=x`],
  ...["/setup/create", "/setup/import", "/setup/save"],
] as const;
const isForm = (path: string) => /(?:create|import|save)$/.test(path);
const pathOfLink = () => setup.link.slice(setup.url.length);
/** The form that goes to GitHub: where, and with what. */
function readForm(text: string): { readonly action: string; readonly manifest: Record<string, unknown> } {
  const [, action = "", manifest = ""] =
    /action="([^"]+)"><input type="hidden" name="manifest" value="([^"]*)"/.exec(text) ?? [];
  return { action: readAttribute(action), manifest: JSON.parse(readAttribute(manifest)) };
}

describe("the gate of the set-up page", () => {
  it("tells its link in one line, and the token of every start is another", async () => {
    await using other = await openSetup();

    expect(setup.said).toEqual([
      `No credentials of a GitHub App are set. Open this link, which is good for one browser: ${setup.link}`,
    ]);
    expect(setup.link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/setup\?token=[\w-]{43}$/);
    expect(other.link.split("=")[1]).not.toBe(setup.link.split("=")[1]);
  });

  it.each(routes)("refuses %s to whoever has no session, and says where the link is", async (path) => {
    const replies = isForm(path)
      ? [await setup.post(path, { form: "x" }), await setup.post(path, {}, { cookie: "assay-setup=1.a.b" })]
      : [await setup.get(path), await setup.get(path, { cookie: "assay-setup=1.a.b" })];
    for (const { status, text, headers } of replies) {
      expect([status, headers.get("referrer-policy")]).toEqual([401, "no-referrer"]);
      expect(text).toContain("Where to find the link");
      expect(text).not.toMatch(/<(?:form|input)/);
    }
    expect(setup.github.codes).toEqual([]);
  });

  it("opens once, for a cookie that scripts and other sites do not get, and leads to an address without the token", async () => {
    const first = await setup.get(pathOfLink());
    const second = await setup.get(pathOfLink());

    expect([first.status, first.headers.get("location"), first.headers.get("referrer-policy")]).toEqual([
      303,
      "/setup",
      "no-referrer",
    ]);
    expect(first.headers.get("set-cookie")).toMatch(
      /^assay-setup=[\w.-]+; Path=\/setup; Max-Age=43200; HttpOnly; SameSite=Lax$/,
    );
    expect([second.status, second.headers.get("set-cookie")]).toEqual([403, null]);
    expect(second.text).toContain("This link has been used.");
    expect(setup.said.at(-1)).toContain("If that was not you, stop Assay.");
  });

  it("keeps its cookie to HTTPS where the browser came by it, and lets the browser in that has it", async () => {
    const { headers } = await setup.get(pathOfLink(), { "x-forwarded-proto": "https" });
    const cookie = headers.get("set-cookie")?.split(";")[0] ?? "";
    const again = await setup.get(pathOfLink(), { cookie });

    expect(headers.get("set-cookie")).toMatch(/; Secure$/);
    expect([again.status, again.headers.get("location")]).toEqual([303, "/setup"]);
  });

  it("lets nobody in with another token, soon tries no more, and lets nobody lock out who has the link", async () => {
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 11; attempt += 1) {
      statuses.push((await setup.get(`/setup?token=${"x".repeat(43)}`)).status);
    }
    const wrong = await setup.get("/setup?token=x");
    const right = await setup.get(pathOfLink());
    setup.clock.ms += 600_001;

    expect(statuses).toEqual([...Array(10).fill(403), 429]);
    expect([wrong.status, wrong.headers.get("retry-after")]).toEqual([429, "600"]);
    expect(right.status).toBe(303);
    expect((await setup.get("/setup?token=x")).status).toBe(403);
  });

  it("takes no other method, so that nothing but a visit uses the link up", async () => {
    const head = await fetch(setup.link, { method: "HEAD" });

    expect([head.status, (await setup.get(pathOfLink())).status]).toEqual([405, 303]);
  });

  it.each([
    ["/", 303],
    ["/healthz", 200],
    ["/operator/icon.svg", 200],
    ["/operator", 404],
    ["/ping", 404],
    ["/api/github/webhooks", 404],
    ["/probot/import", 404],
    ["/setup/../package.json", 404],
  ])("leaves nothing else open: %s is answered %i", async (path, status) => {
    expect((await setup.get(path)).status).toBe(status);
  });

  it.each(["/setup/create", "/setup/import", "/setup/save"])(
    "takes a form of %s only from its own page",
    async (path) => {
      const { cookie, form } = await setup.enter();
      const statuses = [
        await setup.post(path, {}, { cookie }),
        await setup.post(path, { form: `${form}x` }, { cookie }),
        await setup.post(path, { form }, { cookie, "sec-fetch-site": "cross-site" }),
        await setup.post(path, { form, more: "x".repeat(17_000) }, { cookie }),
        await setup.post(path, { form }, { cookie, "content-type": "text/plain" }),
      ].map(({ status }) => status);

      expect(statuses).toEqual([403, 403, 400, 400, 400]);
      expect(setup.saved()).toBe("");
    },
  );
});

describe("a start without credentials", () => {
  const app = fileURLToPath(new URL("../../src/entrypoints/app.ts", import.meta.url));

  it("prints the one line, serves the page until it is told to end, and takes its form from the environment", async () => {
    const environment = { PATH: process.env["PATH"], HOST: "127.0.0.1", PORT: "0", GH_ORG: "octo-org" };
    const hook = { WEBHOOK_PROXY_URL: "https://assay.example.com" };
    const child = spawn(process.execPath, [app], { cwd: setup.folder, env: { ...environment, ...hook } });
    const ended = once(child, "exit");
    const [line] = await once(createInterface(child.stdout), "line");
    const link = /good for one browser: (\S+)$/.exec(String(line))?.[1] ?? "";
    const entered = await fetch(link, { redirect: "manual" });
    const cookie = entered.headers.get("set-cookie")?.split(";")[0] ?? "";
    const page = await fetch(new URL("/setup", link), { headers: { cookie } });
    const text = await page.text();
    child.kill("SIGTERM");

    expect([page.status, await ended]).toEqual([200, [0, null]]);
    expect(text).toContain('value="octo-org"');
    expect(text).toContain('value="https://assay.example.com"');
  });
});

describe("creating the App", () => {
  const address = "https://assay.example.com";

  async function confirm(
    fields: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Reply & { readonly cookie: string }> {
    const { cookie, form } = await setup.enter();
    const reply = await setup.post("/setup/create", { form, ...fields }, { cookie, ...headers });
    return { ...reply, cookie };
  }

  /** Goes to GitHub and back as a browser would. */
  async function goToGitHub(text: string, cookie: string): Promise<Reply> {
    const { action, manifest } = readForm(text);
    const body = new URLSearchParams({ manifest: JSON.stringify(manifest) });
    const page = await (await fetch(action, { method: "POST", body })).text();
    const back = readAttribute(/value="([^"]+)"/.exec(page)?.[1] ?? "");
    const agreed = { method: "POST", body: new URLSearchParams({ back }), redirect: "manual" } as const;
    const { headers } = await fetch(`${setup.github.webUrl}/agree`, agreed);
    return setup.get((headers.get("location") ?? "").slice(setup.url.length), { cookie });
  }

  it("sends app.yml to GitHub, with the way back to where the browser is and webhooks to the address", async () => {
    const { status, text, headers } = await confirm({ address, organisation: "" }, { origin: setup.url });
    const { action, manifest } = readForm(text);
    const file = parse(readFileSync(new URL("../../app.yml", import.meta.url), "utf8"));

    expect([status, action.replace(/=.*/, "")]).toEqual([
      200,
      `${setup.github.webUrl}/settings/apps/new?state`,
    ]);
    expect(manifest).toEqual({
      ...file,
      url: address,
      redirect_url: `${setup.url}/setup/created`,
      hook_attributes: { url: `${address}/api/github/webhooks`, active: true },
    });
    expect(headers.get("content-security-policy")).toContain(`form-action 'self' ${setup.github.webUrl};`);
    expect(headers.get("referrer-policy")).toBe("strict-origin");
  });

  const proxied = { "x-forwarded-host": "p.example.com", "x-forwarded-proto": "https" };
  it.each([
    ["an organisation", "octo-org", null, {}],
    ["a page behind a proxy", "", "https://proxy.example.com", { origin: "https://proxy.example.com" }],
    ["a browser that tells no origin", "", "https://p.example.com", proxied],
  ])("leads %s to the right place and back", async (_, organisation, back, sent) => {
    const { text } = await confirm({ address, organisation }, { ...sent });
    const { action, manifest } = readForm(text);

    expect([new URL(action).pathname, manifest["redirect_url"]]).toEqual([
      `${organisation === "" ? "" : `/organizations/${organisation}`}/settings/apps/new`,
      `${back ?? setup.url}/setup/created`,
    ]);
  });

  it("keeps what was written where something is wrong with it", async () => {
    const { status, text } = await confirm({ address: "ftp://assay.example.com", organisation: "a/b" });

    expect(status).toBe(422);
    expect(text).toContain('value="ftp://assay.example.com" aria-describedby="address-problem address-help"');
    expect(text).toContain('id="address-problem">Must begin with https://');
    expect(text).toContain('value="a/b"');
    expect(text).toContain('id="organisation-problem">Must be the name of one organisation');
  });

  it("ends with saved credentials, a link that installs the App, and a closed page", async () => {
    setup.github.answer({ status: 201, body: createdApp(setup.github.webUrl) });
    const { text, cookie } = await confirm({ address });
    const back = await goToGitHub(text, cookie);
    const done = await setup.get("/setup/done", { cookie });
    const reading = parseAppSettings(parseEnv(setup.saved()));

    expect([back.status, back.headers.get("location")]).toEqual([303, "/setup/done"]);
    expect(done.text).toContain("Octo Review is set up");
    expect(done.text).toContain(`href="${setup.github.webUrl}/apps/octo-review/installations/new"`);
    expect(done.text).toContain(`<code>${setup.file}</code>`);
    expect(reading.kind === "valid" && [reading.settings.appId, reading.settings.webhookSecrets]).toEqual([
      4711,
      [webhookSecret],
    ]);
    expect(setup.said.at(-1)).toBe(`The credentials are in ${setup.file}. Start Assay again to use them.`);
    for (const path of ["/setup", `/setup/created?code=${madeCode}&state=x`]) {
      expect((await setup.get(path, { cookie })).headers.get("location")).toBe("/setup/done");
    }
    expect([setup.github.codes, (await setup.get("/setup/done")).status]).toEqual([[madeCode], 401]);
    expect(setup.saved() + setup.said.join("") + done.text).not.toContain("not-kept");
  });

  it.each([
    ["does not know the code", { status: 404, body: "{}" }, 400, "older than an hour"],
    ["is broken", { status: 503, body: "<html>" }, 502, "try again"],
    ["limits requests", { status: 429, body: "{}" }, 502, "try again"],
    ["answers garbage", { status: 201, body: "<html>" }, 502, "cannot be used"],
    ["tells no key", { status: 201, body: '{"id":1}' }, 502, "cannot be used"],
    ["makes a short secret", { webhook_secret: "short" }, 502, "can be guessed"],
    ["makes no secret", { webhook_secret: null }, 502, "secret that is missing"],
    ["tells a broken key", { pem: "-----BEGIN" }, 502, "cannot be used"],
  ])("says what to do where GitHub %s", async (_, answer, status, saying) => {
    const canRepeat = saying === "try again";
    const { webUrl } = setup.github;
    setup.github.answer("status" in answer ? answer : { status: 201, body: createdApp(webUrl, answer) });
    const { text, cookie } = await confirm({ address });
    const failed = await goToGitHub(text, cookie);

    expect(failed.status).toBe(status);
    expect(failed.text).toContain(saying);
    expect(failed.text).toContain("Nothing was saved.");
    expect(failed.headers.get("referrer-policy")).toBe("no-referrer");
    expect(failed.text).toContain(canRepeat ? "Try again</a>" : `href="${webUrl}/settings/apps"`);
    expect([setup.saved(), setup.said.at(-1)]).toEqual(["", expect.stringContaining("is not set up yet")]);
    setup.github.answer({ status: 201, body: createdApp(webUrl) });
    const again = readAttribute(/href="(\/setup\/created[^"]+)"/.exec(failed.text)?.[1] ?? "/setup");
    expect((await setup.get(again, { cookie })).status).toBe(canRepeat ? 303 : 200);
  });

  it("exchanges a code once at a time, because GitHub takes it once", async () => {
    setup.github.answer(null);
    const { text, cookie } = await confirm({ address });
    const first = goToGitHub(text, cookie);
    await vi.waitFor(() => expect(setup.github.codes).toEqual([madeCode]));
    const second = await goToGitHub(text, cookie);
    await setup.github[Symbol.asyncDispose]();

    expect([second.status, (await first).status]).toEqual([409, 502]);
    expect(second.text).toContain("Try again</a>");
  });

  it.each(["", "&state=", "&state=guessed"])("asks GitHub nothing for a way back with %j", async (state) => {
    const { cookie } = await setup.enter();
    const { status, text } = await setup.get(`/setup/created?code=${madeCode}${state}`, { cookie });

    expect([status, setup.github.codes]).toEqual([403, []]);
    expect(text).toContain("Nothing was asked of GitHub.");
  });

  it.each([
    ["a checkout that does not ignore the file", "node_modules/\n", true],
    ["a checkout that ignores the file", ".env\n", false],
    ["no checkout", null, false],
  ])("warns where git would take the credentials into a commit: %s", async (_, ignored, isWarned) => {
    if (ignored !== null) {
      expect(spawnSync("git", ["init", "--quiet", setup.folder]).status).toBe(0);
      writeFileSync(join(setup.folder, ".gitignore"), ignored);
    }
    setup.github.answer({ status: 201, body: createdApp(setup.github.webUrl) });
    const { text, cookie } = await confirm({ address });
    await goToGitHub(text, cookie);
    const done = await setup.get("/setup/done", { cookie });

    expect([done.status, done.text.includes("is a git checkout which does not ignore")]).toEqual([
      200,
      isWarned,
    ]);
  });

  it("does not link to a page that GitHub names and that is not its own", async () => {
    const body = createdApp("https://evil.example.com", { name: "<b>Octo</b>" });
    setup.github.answer({ status: 201, body });
    const { text, cookie } = await confirm({ address });
    await goToGitHub(text, cookie);
    const done = await setup.get("/setup/done", { cookie });

    expect(done.text).toContain("&lt;b&gt;Octo&lt;/b&gt; is set up");
    expect(done.text).not.toContain("evil.example.com");
  });

  it("loses no credentials where the file cannot be written", async () => {
    setup.github.answer({ status: 201, body: createdApp(setup.github.webUrl) });
    const { text, cookie } = await confirm({ address });
    mkdirSync(setup.file);
    const failed = await goToGitHub(text, cookie);
    const form = /name="form" value="([^"]+)"/.exec(failed.text)?.[1] ?? "";
    const still = await setup.get("/setup", { cookie });
    rmSync(setup.file, { recursive: true });
    const saved = await setup.post("/setup/save", { form }, { cookie });

    expect([failed.status, still.status, saved.status]).toEqual([500, 500, 303]);
    expect(failed.text).toMatch(/cannot be written \(<code>E\w+<\/code>\)/);
    expect(still.text).toContain("The credentials wait in memory");
    expect(setup.saved()).toContain("APP_ID=4711\n");
    expect(setup.github.codes).toEqual([madeCode]);
    expect(readdirSync(setup.folder)).toEqual([".env"]);
  });
});
