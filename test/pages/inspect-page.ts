import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { z } from "zod";

const look = readFileSync(new URL("./look-at-page.js", import.meta.url), "utf8");
const Sight = z.strictObject({
  overflowing: z.array(z.string()),
  images: z.array(z.string()),
  links: z.array(z.string()),
  texts: z.array(z.string()),
  openDetails: z.number(),
  headings: z.array(z.array(z.number())),
  lastLines: z.array(z.string()),
});

/** What a reader would stumble over; everything is empty on a good page. */
export interface PageFaults {
  /** Elements that are wider than their place and cannot be scrolled by themselves. */
  readonly overflowing: readonly string[];
  readonly images: readonly string[];
  /** Links to anywhere but the repository, the list of weaknesses and the documentation. */
  readonly strangeLinks: readonly string[];
  /** What GitHub would turn into a mention, an issue or a commit. */
  readonly references: readonly string[];
  readonly openDetails: number;
  /** Last blocks of boxes that are neither small print nor in their place: something above them was not closed. */
  readonly brokenEnds: readonly string[];
  /** Headings more than one level below the one before. */
  readonly skippedHeadings: readonly string[];
}

// GitHub's own grammar is not published; these find everything that its documentation names, and more.
const mention = /(?<![\w`/])@[a-z\d][a-z\d-]*(?:\/[\w.-]+)?/gi;
const issue = /(?<!\w)(?:[\w.-]+\/[\w.-]+)?#\d+|\bGH-\d+/gi;
const commit = /\b[0-9a-f]{7,40}\b/g;

/** Looks at a page as a browser has laid it out. `allowed`: beginnings of addresses, and the commit that may be named. */
export async function inspectPage(
  page: Page,
  allowed: { readonly links: readonly string[]; readonly commit: string },
): Promise<PageFaults> {
  const seen = Sight.parse(await page.evaluate(look));
  return {
    overflowing: seen.overflowing,
    images: seen.images,
    strangeLinks: seen.links.filter((link) => !allowed.links.some((start) => link.startsWith(start))),
    references: seen.texts.flatMap((text) => [
      ...(text.match(mention) ?? []),
      ...(text.match(issue) ?? []),
      ...(text.match(commit) ?? []).filter((found) => !allowed.commit.startsWith(found)),
    ]),
    openDetails: seen.openDetails,
    brokenEnds: seen.lastLines,
    skippedHeadings: seen.headings.flatMap((levels) =>
      levels
        .filter((level, index) => level > (levels[index - 1] ?? 2) + 1)
        .map((level) => `${levels.join(", ")}: ${level}`),
    ),
  };
}

/** Unfolds everything; how much there was to unfold. */
export async function openDetails(page: Page): Promise<number> {
  const opened = await page.evaluate(
    'const folded = [...document.querySelectorAll("details")]; for (const each of folded) each.open = true; folded.length',
  );
  return z.number().parse(opened);
}
