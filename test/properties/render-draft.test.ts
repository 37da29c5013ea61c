import fc from "fast-check";
import { expect, test } from "vitest";
import { CommitSha } from "../../src/domain/change-set.ts";
import type { Dismissal } from "../../src/domain/memory.ts";
import { readMarkers } from "../../src/review/pull-request/sign-marker.ts";
import { renderExplain } from "../../src/review/render/render-explain.ts";
import { renderReviewDraft } from "../../src/review/render/render-review-draft.ts";
import { decideVerdict } from "../../src/review/verdict/decide-verdict.ts";
import { anyResult, hostileText } from "../fakes/arbitrary-results.ts";
import { buildChange } from "../fakes/build-change.ts";
import { draftInputOf } from "../fakes/draft-inputs.ts";

const invisible = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/;
const fencedBlock = /^(`{3,})\w*\n[\s\S]*?\n\1$/gm;
const codeElement = "<code>[\\p{L}\\p{N}\\p{M} ]*(?:&#\\d+;[\\p{L}\\p{N}\\p{M} ]*)*</code>";
const ourLinks = new RegExp(
  [
    "\\[CWE-\\d{1,6}\\]\\(https://cwe\\.mitre\\.org/data/definitions/\\d{1,6}\\.html\\)",
    `\\[(?:\`[^\`\\n]+\`|(?:${codeElement})+)\\]\\(https://github\\.example/acme/shop/blob/[0-9a-f]{40}/[\\w.%/-]+\\?plain=1#L\\d+(?:-L\\d+)?\\)`,
  ].join("|"),
  "gu",
);
const inert = new RegExp(
  [
    "\\\\[!-/:-@[-`{-~]",
    "`[^`\\n]+`(?:`[^`\\n]+`)*",
    codeElement,
    "</?(?:code|sub|details|summary)>",
    "&(?:amp|lt|gt|#96);",
  ].join("|"),
  "gu",
);

function expectInert(markdown: string): void {
  const unquoted = markdown.replace(fencedBlock, "");
  const active = unquoted.replace(ourLinks, " ").replace(inert, " ");
  expect(active).not.toMatch(/@|!\[|\]\(|<[a-z/!]|:\/\/|www\.|gh-\d|[^#\n]#\d/i);
  expect(markdown).not.toMatch(/^\s*[/@!]/m);
  expect(markdown).not.toMatch(invisible);
  expect(unquoted.split("<details>").length).toBe(unquoted.split("</details>").length);
  expect(markdown.isWellFormed()).toBe(true);
  expect(markdown.length).toBeLessThanOrEqual(60_000);
  expect(readMarkers(markdown, "k".repeat(32))).toEqual([]);
}

const dismissal: fc.Arbitrary<Dismissal> = fc.record({
  reason: fc.constantFrom("false-positive" as const, "accepted-risk" as const, "wont-fix" as const),
  because: hostileText,
  byLogin: hostileText,
  byId: fc.nat(),
  until: fc.option(fc.oneof(fc.constant("2027-01-01"), hostileText)),
});
const previousHead = fc.option(fc.constant(CommitSha.parse("77".repeat(20))));

test("no text from a change, a model or a person acts in anything that is posted", () => {
  fc.assert(
    fc.property(anyResult, dismissal, previousHead, (result, why, previous) => {
      // Every file gets hunks at all its lines, so that comments are made too.
      const text = "x\n".repeat(50);
      const change = buildChange(
        result.defects.map(({ place }) => ({ path: place.path, base: null, head: text })),
      );
      const defects = result.defects.map((finding, file) => ({
        ...finding,
        place: { ...finding.place, file, startLine: 1 + (finding.place.startLine % 40), endLine: 45 },
      }));
      const dismissals = Object.fromEntries(defects.map(({ id }) => [id, why]));
      const options = { dismissals, context: { change, previousHead: previous } };
      const input = draftInputOf({ ...result, defects }, options);
      const draft = renderReviewDraft(input);
      expectInert(draft.body);
      for (const { body } of draft.comments) expectInert(body);
      for (const remembered of input.reconciled.remembered) expectInert(renderExplain(remembered, null));
      expectInert(draft.check.summary);
      for (const { title, message } of draft.check.annotations) {
        expect(`${title}${message}`).not.toMatch(invisible);
        expect(message).not.toMatch(/^\s*[/@!]/m);
        expect(title.length).toBeLessThanOrEqual(255);
      }
      expect(draft.check.conclusion === "success").toBe(
        decideVerdict({ ...result, defects }).verdict === "no-defects",
      );
      expect(renderReviewDraft(input)).toEqual(draft);
    }),
    { numRuns: 500 },
  );
});
