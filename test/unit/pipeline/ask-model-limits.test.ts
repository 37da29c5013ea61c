import { expect, test } from "vitest";
import { ReviewError } from "../../../src/domain/errors.ts";
import type { UnitOutcome } from "../../../src/pipeline/ask-model.ts";
import {
  askAll,
  askingWith,
  readToy,
  type Step,
  says,
  scriptModel,
  staysSilent,
  throws,
} from "../../fakes/asking.ts";
import { buildPrompt, buildUnit } from "../../fakes/build-prompt.ts";

const never = new AbortController().signal;
const units = (...ids: readonly string[]) => ids.map(buildUnit);
const answered = (id: string): UnitOutcome => {
  const parsed = readToy("ok", buildUnit(id));
  if (parsed.kind !== "parsed") throw new Error("the toy answer is readable");
  return { unit: buildUnit(id), kind: "answered", parsed, model: "model-a" };
};
const skipped = (id: string, reason: "over-budget" | "interrupted"): UnitOutcome => ({
  unit: buildUnit(id),
  kind: "skipped",
  reason,
});

/** Output only, so that the worst case of the 500 tokens asked for is exactly one dollar, and 10 tokens cost 2 cents. */
const price = { input: 0, cached: 0, output: 2_000 };
const everyUnit = (ids: readonly string[], step: Step) => Object.fromEntries(ids.map((id) => [id, [step]]));

test("a budget below one call asks nothing", async () => {
  const model = scriptModel("main", {});
  const deps = askingWith(model, { price, maxCostUsd: 0.99 });
  const { outcomes, usage } = await askAll(units("u1", "u2"), deps, never);
  expect(outcomes).toEqual([skipped("u1", "over-budget"), skipped("u2", "over-budget")]);
  expect({ calls: usage.calls, costUsd: usage.costUsd }).toEqual({ calls: 0, costUsd: 0 });
});

test("with a budget and an unknown price nothing is asked", async () => {
  const deps = askingWith(scriptModel("main", {}), { price: null, maxCostUsd: 1_000 });
  expect((await askAll(units("u1"), deps, never)).outcomes).toEqual([skipped("u1", "over-budget")]);
});

test("units wait for room that calls in flight hold at their worst, and get it when those cost less", async () => {
  const ids = ["u1", "u2", "u3", "u4", "u5"];
  let open = 0;
  let mostOpen = 0;
  const step: Step = async (prompt, signal) => {
    open += 1;
    mostOpen = Math.max(mostOpen, open);
    await new Promise((resolve) => setImmediate(resolve));
    open -= 1;
    return says("ok")(prompt, signal);
  };
  const deps = askingWith(scriptModel("main", everyUnit(ids, step)), { price, maxCostUsd: 2.5 });
  const { outcomes, usage } = await askAll(units(...ids), deps, never);
  expect(outcomes).toEqual(ids.map(answered));
  expect({ mostOpen, costUsd: usage.costUsd?.toFixed(4) }).toEqual({ mostOpen: 2, costUsd: "0.1000" });
});

test("what is spent never exceeds the budget, and what no longer fits is skipped", async () => {
  const ids = ["u1", "u2", "u3", "u4"];
  const dear = says("ok", { usage: { promptTokens: 100, completionTokens: 500, cachedTokens: 0 } });
  const deps = askingWith(scriptModel("main", everyUnit(ids, dear)), { price, maxCostUsd: 2.5 });
  const { outcomes, usage } = await askAll(units(...ids), deps, never);
  expect(outcomes).toEqual([
    answered("u1"),
    answered("u2"),
    skipped("u3", "over-budget"),
    skipped("u4", "over-budget"),
  ]);
  expect(usage.costUsd).toBeCloseTo(2, 10);
});

test("a small unit behind a large one that does not fit is still asked", async () => {
  const model = scriptModel("main", everyUnit(["u1", "u3"], says("ok")));
  const compose = (unit: { readonly id: string }) =>
    buildPrompt({ unit: unit.id, maxOutputTokens: unit.id === "u2" ? 5_000 : 500 });
  const deps = askingWith(model, { price, maxCostUsd: 1.5, compose });
  const { outcomes } = await askAll(units("u1", "u2", "u3"), deps, never);
  expect(outcomes).toEqual([answered("u1"), skipped("u2", "over-budget"), answered("u3")]);
});

test("a call that timed out may have been billed and takes its worst case out of the budget", async () => {
  const timeout = throws(new ReviewError("MODEL_TIMEOUT", "late", { retryable: true }));
  const model = scriptModel("main", { u1: [timeout] });
  const deps = askingWith(model, { price, maxCostUsd: 1.5 });
  const { outcomes, usage } = await askAll(units("u1"), deps, never);
  expect(outcomes).toEqual([skipped("u1", "over-budget")]);
  expect({ asked: model.asked.length, calls: usage.calls }).toEqual({ asked: 1, calls: 1 });
});

test("answers that came to nothing are counted as well", async () => {
  const model = scriptModel("main", { u1: [says("x"), says("", { finish: "declined" })] });
  const { usage } = await askAll(units("u1"), askingWith(model, { price }), never);
  expect({ ...usage, costUsd: usage.costUsd?.toFixed(4) }).toEqual({
    model: "model-a",
    calls: 2,
    promptTokens: 200,
    completionTokens: 20,
    cachedTokens: 0,
    costUsd: "0.0400",
    durationMs: 0,
  });
});

test("usage that the endpoint does not report is estimated", async () => {
  const model = scriptModel("main", { u1: [says("ok", { usage: null })] });
  const { usage } = await askAll(units("u1"), askingWith(model, { price }), never);
  expect([usage.promptTokens, usage.completionTokens]).toEqual([100, 1]);
});

test("a fallback of unknown price is not asked under a budget", async () => {
  const model = scriptModel("main", { u1: [says("", { finish: "declined" })] });
  const fallback = scriptModel("substitute", {});
  const deps = askingWith(model, { price, maxCostUsd: 5, fallback });
  const { outcomes } = await askAll(units("u1"), deps, never);
  expect(outcomes.map(({ kind }) => kind)).toEqual(["failed"]);
  expect(fallback.asked).toEqual([]);
});

test("a unit that gets its room from the call that stops the run is not asked", async () => {
  const model = scriptModel("main", { u1: [throws(new ReviewError("MODEL_CONFIG", "It broke."))] });
  const deps = askingWith(model, { price, maxCostUsd: 1.5 });
  const { outcomes } = await askAll(units("u1", "u2"), deps, never);
  expect(outcomes.map(({ kind }) => kind)).toEqual(["failed", "failed"]);
  expect(model.asked).toEqual(["u1"]);
});

test("calls that a stopped run broke off do not keep the fallback waiting for their room", async () => {
  const usage = { promptTokens: 100, completionTokens: 500, cachedTokens: 0 };
  const refuse: Step = async (prompt, signal) => {
    await new Promise((resolve) => setImmediate(resolve));
    return says("", { finish: "declined", usage })(prompt, signal);
  };
  const stop: Step = async () => {
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    throw new ReviewError("MODEL_CONFIG", "It broke.");
  };
  const model = scriptModel("main", { u1: [refuse], u2: [staysSilent()], u3: [stop] });
  const fallback = scriptModel("substitute", {});
  const fallbackPrice = { ...price, output: 4_000 };
  const deps = askingWith(model, { price, maxCostUsd: 3, fallback, fallbackPrice });
  const { outcomes } = await askAll(units("u1", "u2", "u3"), deps, never);
  expect(outcomes.map((outcome) => (outcome.kind === "failed" ? outcome.reason : outcome.kind))).toEqual([
    "provider-declined",
    "configuration",
    "configuration",
  ]);
});

test("an interruption ends everything that is not finished, though the model heeds no signal", async () => {
  const controller = new AbortController();
  const stop: Step = async (prompt, signal) => {
    setImmediate(() => controller.abort());
    return says("ok")(prompt, signal);
  };
  const model = scriptModel("main", { u1: [stop], u2: [staysSilent()], u3: [staysSilent()] });
  const { outcomes } = await askAll(units("u1", "u2", "u3"), askingWith(model), controller.signal);
  expect(outcomes).toEqual([answered("u1"), skipped("u2", "interrupted"), skipped("u3", "interrupted")]);
});

test("an interruption ends waiting for the next try and for room in the budget", async () => {
  const controller = new AbortController();
  const down = throws(new ReviewError("MODEL_UNAVAILABLE", "down", { retryable: true }));
  const model = scriptModel("main", { u1: [down], u2: [staysSilent()] });
  const deps = askingWith(model, {
    price,
    maxCostUsd: 1.5,
    sleep: () => {
      setImmediate(() => controller.abort());
      return new Promise(() => undefined);
    },
  });
  const { outcomes } = await askAll(units("u1", "u2", "u3"), deps, controller.signal);
  expect(outcomes).toEqual(["u1", "u2", "u3"].map((id) => skipped(id, "interrupted")));
});

test("a sleep that rejects at the interruption is an interruption", async () => {
  const controller = new AbortController();
  const down = throws(new ReviewError("MODEL_UNAVAILABLE", "down", { retryable: true }));
  const sleep = async () => {
    controller.abort();
    throw new Error("the sleep was aborted");
  };
  const deps = askingWith(scriptModel("main", { u1: [down] }), { sleep });
  const { outcomes } = await askAll(units("u1"), deps, controller.signal);
  expect(outcomes).toEqual([skipped("u1", "interrupted")]);
});

test("a run that was interrupted before it began asks nothing", async () => {
  const { outcomes } = await askAll(units("u1"), askingWith(scriptModel("main", {})), AbortSignal.abort());
  expect(outcomes).toEqual([skipped("u1", "interrupted")]);
});
