import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { createOperatorPage } from "../../src/entrypoints/app/page/create-operator-page.ts";
import { openIngress } from "../app/open-ingress.ts";
import { silentLog } from "../contract/store/store-samples.ts";
import { composePage, type Theme } from "./compose-page.ts";
import { noon, openFilledStore } from "./filled-store.ts";
import { reviewForPicture } from "./picture-scene.ts";
import { shrinkPicture } from "./shrink-picture.ts";

const folder = fileURLToPath(new URL("../../docs/images", import.meta.url));
const executablePath = "/usr/bin/chromium";
const themes: readonly Theme[] = ["light", "dark"];
const mostBytes = 200_000;

/** GitHub shows a suggestion with a title and as an added line; the Markdown renderer shows plain code. */
const suggestionStyle = `
  .markdown-body pre:has(> code.language-suggestion) { padding: 0; border: 1px solid var(--line); background: var(--canvas) }
  .markdown-body pre:has(> code.language-suggestion)::before { content: "Suggested change"; display: block;
    padding: 6px 12px; border-bottom: 1px solid var(--line); background: var(--inset); color: var(--muted);
    font: 12px "Noto Sans", Helvetica, Arial, sans-serif }
  .markdown-body pre > code.language-suggestion { display: block; padding: 6px 12px; background: var(--add); white-space: pre-wrap }
  .markdown-body pre > code.language-suggestion::before { content: "+ " }
`;

async function takeReview(browser: Browser): Promise<void> {
  const parts = await reviewForPicture();
  for (const theme of themes) {
    const page = await browser.newPage({
      viewport: { width: 800, height: 200 },
      deviceScaleFactor: 2,
      offline: true,
    });
    await page.setContent(composePage(parts, theme));
    await page.addStyleTag({ content: suggestionStyle });
    save(`review-${theme}.png`, await page.screenshot({ fullPage: true }));
    await page.close();
  }
}

/** Made up at run time, so that no file holds a secret. */
const token = ["0b7e", "d2c4", "91fa", "66e3"].join("").repeat(2);

/** The overview of an App with a month of work behind it. */
async function takeOperator(browser: Browser): Promise<void> {
  await using filled = await openFilledStore();
  const budget = { usd: 100, tokens: null };
  const none = { usd: null, tokens: null };
  const budgets = { "installation-month": budget, "repository-day": none, "author-day": none };
  const now = () => noon;
  const webUrl = "https://github.example";
  const { store } = filled;
  const operator = createOperatorPage({ store, token, budgets, webUrl, log: silentLog, now });
  await using door = await openIngress({ operator });
  for (const theme of themes) {
    const page = await browser.newPage({
      viewport: { width: 1_000, height: 860 },
      deviceScaleFactor: 2,
      colorScheme: theme,
    });
    await page.goto(`http://127.0.0.1:${door.port}/operator/sign-in`);
    await page.getByLabel("Operator’s token").fill(token);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    save(`operator-${theme}.png`, await page.screenshot());
    await page.close();
  }
}

function save(name: string, picture: Buffer): void {
  const small = shrinkPicture(picture);
  writeFileSync(`${folder}/${name}`, small);
  process.stdout.write(`docs/images/${name}: ${Math.round(small.length / 1_000)} kB\n`);
  if (small.length > mostBytes) throw new Error(`${name} has more than ${mostBytes / 1_000} kB`);
}

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
});
try {
  await takeReview(browser);
  await takeOperator(browser);
} finally {
  await browser.close();
}
