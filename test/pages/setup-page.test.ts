import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  createdApp,
  existingApp,
  type OpenSetup,
  openSetup,
  privateKey,
  webhookSecret,
} from "../app/open-setup.ts";

const executablePath = "/usr/bin/chromium";
const hasBrowser = existsSync(executablePath);
const shots = fileURLToPath(new URL("./shots", import.meta.url));
const look = readFileSync(new URL("./look-at-operator-page.js", import.meta.url), "utf8");

const faultless = {
  ...{ language: "en", title: expect.stringMatching(/ – Assay$/), mainHeadings: 1, landmarks: [1, 0, 0] },
  ...{ overflowing: [], faint: [], unlabelled: [], nameless: [], small: [], skippedHeadings: [] },
  ...{ looseHeaders: [], headlessTables: [], unnamedRegions: [], unnamedPictures: [] },
  ...{ doubleIds: [], foreign: [] },
};

const looks = (["light", "dark"] as const).flatMap((scheme) =>
  ([1_200, 360] as const).map((width) => ({ scheme, width })),
);

if (!hasBrowser) console.warn(`The set-up page is not looked at: there is no ${executablePath}.`);

describe.skipIf(!hasBrowser)("the set-up page in a browser", () => {
  let browser: Browser;
  let setup: OpenSetup;

  beforeAll(async () => {
    mkdirSync(shots, { recursive: true });
    browser = await chromium.launch({
      executablePath,
      args: [
        ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
        ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
      ],
    });
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    // Another host than that of the double, so that GitHub is another site as it is outside.
    setup = await openSetup({ host: "localhost" });
    setup.github.answer({ status: 201, body: createdApp(setup.github.webUrl) });
  });
  afterEach(() => setup[Symbol.asyncDispose]());

  interface Visit {
    readonly page: Page;
    readonly complaints: readonly string[];
    /** Every address that was asked for, with what told it. */
    readonly asked: readonly string[];
  }

  async function visit(options: Parameters<Browser["newContext"]>[0] = {}): Promise<Visit> {
    const page = await (await browser.newContext(options)).newPage();
    const complaints: string[] = [];
    const asked: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => asked.push(`${request.url()} ${request.headers()["referer"] ?? ""}`));
    await page.goto(setup.link);
    return { page, complaints, asked };
  }

  test.each(looks)("is whole and readable on its whole way: $scheme, $width pixels", async (options) => {
    const { scheme, width } = options;
    const { page, complaints, asked } = await visit({
      viewport: { width, height: 900 },
      colorScheme: scheme,
    });
    const inspect = async (name: string) => {
      expect([name, await page.evaluate(look)]).toEqual([name, faultless]);
      await page.screenshot({ path: `${shots}/setup-${name}-${width}-${scheme}.png`, fullPage: true });
    };
    await inspect("start");
    await page.getByLabel("App ID").fill("Iv1.0123456789abcdef");
    await page.getByLabel("Private key").fill("octo-review.private-key.pem");
    await page.getByLabel("Webhook secret").fill("short");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("alert").waitFor();
    await inspect("problems");
    await page.getByLabel("Address of this server").fill("assay.example.com");
    await page.getByLabel("Organisation").fill("octo-org");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("button", { name: "Go to GitHub" }).waitFor();
    await inspect("confirm");
    setup.github.answer({ status: 503, body: "" });
    await page.getByRole("button", { name: "Go to GitHub" }).click();
    await page.getByRole("button", { name: "Create GitHub App" }).click();
    await page.getByRole("alert").waitFor();
    await inspect("failed");
    setup.github.answer({ status: 201, body: createdApp(setup.github.webUrl) });
    // With the warning that git would commit the file.
    spawnSync("git", ["init", "--quiet", setup.folder]);
    await page.getByRole("link", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "Octo Review is set up" }).waitFor();
    await inspect("done");
    await page.context().clearCookies();
    await page.goto(setup.link);
    await inspect("used");

    expect(complaints.filter((text) => !/\b(?:422|502|403)\b/.test(text))).toEqual([]);
    const token = new URL(setup.link).search;
    expect(asked.filter((line) => line.includes(token))).toEqual([`${setup.link} `, `${setup.link} `]);
    expect(setup.github.brought.map(({ referrer }) => referrer)).toEqual([`${setup.url}/`]);
    await page.context().close();
  });

  test("creates an App and comes back from another site, without a script", async () => {
    const { page } = await visit({ javaScriptEnabled: false });
    await page.getByLabel("Address of this server").fill("https://assay.example.com");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("button", { name: "Go to GitHub" }).click();
    await page.getByRole("button", { name: "Create GitHub App" }).click();
    await page.getByRole("heading", { name: "Octo Review is set up" }).waitFor();

    expect(new URL(page.url()).pathname).toBe("/setup/done");
    expect(setup.saved()).toContain("APP_ID=4711\n");
    await page.context().close();
  });

  test("takes an existing App, and keeps all but the secrets where one thing is wrong", async () => {
    const { page } = await visit();
    await page.getByLabel("App ID").fill("4711");
    await page.getByLabel("Private key").fill(privateKey);
    await page.getByLabel("Webhook secret").fill("short");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Is shorter than 16 characters").waitFor();
    const kept = await Promise.all(
      ["App ID", "Private key", "Webhook secret"].map((name) => page.getByLabel(name).inputValue()),
    );
    await page.getByLabel("Private key").fill(privateKey);
    await page.getByLabel("Webhook secret").fill(webhookSecret);
    setup.github.answerApp({ status: 200, body: existingApp(setup.github.webUrl) });
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "octo-review is set up" }).waitFor();

    expect(kept).toEqual(["4711", "", ""]);
    expect(setup.saved()).toContain(`WEBHOOK_SECRET=${webhookSecret}\n`);
    await page.context().close();
  });
});
