import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createOperatorPage } from "../../src/entrypoints/app/page/create-operator-page.ts";
import { type OpenIngress, openIngress } from "../app/open-ingress.ts";
import { silentLog } from "../contract/store/store-samples.ts";
import { type FilledStore, hostileName, noon, openEmptyStore, openFilledStore } from "./filled-store.ts";

const executablePath = "/usr/bin/chromium";
const hasBrowser = existsSync(executablePath);
const shots = fileURLToPath(new URL("./shots", import.meta.url));
const look = readFileSync(new URL("./look-at-operator-page.js", import.meta.url), "utf8");

/** Made up at run time, so that no file holds a secret. */
const token = ["5e1c", "b09d", "72fa", "c834"].join("").repeat(2);

type Cookies = Awaited<ReturnType<BrowserContext["cookies"]>>;

const faultless = {
  language: "en",
  title: expect.stringMatching(/ – Assay$/),
  mainHeadings: 1,
  ...{ overflowing: [], faint: [], unlabelled: [], nameless: [], small: [], skippedHeadings: [] },
  ...{
    looseHeaders: [],
    headlessTables: [],
    unnamedRegions: [],
    unnamedPictures: [],
    doubleIds: [],
    foreign: [],
  },
  landmarks: [1, 1, 0],
};

const paths = {
  overview: "/operator",
  reviews: "/operator/reviews",
  "no-reviews": "/operator/reviews?show=cancelled&repository=nowhere",
  costs: "/operator/costs",
  findings: "/operator/findings",
  retried: "/operator/reviews/review%3A100%23899?said=queued",
  failed: "/operator/reviews/review%3A101%23881",
  hostile: "/operator/reviews/review%3A300%233",
  nowhere: "/operator/nowhere",
} as const;

const looks = (["light", "dark"] as const).flatMap((scheme) =>
  ([1_200, 360] as const).map((width) => ({ scheme, width })),
);

if (!hasBrowser) console.warn(`The operator's page is not looked at: there is no ${executablePath}.`);

describe.skipIf(!hasBrowser)("the operator's page in a browser", () => {
  let browser: Browser;
  let filled: FilledStore;
  let empty: FilledStore;
  let door: OpenIngress;
  let quietDoor: OpenIngress;
  /** Signing in is limited in rate. */
  const sessions = new Map<number, Cookies>();

  const openDoor = ({ store }: FilledStore) => {
    const budgets = {
      "installation-month": { usd: 100, tokens: null },
      "repository-day": { usd: 0.5, tokens: 100_000 },
      "author-day": { usd: null, tokens: null },
    };
    const now = () => noon;
    const webUrl = "https://github.example";
    const operator = createOperatorPage({ store, token, budgets, webUrl, log: silentLog, now });
    return openIngress({ operator });
  };

  beforeAll(async () => {
    mkdirSync(shots, { recursive: true });
    filled = await openFilledStore();
    empty = await openEmptyStore();
    door = await openDoor(filled);
    quietDoor = await openDoor(empty);
    browser = await chromium.launch({
      executablePath,
      args: [
        ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
        ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
      ],
    });
  });

  afterAll(async () => {
    await browser.close();
    for (const end of [door, quietDoor, filled, empty]) await end[Symbol.asyncDispose]();
  });

  async function signIn(
    { port }: OpenIngress,
    options: {
      readonly scheme?: "light" | "dark";
      readonly width?: number;
      readonly javaScriptEnabled?: boolean;
    } = {},
  ): Promise<{ page: Page; base: string; complaints: string[]; asked: string[] }> {
    const { scheme = "light", width = 1_200, javaScriptEnabled = true } = options;
    const context = await browser.newContext({
      viewport: { width, height: 700 },
      colorScheme: scheme,
      javaScriptEnabled,
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    const asked: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("dialog", (dialog) => complaints.push(dialog.message()));
    page.on("request", (request) => asked.push(request.url()));
    const base = `http://127.0.0.1:${port}`;
    const known = sessions.get(port);
    if (known === undefined) {
      await page.goto(`${base}/operator/sign-in`);
      await page.getByLabel("Operator’s token").fill(token);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("heading", { name: "Overview" }).waitFor();
      sessions.set(port, await context.cookies());
    } else {
      await context.addCookies([...known]);
      await page.goto(`${base}/operator`);
    }
    return { page, base, complaints, asked };
  }

  test("would show its faults", async () => {
    const page = await browser.newPage({ viewport: { width: 360, height: 200 } });
    await page.setContent(
      `<style>p { color: #999; background: #fff }</style><h2 id="a">x</h2><h4 id="a">y</h4><p>faint</p><input name="q">
       <button></button><svg role="img"></svg><table><tr><th>z</th></tr></table><div style="width: 900px">wide</div>`,
    );
    expect(await page.evaluate(look)).toMatchObject({
      ...{ language: "", title: "", mainHeadings: 0, landmarks: [0, 0, 0] },
      overflowing: expect.arrayContaining([expect.stringMatching(/^HTML/)]),
      faint: [expect.stringMatching(/^2\.85 P: faint/)],
      ...{ unlabelled: ["q"], doubleIds: ["a"], skippedHeadings: [2, 4] },
      ...{ nameless: ["<button></button>"], looseHeaders: ["TH: z"], headlessTables: ["TABLE: z"] },
      unnamedPictures: [expect.stringMatching(/^<svg/)],
      foreign: [expect.stringMatching(/^<div style/)],
    });
    await page.close();
  });

  test.each(looks)("is whole, readable and harmless: $scheme, $width pixels", async ({ scheme, width }) => {
    const { page, base, complaints, asked } = await signIn(door, { scheme, width });
    for (const [name, path] of Object.entries(paths)) {
      await page.goto(base + path);
      expect([name, await page.evaluate(look)]).toEqual([name, faultless]);
      for (const summary of await page.locator("summary").all()) await summary.click();
      expect([name, await page.evaluate(look)]).toEqual([name, faultless]);
      for (const summary of await page.locator("summary").all()) await summary.click();
      await page.screenshot({ path: `${shots}/operator-${name}-${width}-${scheme}.png`, fullPage: true });
    }
    // A missing page is told to the console; nothing else is, and nothing of a name or reason was run.
    expect(complaints.filter((text) => !text.includes("404"))).toEqual([]);
    expect(asked.filter((url) => !url.startsWith(base))).toEqual([]);
    expect(asked.filter((url) => url.includes(token))).toEqual([]);
    await page.context().close();
  });

  test.each(looks)("says what there is nothing of: $scheme, $width pixels", async ({ scheme, width }) => {
    const { page, base } = await signIn(quietDoor, { scheme, width });
    for (const path of [paths.overview, paths.reviews, paths.costs, paths.findings]) {
      await page.goto(base + path);
      expect([path, await page.evaluate(look)]).toEqual([path, faultless]);
    }
    await page.context().close();
  });

  test.each(looks)(
    "asks for the token in a form that can be read: $scheme, $width pixels",
    async (options) => {
      const context = await browser.newContext({
        viewport: { width: options.width, height: 700 },
        colorScheme: options.scheme,
      });
      const page = await context.newPage();
      await page.goto(`http://127.0.0.1:${quietDoor.port}/operator/costs`);
      const gate = { ...faultless, landmarks: [1, 0, 0] };
      expect(await page.evaluate(look)).toEqual(gate);
      await page.getByLabel("Operator’s token").fill("nonsense");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").waitFor();
      expect(await page.evaluate(look)).toEqual(gate);
      await page.screenshot({ path: `${shots}/operator-sign-in-${options.width}-${options.scheme}.png` });
      await context.close();
    },
  );

  test("shows a hostile name as the text that it is", async () => {
    const { page, base } = await signIn(door);
    await page.goto(base + paths.hostile);
    const shown = hostileName.replace("\u202e", "\\u{202E}");

    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe(`octo/${shown} #3`);
    const link = await page.getByRole("link", { name: "Pull request on GitHub" }).getAttribute("href");
    expect(link).toBe(`https://github.example/octo/${encodeURIComponent(hostileName)}/pull/3`);
    await page.context().close();
  });

  test("leads where its filter, its links and its buttons say, without a script", async () => {
    const { page, base } = await signIn(door, { javaScriptEnabled: false });
    await page.getByRole("link", { name: "Reviews" }).click();
    await page.getByLabel("State").selectOption("failed");
    await page.getByLabel("Repository contains").fill("PAYMENTS");
    await page.getByRole("button", { name: "Show" }).click();
    expect(await page.locator(".reviews > li").count()).toBe(1);
    await page.getByRole("link", { name: "octo/payments-gateway #881" }).click();
    await page.getByRole("button", { name: "Retry" }).click();
    await page.getByRole("status").waitFor();
    expect(new URL(page.url()).search).toBe("?said=queued");
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("It is cancelled.").waitFor();
    await page.goto(`${base}/operator/reviews?page=2`);
    await page.getByRole("link", { name: "Older" }).click();
    expect(await page.getByText(/^51 to 75 of/).count()).toBe(1);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Operator’s token").waitFor();
    await page.goto(base + paths.costs);
    expect(await page.getByLabel("Operator’s token").count()).toBe(1);
    await page.context().close();
  });

  test("can be used with the keyboard, and shows where it stands", async () => {
    const { page } = await signIn(door);
    const stops: string[] = [];
    for (let step = 0; step < 8; step += 1) {
      await page.keyboard.press("Tab");
      stops.push(
        await page.evaluate(
          "(() => { const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement); return [document.activeElement.textContent.trim(), outlineStyle, outlineWidth].join(' '); })()",
        ),
      );
    }
    expect(stops).toEqual(
      [
        ...["Skip to the content", "Assay", "Overview", "Reviews", "Costs", "Findings", "Sign out"],
        "octo/identity-and-access-management-service #12",
      ].map((text) => `${text} solid 3px`),
    );
    await page.context().close();
  });
});
