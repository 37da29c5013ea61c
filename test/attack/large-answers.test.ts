import { describe, expect, it } from "vitest";
import { createDiffSource } from "../../src/adapters/git/create-diff-source.ts";
import type { Model } from "../../src/pipeline/ports.ts";
import { renderReviewDraft } from "../../src/review/render/render-review-draft.ts";
import { summarizeCoverage } from "../../src/review/verdict/summarize-coverage.ts";
import { answeredDefect, readAll } from "../app/answers.ts";
import { reviewInProcess } from "../app/review-in-process.ts";
import { draftInputOf } from "../fakes/draft-inputs.ts";
import { confirmClaim, isDoubt } from "../fakes/refuting.ts";
import { tellFigure } from "./attack-figures.ts";
import { watchLoad } from "./watch-load.ts";

const megabyte = 1024 * 1024;
const fileDiff = (path: string, line: string) =>
  `diff --git a/${path} b/${path}\nnew file mode 100644\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1,1 @@\n+${line}\n`;

/** A model that answers every first question alike. */
const answering = (answer: (user: string) => string): Model => ({
  name: "flood",
  async complete({ user }) {
    const text = isDoubt(user) ? JSON.stringify(confirmClaim(user)) : answer(user);
    return { text, finish: "stop", model: "flood", usage: null };
  },
});

async function review(diff: string, model: Model) {
  const { result, prepared } = await reviewInProcess(
    createDiffSource({ text: diff, label: "a.diff" }),
    model,
  );
  const draft = renderReviewDraft(draftInputOf(result, { context: { change: prepared.change } }));
  return { result, draft };
}

describe("an answer without measure", () => {
  const line = "db.query('SELECT ' + name);";
  const diff = fileDiff("src/a.js", line);

  it("of ten thousand findings ends in two hundred claims at most, thirty comments, and counts", async () => {
    const many = Array.from({ length: 10_000 }, (_, index) =>
      answeredDefect({ quote: line, title: `Finding number ${index}`, cwe: `CWE-${(index % 900) + 1}` }),
    );
    const load = watchLoad();
    const { result, draft } = await review(
      diff,
      answering((user) => JSON.stringify(readAll(user, many))),
    );
    const figures = load.stop();

    const found = result.defects.filter(({ source }) => source === "model");
    const told = found.length + result.dropped.reduce((sum, { count }) => sum + count, 0);
    // Two hundred claims, and the pattern that the first of them replaces.
    expect(told).toBeLessThanOrEqual(201);
    expect(told).toBeGreaterThan(0);
    expect(draft.comments.length).toBeLessThanOrEqual(30);
    expect(draft.body.length).toBeLessThanOrEqual(60_000);
    expect(draft.check.conclusion).not.toBe("success");
    expect(figures.grownBytes).toBeLessThan(200 * megabyte);
    tellFigure({ row: "A9", tried: `10,000 findings in one answer: ${told} claims kept; ${figures.text}` });
  });

  it("of megabytes of text is cut, and never the whole truth", async () => {
    const load = watchLoad();
    const { result, draft } = await review(
      diff,
      answering((user) =>
        JSON.stringify(
          readAll(user, [answeredDefect({ quote: line, explanation: "x".repeat(3 * megabyte) })]),
        ),
      ),
    );
    const figures = load.stop();
    expect(result.defects.every(({ explanation }) => explanation.length <= 2_000)).toBe(true);
    expect(draft.check.conclusion).not.toBe("success");
    expect(draft.body.length).toBeLessThanOrEqual(60_000);
    tellFigure({ row: "A9", tried: `3 MB of text in one answer: cut; ${figures.text}` });
  });

  it.each<[string, Parameters<typeof answeredDefect>[0]]>([
    ["a file that is not there", { file: 7_777 }],
    ["a file before the first", { file: -1 }],
    ["half a file", { file: 0.5 }],
    ["a line that is not there, with an invented quote", { line: 9_999_999, quote: "rm -rf" }],
    ["a line without a number", { line: Number.NaN, quote: "none of this" }],
    ["a quote of blanks", { quote: " \t " }],
  ])("about %s is published nowhere", async (_, changes) => {
    const { result, draft } = await review(
      diff,
      answering((user) => JSON.stringify(readAll(user, [answeredDefect({ quote: line, ...changes })]))),
    );
    expect(result.defects.filter(({ source }) => source === "model")).toEqual([]);
    expect(draft.comments.filter(({ body }) => body.includes("request parameter"))).toEqual([]);
  });
});

describe("a change of three thousand files", () => {
  it("is accounted for file by file, in bounded memory", async () => {
    const count = 3_001;
    const kinds = [
      (index: number) => fileDiff(`src/f${index}.js`, `export const a${index} = ${index};`),
      (index: number) => fileDiff(`dist/f${index}.min.js`, "var a=1;".repeat(200)),
      (index: number) => fileDiff(`img/f${index}.svg`, "<svg><script>alert(1)</script></svg>"),
      (index: number) =>
        `diff --git a/bin/f${index}.png b/bin/f${index}.png\nnew file mode 100644\nindex 0000000..1111111\nBinary files /dev/null and b/bin/f${index}.png differ\n`,
    ];
    const diff = Array.from({ length: count }, (_, index) => kinds[index % kinds.length]!(index)).join("");
    const load = watchLoad();
    const { result, draft } = await review(
      diff,
      answering((user) => JSON.stringify(readAll(user))),
    );
    const figures = load.stop();

    const { files } = summarizeCoverage(result.coverage);
    expect(files.total).toBe(count);
    const counted = files.reviewed + files.skipped.length + files.failed.length;
    expect(counted).toBe(count);
    expect(draft.body).toContain("Not reviewed: 1500 files");
    expect(draft.body.length).toBeLessThanOrEqual(60_000);
    expect(draft.check.conclusion).not.toBe("success");
    expect(figures.grownBytes).toBeLessThan(600 * megabyte);
    tellFigure({ row: "E1", tried: `${count} files, all accounted for; ${figures.text}` });
  });
});
