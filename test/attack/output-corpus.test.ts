import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import type { Annotation } from "../../src/domain/review-draft.ts";
import { readMarkers } from "../../src/review/pull-request/sign-marker.ts";
import { draftContext } from "../fakes/draft-inputs.ts";
import { tellFigure } from "./attack-figures.ts";
import { inspectMarkdown, inspectOutputs } from "./inspect-outputs.ts";
import { hostileAnswers, hostileTexts, type PlaceName } from "./output-corpus.ts";
import { type Outputs, renderOutputs } from "./render-outputs.ts";

const executablePath = "/usr/bin/chromium";
const hasBrowser = existsSync(executablePath);
if (!hasBrowser) console.warn(`Hostile answers are not looked at: there is no ${executablePath}.`);

/** Each different text once, with the answer and the kind of output that it first came from. */
const outputs = new Map<string, string>();
const annotations = new Map<string, Annotation>();
const shown: Record<PlaceName, number> = {
  titles: 0,
  explanations: 0,
  fix: 0,
  quote: 0,
  code: 0,
  path: 0,
  "second answer": 0,
};
const counts = { suggestions: 0, repairs: 0 };

beforeAll(async () => {
  for (const answer of hostileAnswers) {
    const second = answer.place === "second answer" ? answer.second : null;
    gather(answer.name, answer.place, await renderOutputs({ ...answer, second }));
  }
}, 600_000);

function gather(name: string, place: PlaceName, { trace, draft, markdown }: Outputs): void {
  if (trace.result.defects.some(({ source }) => source === "model")) shown[place] += 1;
  counts.suggestions += trace.result.suggestions.length;
  counts.repairs += draft.comments.filter(({ body }) => /^`{3,}suggestion$/m.test(body)).length;
  for (const { kind, text } of markdown) if (!outputs.has(text)) outputs.set(text, `${name}, ${kind}`);
  for (const annotation of draft.check.annotations)
    annotations.set(`${annotation.title}\n${annotation.message}`, annotation);
}

describe("a hostile answer of a model", () => {
  it("comes through as a finding, a suggestion or a repair, so that there is something to look at", () => {
    const texts = Object.keys(hostileTexts).length;
    expect(hostileAnswers.length).toBeGreaterThanOrEqual(300);
    // A claim whose quote stands nowhere is dropped, with all that it says.
    expect({ ...shown, quote: 0 }).toEqual({ ...shown, quote: 0, titles: texts, "second answer": texts });
    expect(Math.min(shown.explanations, shown.fix, shown.code)).toBeGreaterThan(texts * 0.9);
    expect(shown.path).toBeGreaterThan(25);
    expect(counts.suggestions).toBeGreaterThan(texts * 3);
    expect(counts.repairs).toBeGreaterThan(texts / 2);
  });

  it("leaves nothing in the text itself that anybody reads out of it", () => {
    const faults = [...outputs].flatMap(([text, name]) =>
      inspectMarkdown(text).map((fault) => `${name}: ${fault}`),
    );
    expect(faults).toEqual([]);
    expect([...outputs.keys()].flatMap((text) => readMarkers(text, "k".repeat(32)))).toEqual([]);
  });

  it("leaves annotations that are plain, short and free of commands", () => {
    expect(annotations.size).toBeGreaterThan(100);
    const faults = [...annotations.values()].flatMap(({ title, message }) => {
      const isShort = title.length <= 255 && Buffer.byteLength(message) <= 65_536;
      const found = inspectMarkdown(`${title}\n\n${message}`).filter((fault) =>
        ["a command", "an invisible character", "half a character"].includes(fault),
      );
      return isShort ? found : [...found, "too long"];
    });
    expect(faults).toEqual([]);
  });

  it.each([
    ["a command", "x\n  /merge"],
    ["a command", "> Closes: acme/shop#1"],
    ["a name", "`x` @octocat"],
    ["HTML that is not ours", "a <b>"],
    ["a folded part that is not closed", "<details>"],
    ["code that is not closed", "</code>"],
    ["an address in one piece", "<code>a&#64;b&#46;example</code>"],
    ["a hidden comment", "<!-- x"],
    ["an invisible character", "a\u200b"],
    ["half a character", "\ud83d"],
    ["too many characters", "a".repeat(60_001)],
  ])("would be caught with %s", (fault, markdown) => {
    expect(inspectMarkdown(markdown)).toContain(fault);
  });

  it.skipIf(!hasBrowser)(
    "shows nothing on GitHub's page that acts, and breaks nothing",
    async () => {
      const browser = await chromium.launch({
        executablePath,
        args: [
          "--no-sandbox",
          "--disable-gpu",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-sync",
        ],
      });
      try {
        const page = await browser.newPage({ viewport: { width: 360, height: 200 }, offline: true });
        const requests: string[] = [];
        page.on("request", (request) => requests.push(request.url()));
        // What is looked for is found where nothing is escaped.
        const raw = await inspectOutputs(
          page,
          new Map(Object.entries(hostileTexts).map(([name, text]) => [text, name])),
          "",
        );
        expect(kindsOf(raw)).toEqual(everyKind);
        expect(requests).not.toEqual([]);
        requests.length = 0;
        const faults = await inspectOutputs(page, outputs, draftContext.headSha);
        expect(faults).toEqual([]);
        expect(requests).toEqual([]);
      } finally {
        await browser.close();
      }
      tellFigure({
        row: "B1",
        tried: `${hostileAnswers.length} hostile answers, ${outputs.size} different texts in a browser: nothing acts, nothing breaks`,
      });
    },
    600_000,
  );
});

const everyKind = [
  "address",
  "does not end in our small print",
  "element",
  "emoji",
  "issue",
  "link",
  "mathematics",
  "mention",
  "commit",
  "unfolded",
].toSorted();

function kindsOf(faults: readonly string[]): readonly string[] {
  const kinds = everyKind.filter((kind) => faults.some((fault) => fault.includes(`: ${kind}`)));
  return kinds.toSorted();
}
