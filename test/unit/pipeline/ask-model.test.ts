import { expect, test } from "vitest";
import { type ErrorCode, ReviewError, type ReviewErrorOptions } from "../../../src/domain/errors.ts";
import type { UnitOutcome } from "../../../src/pipeline/ask-model.ts";
import type { Progress } from "../../../src/pipeline/ports.ts";
import {
  askAll,
  askingWith,
  readToy,
  type Step,
  says,
  scriptModel,
  silentLog,
  throws,
} from "../../fakes/asking.ts";
import { buildUnit } from "../../fakes/build-prompt.ts";

const never = new AbortController().signal;
const u1 = buildUnit("u1");
const parsedOf = (id: string, text = "ok") => readToy(text, buildUnit(id));
const answered = (id: string, model = "model-a") =>
  ({ unit: buildUnit(id), kind: "answered", parsed: parsedOf(id), model }) as UnitOutcome;
const failed = (id: string, reason: string, detail: string, salvaged: unknown = null) =>
  ({ unit: buildUnit(id), kind: "failed", reason, detail, salvaged }) as UnitOutcome;
const fails = (code: ErrorCode, options: ReviewErrorOptions = {}) =>
  throws(new ReviewError(code, "It broke.", options));
const passing = (code: ErrorCode, retryAfterMs: number | null = null) =>
  fails(code, { retryable: true, retryAfterMs });
const times = (count: number, step: Step) => Array.from({ length: count }, () => step);
const halveInto = (parts: Readonly<Record<string, readonly string[]>>) => (unit: { readonly id: string }) =>
  parts[unit.id]?.map(buildUnit) ?? null;

test("every unit is asked once and answered in the order of the units", async () => {
  const model = scriptModel("main", { u1: [says("ok")], u2: [says("ok")], u3: [says("ok")] });
  const progress: Progress[] = [];
  const deps = askingWith(model, { onProgress: (step) => progress.push(step) });
  const { outcomes, usage } = await askAll(["u1", "u2", "u3"].map(buildUnit), deps, never);
  expect(outcomes).toEqual([answered("u1"), answered("u2"), answered("u3")]);
  expect(usage).toEqual({
    model: "model-a",
    calls: 3,
    promptTokens: 300,
    completionTokens: 30,
    cachedTokens: 0,
    costUsd: null,
    durationMs: 0,
  });
  expect(progress.at(-1)).toEqual({
    unitsDone: 3,
    unitsTotal: 3,
    promptTokens: 300,
    completionTokens: 30,
    costUsd: null,
  });
});

test("no units, no calls", async () => {
  const { outcomes, usage } = await askAll([], askingWith(scriptModel("main", {})), never);
  expect({ outcomes, calls: usage.calls, costUsd: usage.costUsd }).toEqual({
    outcomes: [],
    calls: 0,
    costUsd: 0,
  });
});

test.each<[string, readonly Step[], UnitOutcome, readonly number[]]>([
  ["one outage", [passing("MODEL_UNAVAILABLE"), says("ok")], answered("u1"), [1_000]],
  [
    "a rate limit that asks for time",
    [passing("MODEL_RATE_LIMITED", 30_000), passing("MODEL_RATE_LIMITED", 10), says("ok")],
    answered("u1"),
    [30_000, 2_000],
  ],
  [
    "an outage that stays",
    times(6, passing("MODEL_UNAVAILABLE")),
    failed("u1", "model-error", "It broke."),
    [1_000, 2_000, 4_000, 8_000, 16_000],
  ],
  [
    "timeouts that stay",
    times(3, passing("MODEL_TIMEOUT")),
    failed("u1", "model-timeout", "It broke."),
    [1_000, 2_000],
  ],
  [
    "garbage that stays",
    times(2, passing("MODEL_BAD_RESPONSE")),
    failed("u1", "model-error", "It broke."),
    [1_000],
  ],
  [
    "a wait that is too long",
    [passing("MODEL_RATE_LIMITED", 121_000)],
    failed("u1", "model-error", "It broke."),
    [],
  ],
  [
    "a failure that waiting does not help",
    [fails("MODEL_RESPONSE_TOO_LARGE", { remedy: "Do this." })],
    failed("u1", "model-error", "It broke. Do this."),
    [],
  ],
])("%s is retried as often as it makes sense", async (_title, steps, expected, slept) => {
  const model = scriptModel("main", { u1: steps });
  const deps = askingWith(model);
  const { outcomes, usage } = await askAll([u1], deps, never);
  expect(outcomes).toEqual([expected]);
  expect(deps.slept).toEqual(slept);
  expect({ asked: model.asked.length, calls: usage.calls }).toEqual({
    asked: steps.length,
    calls: steps.length,
  });
});

test.each<[ErrorCode, string]>([
  ["MODEL_CONFIG", "configuration"],
  ["MODEL_QUOTA", "model-error"],
])("%s stops the run: the units that wait fail at once and are never asked", async (code, reason) => {
  const waiting: Step = (_prompt, signal) =>
    new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  const model = scriptModel("main", { u1: [fails(code)], u2: [waiting], u3: [waiting] });
  const { outcomes } = await askAll(["u1", "u2", "u3"].map(buildUnit), askingWith(model), never);
  expect(outcomes).toEqual(["u1", "u2", "u3"].map((id) => failed(id, reason, "It broke.")));
});

test("an endpoint that gave five questions up in a row is not asked any more", async () => {
  const ids = Array.from({ length: 8 }, (_, index) => `u${index}`);
  const script = Object.fromEntries(ids.map((id) => [id, [passing("MODEL_RATE_LIMITED", 900_000)]]));
  const late: Step = () => new Promise(() => undefined);
  const model = scriptModel("main", { ...script, u7: [late] });
  const { outcomes } = await askAll(ids.map(buildUnit), askingWith(model), never);
  expect(outcomes).toEqual(ids.map((id) => failed(id, "model-error", "It broke.")));
});

test.each<[string, readonly Step[]]>([
  ["a context that is too small", [fails("MODEL_CONTEXT_LENGTH")]],
  ["an answer that broke off", [says("garbage", { finish: "length" })]],
  ["an answer of which only the start is complete", [says("cut")]],
  ["prose that was cut and looks complete", [says("prose", { finish: "length" })]],
  ["a repair that broke off", [says("garbage"), says("garbage", { finish: "length" })]],
])("%s divides the unit", async (_title, steps) => {
  const model = scriptModel("main", { u1: steps, a: [says("ok")], b: [says("ok")] });
  const progress: Progress[] = [];
  const deps = askingWith(model, {
    halve: halveInto({ u1: ["a", "b"] }),
    onProgress: (step) => progress.push(step),
  });
  const { outcomes } = await askAll([u1], deps, never);
  expect(outcomes).toEqual([answered("a"), answered("b")]);
  expect(progress.at(-1)).toMatchObject({ unitsDone: 2, unitsTotal: 2 });
});

const brokeOff = "The answer broke off before its end.";
test.each<[string, readonly Step[], UnitOutcome]>([
  [
    "a context that is too small",
    [fails("MODEL_CONTEXT_LENGTH")],
    failed("u1", "prompt-truncated", "It broke."),
  ],
  ["an answer cut to nothing", [says("x", { finish: "length" })], failed("u1", "answer-truncated", brokeOff)],
  [
    "an answer cut in the middle",
    [says("cut")],
    failed("u1", "answer-truncated", brokeOff, parsedOf("u1", "cut")),
  ],
])("%s fails the unit that cannot be divided, keeping what is complete", async (_title, steps, expected) => {
  const { outcomes } = await askAll([u1], askingWith(scriptModel("main", { u1: steps })), never);
  expect(outcomes).toEqual([expected]);
});

test("a JSON answer that closed before the limit counts as complete", async () => {
  const model = scriptModel("main", { u1: [says("ok", { finish: "length" })] });
  expect((await askAll([u1], askingWith(model), never)).outcomes).toEqual([answered("u1")]);
});

test("dividing ends after five rounds, also when the parts never get smaller", async () => {
  let asked = 0;
  const model = { name: "main", complete: async () => Promise.reject(fail(asked++)) };
  const fail = (_count: number) => new ReviewError("MODEL_CONTEXT_LENGTH", "It broke.");
  const deps = askingWith(model, { halve: (unit) => [unit, unit] });
  const { outcomes } = await askAll([u1], deps, never);
  expect({ asked, outcomes: outcomes.length, kinds: new Set(outcomes.map(({ kind }) => kind)) }).toEqual({
    asked: 63,
    outcomes: 32,
    kinds: new Set(["failed"]),
  });
});

test.each<[string, readonly Step[], readonly Step[], UnitOutcome, number]>([
  ["an unreadable answer is repaired", [says("x"), says("ok")], [], answered("u1"), 2],
  [
    "an answer that stays unreadable goes to the fallback",
    [says("x"), says("y")],
    [says("ok")],
    answered("u1"),
    3,
  ],
  [
    "an answer that nobody gives readably",
    [says("x"), says("y")],
    [says("z")],
    failed("u1", "answer-unreadable", "no y"),
    3,
  ],
  ["a refusal goes to the fallback", [says("", { finish: "declined" })], [says("ok")], answered("u1"), 2],
  ["a policy error goes to the fallback", [fails("MODEL_POLICY")], [says("ok")], answered("u1"), 2],
  [
    "a refusal by both",
    [says("", { finish: "declined" })],
    [fails("MODEL_POLICY")],
    failed("u1", "provider-declined", "The provider declined to answer."),
    2,
  ],
  [
    "a fallback that is not configured right does not hide the refusal",
    [fails("MODEL_POLICY")],
    [fails("MODEL_CONFIG")],
    failed("u1", "provider-declined", "It broke."),
    2,
  ],
])("%s", async (_title, main, fallback, ...[expected, calls]) => {
  const model = scriptModel("main", { u1: main });
  const substitute = scriptModel("substitute", { u1: fallback });
  const deps = askingWith(model, { fallback: substitute });
  const { outcomes, usage } = await askAll([u1], deps, never);
  expect(outcomes).toEqual([expected]);
  expect({ calls: usage.calls, substitute: substitute.asked }).toEqual({
    calls,
    substitute: fallback.map(() => "u1"),
  });
});

test("the repair names the problem", async () => {
  const model = scriptModel("main", { u1: [says("x"), says("ok")] });
  await askAll([u1], askingWith(model), never);
  expect(model.asked).toEqual(["u1", "u1 repair: no x"]);
});

test("without a fallback a refusal is told as what it is", async () => {
  const model = scriptModel("main", { u1: [says("I cannot", { finish: "declined" })] });
  expect((await askAll([u1], askingWith(model), never)).outcomes).toEqual([
    failed("u1", "provider-declined", "The provider declined to answer."),
  ]);
});

test("a circuit that the fallback opened leaves the model itself alone", async () => {
  const model = scriptModel("main", {
    u1: [fails("MODEL_POLICY")],
    u2: [passing("MODEL_UNAVAILABLE"), says("ok")],
  });
  const fallback = scriptModel("substitute", { u1: [fails("MODEL_CONFIG")] });
  const { outcomes } = await askAll([u1, buildUnit("u2")], askingWith(model, { fallback }), never);
  expect(outcomes).toEqual([failed("u1", "provider-declined", "It broke."), answered("u2")]);
});

test("a defect of ours costs one unit only and names nothing that was read", async () => {
  const lines: unknown[] = [];
  const log = { ...silentLog, error: (...line: unknown[]) => lines.push(line) };
  const model = scriptModel("main", { u1: [throws(new RangeError("secret text"))], u2: [says("ok")] });
  const { outcomes } = await askAll([u1, buildUnit("u2")], askingWith(model, { log }), never);
  expect(outcomes).toEqual([
    failed("u1", "model-error", "An internal error stopped this part of the review (RangeError)."),
    answered("u2"),
  ]);
  expect(lines).toEqual([["asking about a unit failed unexpectedly", { unit: "u1", error: "RangeError" }]]);
});
