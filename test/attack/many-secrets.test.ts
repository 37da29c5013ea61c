import { describe, expect, it } from "vitest";
import { createDiffSource } from "../../src/adapters/git/create-diff-source.ts";
import type { Model } from "../../src/pipeline/ports.ts";
import { renderReviewDraft } from "../../src/review/render/render-review-draft.ts";
import { placeholdersOf } from "../../src/review/units/compose-prompt.ts";
import { readAll } from "../app/answers.ts";
import { reviewInProcess } from "../app/review-in-process.ts";
import { draftInputOf } from "../fakes/draft-inputs.ts";
import { madeUp } from "../unit/checks/made-up-secrets.ts";
import { choose, tellFigure } from "./attack-figures.ts";
import { leastMs } from "./least-ms.ts";
import { watchLoad } from "./watch-load.ts";

const megabyte = 1024 * 1024;
const perFile = 50;

/** Credentials that a scanner knows by their form, all different. */
const listSecrets = (count: number) =>
  Array.from({ length: count }, (_, index) => `ghp_${madeUp(36, index + 1)}`);

function writeDiff(secrets: readonly string[]): string {
  const files = Math.ceil(secrets.length / perFile);
  return Array.from({ length: files }, (_, file) => {
    const own = secrets.slice(file * perFile, (file + 1) * perFile);
    const lines = own.map((secret, index) => `+const t${index} = "${secret}";\n`).join("");
    return `diff --git a/f${file}.js b/f${file}.js\nnew file mode 100644\n--- /dev/null\n+++ b/f${file}.js\n@@ -0,0 +1,${own.length} @@\n${lines}`;
  }).join("");
}

describe("a change of nothing but credentials", () => {
  it(
    "shows none of them to a model, in bounded time and memory",
    async () => {
      const secrets = listSecrets(choose(20_000, 2_000));
      const known = new Set(secrets);
      let questions = 0;
      let shown = 0;
      const model: Model = {
        name: "reader",
        async complete({ user }) {
          questions += 1;
          shown += (user.match(/ghp_\w{36}/g) ?? []).filter((text) => known.has(text)).length;
          return { text: JSON.stringify(readAll(user)), finish: "stop", model: "reader", usage: null };
        },
      };
      const diff = writeDiff(secrets);
      const load = watchLoad();
      const startedAt = performance.now();
      const source = createDiffSource({ text: diff, label: "a.diff" });
      const { result, prepared } = await reviewInProcess(source, model);
      const context = { change: prepared.change, mask: prepared.redactor.mask };
      const draft = renderReviewDraft(draftInputOf(result, { context }));
      const seconds = (performance.now() - startedAt) / 1_000;
      const figures = load.stop();

      expect(shown).toBe(0);
      expect(questions).toBeGreaterThan(10);
      expect(prepared.redactor.placeholders).toHaveLength(secrets.length);
      const texts = [draft.body, ...draft.comments.map(({ body }) => body), JSON.stringify(draft.check)];
      expect(texts.flatMap((text) => secrets.filter((secret) => text.includes(secret.slice(6))))).toEqual([]);
      expect(draft.body.length).toBeLessThanOrEqual(60_000);
      expect(draft.check.conclusion).toBe("failure");
      expect(figures.grownBytes).toBeLessThan(1_000 * megabyte);
      tellFigure({
        row: "E1",
        tried: `${secrets.length.toLocaleString("en")} credentials in ${questions} questions: none shown, ${seconds.toFixed(0)} seconds; ${figures.text}`,
      });
    },
    choose(900_000, 240_000),
  );

  it("costs a question what its own text costs, however many there are elsewhere", () => {
    const placeholders = Array.from({ length: 200_000 }, (_, index) => ({
      placeholder: `[[SECRET token #${index + 1}]]`,
      kind: "token",
    }));
    const code = Array.from({ length: 400 }, (_, index) => `a = [[SECRET token #${500 * index + 1}]]`).join(
      "\n",
    );
    const ms = leastMs(() => expect(placeholdersOf(code, placeholders)).toContain("#199501]] (token)"));
    expect(ms).toBeLessThan(20);
  });

  it("names what was replaced, in its order, once, and nothing that only looks like it", () => {
    const placeholders = ["password", "token"].map((kind, index) => ({
      placeholder: `[[SECRET ${kind} #${index + 1}]]`,
      kind,
    }));
    const code = `[[SECRET token #2]] [[SECRET token #1]] [[SECRET password #1]] [[SECRET password #1]] [[SECRET token #3]] [[SECRET token #0]]`;
    expect(placeholdersOf(code, placeholders)).toContain(
      "sent: [[SECRET password #1]] (password), [[SECRET token #2]] (token). They",
    );
  });
});
