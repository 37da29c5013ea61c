import { expect, test } from "vitest";
import { CommitSha } from "../../../src/domain/change-set.ts";
import { composePermalink, composePlaceUrl } from "../../../src/review/render/compose-permalink.ts";
import { buildChange } from "../../fakes/build-change.ts";
import { draftContext } from "../../fakes/draft-inputs.ts";
import { aPlace, path } from "../../fakes/review-results.ts";

const commit = CommitSha.parse("ab".repeat(20));
const link = (name: string, startLine = 1, endLine = startLine) =>
  composePermalink({ repositoryUrl: "https://h/o/r", commit, path: name, startLine, endLine });

test.each<readonly [string, string | null]>([
  ["src/a.ts", `https://h/o/r/blob/${commit}/src/a.ts?plain=1#L1`],
  ["a b)c](http:", `https://h/o/r/blob/${commit}/a%20b%29c%5D%28http%3A?plain=1#L1`],
  ["@x/#1?*_~'!", `https://h/o/r/blob/${commit}/%40x/%231%3F%2A%5F%7E%27%21?plain=1#L1`],
  ["a\n/lgtm<b>", `https://h/o/r/blob/${commit}/a%0A/lgtm%3Cb%3E?plain=1#L1`],
  ["注.ts", `https://h/o/r/blob/${commit}/%E6%B3%A8.ts?plain=1#L1`],
  ["../../settings", null],
  ["a/./b", null],
  ["a//b", null],
  ["/a", null],
  ["a\ud800", null],
  ["x".repeat(1_001), null],
])("%j has the address %s", (name, expected) => {
  expect(link(name)).toBe(expected);
});

test("several lines are one range", () => {
  expect(link("a", 3, 9)).toBe(`https://h/o/r/blob/${commit}/a?plain=1#L3-L9`);
});

test("removed code is shown at the merge base under the name that it had there", () => {
  const change = buildChange([{ path: "new.ts", previousPath: "old.ts", base: "x\n", head: "" }]);
  const place = aPlace({ path: path("new.ts"), side: "LEFT", startLine: 1, endLine: 1 });
  expect(composePlaceUrl(place, { ...draftContext, change })).toBe(
    `https://github.example/acme/shop/blob/${draftContext.mergeBase}/old.ts?plain=1#L1`,
  );
});
