import { expect, test } from "vitest";
import { withConcurrency } from "../../../../src/adapters/queue/with-concurrency.ts";
import { ReviewError } from "../../../../src/domain/errors.ts";
import type { ModelAnswer } from "../../../../src/domain/model-answer.ts";
import type { Model } from "../../../../src/pipeline/ports.ts";
import { buildPrompt } from "../../../fakes/build-prompt.ts";

const never = new AbortController().signal;

/** A model whose calls end when the test says so. */
function createHeldModel() {
  const calls: { unit: string; finish: (error?: Error) => void }[] = [];
  const model: Model = {
    name: "held",
    complete: (prompt, signal) =>
      new Promise<ModelAnswer>((resolve, reject) => {
        const answer: ModelAnswer = { text: prompt.unit, finish: "stop", model: "held", usage: null };
        calls.push({ unit: prompt.unit, finish: (error) => (error ? reject(error) : resolve(answer)) });
        signal.addEventListener("abort", () => reject(new ReviewError("INTERRUPTED", "gone")));
      }),
  };
  return { model, calls };
}

const ask = (model: Model, unit: string, signal: AbortSignal = never) =>
  model.complete(buildPrompt({ unit }), signal);
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("no more calls than the limit are in flight, and the others follow in order", async () => {
  const held = createHeldModel();
  const model = withConcurrency(held.model, 2);
  const answers = ["u1", "u2", "u3", "u4"].map((unit) => ask(model, unit));
  await settled();
  expect(held.calls.map(({ unit }) => unit)).toEqual(["u1", "u2"]);

  held.calls[1]?.finish();
  await settled();
  expect(held.calls.map(({ unit }) => unit)).toEqual(["u1", "u2", "u3"]);

  held.calls[0]?.finish();
  held.calls[2]?.finish();
  await settled();
  held.calls[3]?.finish();
  expect((await Promise.all(answers)).map(({ text }) => text)).toEqual(["u1", "u2", "u3", "u4"]);
});

test("a failed call frees its place and fails alone", async () => {
  const held = createHeldModel();
  const model = withConcurrency(held.model, 1);
  const first = ask(model, "u1");
  const second = ask(model, "u2");
  await settled();
  const failure = new ReviewError("MODEL_UNAVAILABLE", "down");
  held.calls[0]?.finish(failure);
  await expect(first).rejects.toBe(failure);
  await settled();
  held.calls[1]?.finish();
  expect((await second).text).toBe("u2");
});

test("a call that is interrupted while it waits is never made", async () => {
  const held = createHeldModel();
  const model = withConcurrency(held.model, 1);
  const controller = new AbortController();
  const first = ask(model, "u1");
  const second = ask(model, "u2", controller.signal);
  await settled();
  controller.abort();
  await expect(second).rejects.toMatchObject({ name: "ReviewError", code: "INTERRUPTED" });
  held.calls[0]?.finish();
  expect((await first).text).toBe("u1");
  await settled();
  expect(held.calls.map(({ unit }) => unit)).toEqual(["u1"]);
});

test("a running call is interrupted through its own signal, and the next one gets its place", async () => {
  const held = createHeldModel();
  const model = withConcurrency(held.model, 1);
  const controller = new AbortController();
  const first = ask(model, "u1", controller.signal);
  const second = ask(model, "u2");
  await settled();
  controller.abort();
  await expect(first).rejects.toMatchObject({ code: "INTERRUPTED" });
  await settled();
  held.calls[1]?.finish();
  expect((await second).text).toBe("u2");
});

test("the name stays that of the model", () => {
  expect(withConcurrency(createHeldModel().model, 3).name).toBe("held");
});
