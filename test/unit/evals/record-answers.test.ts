import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ReviewError } from "../../../src/domain/errors.ts";
import type { ModelAnswer } from "../../../src/domain/model-answer.ts";
import type { Model } from "../../../src/pipeline/ports.ts";
import { openAnswerFiles } from "../../evals/answer-files.ts";
import { createRecorder } from "../../evals/record-answers.ts";
import { buildPrompt } from "../../fakes/build-prompt.ts";

const signal = new AbortController().signal;
const usage = { promptTokens: 1_000, completionTokens: 100, cachedTokens: 0 };
const unavailable = new ReviewError("MODEL_UNAVAILABLE", "The model endpoint cannot be reached.", {
  retryable: true,
});

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-recorder-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A model that counts what it is asked, and says its number; some calls fail. */
function countingModel(failing: readonly number[] = []): Model & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    name: "counting",
    asked,
    async complete({ user }): Promise<ModelAnswer> {
      const number = asked.push(user);
      await Promise.resolve();
      if (failing.includes(number)) throw unavailable;
      return { text: `answer ${number}`, finish: "stop", model: "counting-1", usage };
    },
  };
}

function openRecorder(model: Model | null) {
  let clockMs = 0;
  const answered: boolean[] = [];
  const recorder = createRecorder({
    model,
    files: openAnswerFiles(folder),
    priceFor: (name) => (name === "counting-1" ? { input: 1, cached: 0, output: 10 } : null),
    countTokens: (text) => text.length,
    now: () => {
      clockMs += 250;
      return clockMs;
    },
    onAnswer: (isRecorded) => answered.push(isRecorded),
  });
  return { recorder, answered };
}

const prompt = (user: string) => buildPrompt({ unit: user, user });

describe("a recorder", () => {
  it("asks a question once, and answers it from the disk for ever after", async () => {
    const model = countingModel();
    const first = openRecorder(model);
    const given = await first.recorder.modelFor(1).model.complete(prompt("a"), signal);
    const later = openRecorder(null);
    const replayed = await later.recorder.modelFor(1).model.complete(prompt("a"), signal);

    expect(replayed).toEqual(given);
    expect([model.asked, first.answered, later.answered]).toEqual([["a"], [false], [true]]);
    expect(later.recorder.names()).toEqual({ models: ["counting-1"], prompts: expect.any(Array) });
  });

  it("asks the same question again for another sample, and once for two reviews at the same time", async () => {
    const model = countingModel();
    const { recorder } = openRecorder(model);
    const ask = (sample: number) => recorder.modelFor(sample).model.complete(prompt("a"), signal);
    const [one, same, other] = await Promise.all([ask(1), ask(1), ask(2)]);

    expect([one.text === same.text, one.text === other.text]).toEqual([true, false]);
    expect(model.asked).toEqual(["a", "a"]);
  });

  it("tells the same use of a replay as of the first run", async () => {
    const use = async (model: Model | null) => {
      const review = openRecorder(model).recorder.modelFor(1);
      await review.model.complete(prompt("a"), signal);
      await review.model.complete(prompt("b"), signal);
      return review.tally();
    };
    const first = await use(countingModel());

    expect(first).toEqual({
      calls: 2,
      promptTokens: 2_000,
      completionTokens: 200,
      costUsd: expect.closeTo(0.004, 9),
      modelMs: 500,
      unanswered: 0,
      failure: null,
    });
    expect(await use(null)).toEqual(first);
  });

  it("counts a question without an answer until it has one", async () => {
    const review = openRecorder(countingModel([1])).recorder.modelFor(1);
    const failed = await review.model.complete(prompt("a"), signal).catch((error: unknown) => error);
    const before = review.tally();
    await review.model.complete(prompt("a"), signal);

    expect(failed).toBe(unavailable);
    expect([before.unanswered, before.failure]).toEqual([1, unavailable.message]);
    expect([review.tally().unanswered, review.tally().failure]).toEqual([0, null]);
  });

  it("says that a question was never answered instead of asking anybody", async () => {
    const review = openRecorder(null).recorder.modelFor(1);

    await expect(review.model.complete(prompt("a"), signal)).rejects.toMatchObject({ code: "MODEL_CONFIG" });
  });

  it("asks again where an answer was written by halves", async () => {
    const model = countingModel();
    await openRecorder(model).recorder.modelFor(1).model.complete(prompt("a"), signal);
    const answers = join(folder, "answers");
    const [name = ""] = readdirSync(answers);
    writeFileSync(join(answers, name), readFileSync(join(answers, name), "utf8").slice(0, 40));
    await openRecorder(model).recorder.modelFor(1).model.complete(prompt("a"), signal);

    expect(model.asked).toEqual(["a", "a"]);
    expect(readdirSync(answers)).toEqual([name]);
  });
});
