import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { z } from "zod";
import { INVISIBLE_CLASS } from "../../src/domain/invisible-characters.ts";
import { composePage } from "../pages/compose-page.ts";

const look = readFileSync(new URL("./look-at-outputs.js", import.meta.url), "utf8");
const Sight = z.strictObject({
  elements: z.array(z.string()),
  links: z.array(z.string()),
  texts: z.array(z.string()),
  tooWide: z.array(z.string()),
  openDetails: z.number(),
  isWhole: z.boolean(),
});
type Sight = z.infer<typeof Sight>;

/** What we write ourselves; SPAN colours the lines of a diff. */
const ourElements = "A BR CODE DETAILS H2 H3 LI P PRE SPAN STRONG SUB SUMMARY UL".split(" ");
const ourLinks =
  /^https:\/\/(?:cwe\.mitre\.org\/data\/definitions\/\d{1,6}\.html|github\.example\/acme\/shop\/blob\/[0-9a-f]{40}\/[\w.%/-]+\?plain=1#L\d+(?:-L\d+)?)$/;

// GitHub's own grammar is not published: these find all that its documentation names, and more.
const references: Readonly<Record<string, RegExp>> = {
  mention: /@[\p{L}\p{N}_-]/u,
  issue: /#\d|\bgh-\d/i,
  commit: /(?<![0-9a-z])[0-9a-f]{7,40}(?![0-9a-z])/i,
  address: /:\/\/|\bwww\.|\bmailto:|\bxmpp:/i,
  emoji: /:[\w+-]+:/,
  mathematics: /\$[^\s$][^$]*\$(?!\d)|\$\$/,
};

/** What of a page with these texts acts, or is not whole. Empty when nothing. Names say which text it is about. */
export async function inspectOutputs(
  page: Page,
  outputs: ReadonlyMap<string, string>,
  ourCommit: string,
): Promise<readonly string[]> {
  const parts = [...outputs.keys()].map((markdown) => ({ kind: "comment", markdown }) as const);
  await page.setContent(composePage(parts, "light"));
  const seen = z.array(Sight).parse(await page.evaluate(look));
  const names = [...outputs.values()];
  if (seen.length !== names.length) return [`${seen.length} boxes for ${names.length} texts`];
  return seen.flatMap((sight, index) =>
    listFaults(sight, ourCommit).map((fault) => `${names[index]}: ${fault}`),
  );
}

function listFaults(sight: Sight, ourCommit: string): readonly string[] {
  const isOurs = (text: string) => ourCommit.startsWith(/[0-9a-f]{7,40}/i.exec(text)?.[0] ?? "?");
  return [
    ...sight.elements.filter((name) => !ourElements.includes(name)).map((name) => `element ${name}`),
    ...sight.links.filter((link) => !ourLinks.test(link)).map((link) => `link ${link}`),
    ...sight.texts.flatMap((text) =>
      Object.entries(references)
        .filter(([name, grammar]) => grammar.test(text) && !(name === "commit" && isOurs(text)))
        .map(([name]) => `${name} in ${JSON.stringify(text.slice(0, 80))}`),
    ),
    ...sight.tooWide.map((name) => `too wide: ${name}`),
    ...(sight.openDetails > 0 ? ["unfolded"] : []),
    ...(sight.isWhole ? [] : ["does not end in our small print"]),
  ];
}

const fenced = /^(`{3,})\w*\n[\s\S]*?\n\1$/gm;
const codeSpan = /(?<![\\`])(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g;
const command =
  /^[\s>]*(?:[/!][a-z]|@|bors\b|r\+|(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:[\w.-]+\/[\w.-]+)?(?:#|gh-)\d)/im;
const invisible = new RegExp(INVISIBLE_CLASS, "u");

/** What others read out of the text itself: other bots, mail programs, our own search for markers. Empty when nothing. */
export function inspectMarkdown(markdown: string): readonly string[] {
  const prose = markdown.replace(fenced, "");
  const bare = prose.replace(codeSpan, " ").replace(/\\[!-/:-@[-`{-~]/g, " ");
  const count = (tag: string) => bare.split(tag).length;
  const faults: readonly (readonly [string, boolean])[] = [
    ["a command", command.test(markdown)],
    ["a name", prose.includes("@")],
    ["HTML that is not ours", /<(?!\/?(?:code|sub|details|summary)>)/.test(bare)],
    ["a folded part that is not closed", count("<details>") !== count("</details>")],
    ["code that is not closed", count("<code>") !== count("</code>")],
    ["an address in one piece", holdsMailAddress(bare)],
    ["a hidden comment", prose.includes("<!--")],
    ["an invisible character", invisible.test(markdown.replaceAll("\n", ""))],
    ["half a character", !markdown.isWellFormed()],
    ["too many characters", markdown.length > 60_000],
  ];
  return faults.flatMap(([name, isSo]) => (isSo ? [name] : []));
}

/** GitHub's own parser finds addresses after it has resolved character references, between tags of any kind. */
function holdsMailAddress(bare: string): boolean {
  const runs = bare
    .split(/<[^>]*>/)
    .map((run) => run.replace(/&#(\d{1,7});/g, (_, code: string) => String.fromCodePoint(Number(code))));
  return runs.some((run) => /[\w.+-]@[\w-]+\.[\w-]/.test(run));
}
