import { describe, expect, it } from "vitest";
import { createDiffSource } from "../../src/adapters/git/create-diff-source.ts";
import { ReviewError } from "../../src/domain/errors.ts";
import type { ModelPrice } from "../../src/domain/model-answer.ts";
import type { Model } from "../../src/pipeline/ports.ts";
import { claimIn, confirmClaim, isDoubt } from "../fakes/refuting.ts";
import { answeredDefect, readAll } from "./answers.ts";
import { reviewInProcess } from "./review-in-process.ts";

const names = ["one", "two", "three"];
const lineOf = (name: string) => `run("${name} " + input);`;

/** Three new files, each large enough for a question of its own. */
const source = () =>
  createDiffSource({
    label: "three files",
    text: names
      .map((name) => {
        const lines = [
          lineOf(name),
          ...Array.from({ length: 35 }, (_, index) => `note("${name}", ${index});`),
        ];
        const head = [`diff --git a/${name}.js b/${name}.js`, "new file mode 100644", "--- /dev/null"];
        const hunk = [
          `+++ b/${name}.js`,
          `@@ -0,0 +1,${lines.length} @@`,
          ...lines.map((line) => `+${line}`),
        ];
        return `${[...head, ...hunk].join("\n")}\n`;
      })
      .join(""),
  });

interface Asked {
  readonly what: string;
  readonly isDoubt: boolean;
}

/** A model that claims a defect in each file; `hold` keeps an answer back. */
function createModel(hold: (asked: Asked, all: readonly Asked[]) => Promise<void> | void) {
  const all: Asked[] = [];
  const model: Model = {
    name: "m",
    async complete({ user }) {
      const what =
        names.find((name) => (isDoubt(user) ? claimIn(user).quote : user).includes(lineOf(name))) ?? "";
      const asked = { what, isDoubt: isDoubt(user) };
      all.push(asked);
      await hold(asked, all);
      const file = Number(/^file (\d+) /m.exec(user)?.[1]);
      const defect = answeredDefect({ file, quote: lineOf(what), cwe: "CWE-78" });
      const text = JSON.stringify(asked.isDoubt ? confirmClaim(user) : readAll(user, [defect]));
      const usage = { promptTokens: 500, completionTokens: 50, cachedTokens: 0 };
      return { text, finish: "stop", model: "m", usage };
    },
  };
  return { model, all };
}

const price: ModelPrice = { input: 1, cached: 1, output: 1 };
const doubts = (all: readonly Asked[]) => all.filter((one) => one.isDoubt).map(({ what }) => what);
const review = (model: Model, maxCostUsd: number | null = null) =>
  reviewInProcess(source(), model, { price }, { unitTokens: 600, maxCostUsd });

describe("second questions", () => {
  it("are asked while the first answer about another file is still to come, each once", async () => {
    const early = Promise.withResolvers<void>();
    const { model, all } = createModel(async (asked, before) => {
      if (doubts(before).length === 2) early.resolve();
      if (!asked.isDoubt && asked.what === "three") await early.promise;
    });
    const { result } = await review(model);

    expect(doubts(all).toSorted()).toEqual(names.toSorted());
    expect(result.defects.map(({ confidence }) => confidence)).toEqual([
      "confirmed",
      "confirmed",
      "confirmed",
    ]);
  });

  it("make the same review as when all of them come last", async () => {
    const first = createModel(() => undefined);
    const slow = createModel(async (asked) => {
      if (!asked.isDoubt && asked.what !== "one") await new Promise((resolve) => setTimeout(resolve, 50));
    });
    const [one, other] = [await review(first.model), await review(slow.model)];

    expect(other.result).toEqual(one.result);
    expect(first.all).toHaveLength(6);
    expect(slow.all).toHaveLength(6);
  });

  it("wait while a first question waits for the budget", async () => {
    // Room for one question at its worst, so that they go one by one.
    const { model, all } = createModel(() => undefined);
    await review(model, 0.011);

    expect(all.map((asked) => asked.isDoubt)).toEqual([false, false, false, true, true, true]);
  });

  it("that fail early are said to be missing, as late ones are", async () => {
    const { model } = createModel((asked) => {
      if (asked.isDoubt && asked.what === "one") throw new ReviewError("MODEL_POLICY", "declined");
    });
    const { result } = await review(model);

    expect(result.notices.map(({ kind }) => kind)).toEqual(["unverified"]);
    expect(result.defects.map(({ confidence }) => confidence).toSorted()).toEqual([
      "confirmed",
      "confirmed",
      "unverified",
    ]);
  });
});
