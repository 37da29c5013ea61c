import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { draftContext } from "../fakes/draft-inputs.ts";
import { composePage, type Theme } from "./compose-page.ts";
import { inspectPage, openDetails } from "./inspect-page.ts";
import { docsUrl, scenes } from "./scenes.ts";

const executablePath = "/usr/bin/chromium";
const hasBrowser = existsSync(executablePath);
const shots = fileURLToPath(new URL("./shots", import.meta.url));
const widths = { wide: 840, narrow: 360 } as const;
const themes: readonly Theme[] = ["light", "dark"];

const allowed = {
  links: [`${draftContext.repositoryUrl}/`, "https://cwe.mitre.org/data/definitions/", docsUrl],
  commit: draftContext.headSha,
};

const faultless = {
  overflowing: [],
  images: [],
  strangeLinks: [],
  references: [],
  openDetails: 0,
  brokenEnds: [],
  skippedHeadings: [],
};

const views = Object.entries(scenes).flatMap(([scene, parts]) =>
  Object.entries(widths).map(([widthName, width]) => ({ name: `${scene}-${widthName}`, parts, width })),
);

if (!hasBrowser) console.warn(`The pages are not looked at: there is no ${executablePath}.`);

describe.skipIf(!hasBrowser)("a page of GitHub with what we post", () => {
  let browser: Browser;

  beforeAll(async () => {
    mkdirSync(shots, { recursive: true });
    browser = await chromium.launch({
      executablePath,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    });
  });

  afterAll(() => browser.close());

  test("would show its faults", async () => {
    const page = await browser.newPage({ viewport: { width: 360, height: 200 }, offline: true });
    try {
      const markdown = [
        "## a",
        "#### b",
        "@ann acme/shop#12 0123456789 `@ann`",
        "![i](data:x) [l](https://evil.example/)",
        "<details open>",
      ].join("\n\n");
      await page.setContent(composePage([{ kind: "review", markdown }], "light"));
      await page.addStyleTag({ content: ".markdown-body h2 { width: 900px }" });
      const { overflowing, ...faults } = await inspectPage(page, allowed);
      expect(overflowing.length).toBeGreaterThan(0);
      expect(faults).toEqual({
        images: ["IMG: "],
        strangeLinks: ["https://evil.example/"],
        references: ["@ann", "acme/shop#12", "0123456789"],
        openDetails: 1,
        brokenEnds: [expect.stringMatching(/^DIV: a/)],
        skippedHeadings: ["2, 4: 4"],
      });
    } finally {
      await page.close();
    }
  });

  test.each(views)("is whole and harmless: $name", async ({ name, parts, width }) => {
    const page = await browser.newPage({ viewport: { width, height: 200 }, offline: true });
    try {
      for (const theme of themes) {
        await page.setContent(composePage(parts, theme));
        await page.screenshot({ path: `${shots}/${name}-${theme}.png`, fullPage: true });
      }
      const closed = await inspectPage(page, allowed);
      const folded = await openDetails(page);
      if (folded > 0) await page.screenshot({ path: `${shots}/${name}-open.png`, fullPage: true });
      const open = await inspectPage(page, allowed);
      expect([closed, open]).toEqual([faultless, { ...faultless, openDetails: folded }]);
    } finally {
      await page.close();
    }
  });
});
