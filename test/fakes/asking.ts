import type { ParsedAnswer } from "../../src/domain/answer.ts";
import type { ModelAnswer, Usage } from "../../src/domain/model-answer.ts";
import type { Prompt } from "../../src/domain/prompt.ts";
import type { ReviewUnit } from "../../src/domain/unit.ts";
import { askAboutEach, type UnitOutcome } from "../../src/pipeline/ask-model.ts";
import { type AskDependencies, closeAskRun, createAskRun } from "../../src/pipeline/ask-run.ts";
import type { Log, Model } from "../../src/pipeline/ports.ts";
import { buildPrompt } from "./build-prompt.ts";

/** What a scripted model does with one prompt. */
export type Step = (prompt: Prompt, signal: AbortSignal) => Promise<ModelAnswer>;

export interface ScriptedModel extends Model {
  /** Unit and repair text of each call: `u1`, or `u1 repair: …`. */
  readonly asked: readonly string[];
}

/** A model that follows a script by unit, each unit with its steps in order; anything else is a defect of the test. */
export function scriptModel(name: string, script: Readonly<Record<string, readonly Step[]>>): ScriptedModel {
  const asked: string[] = [];
  const done = new Map<string, number>();
  return {
    name,
    asked,
    async complete(prompt, signal) {
      asked.push(prompt.user);
      const count = done.get(prompt.unit) ?? 0;
      done.set(prompt.unit, count + 1);
      const step = script[prompt.unit]?.[count];
      if (step === undefined)
        throw new Error(`${name} was asked about ${prompt.unit} once more than scripted`);
      return step(prompt, signal);
    },
  };
}

/** An answer of 100 prompt and 10 completion tokens. */
export function says(text: string, changes: Partial<ModelAnswer> = {}): Step {
  const usage = { promptTokens: 100, completionTokens: 10, cachedTokens: 0 };
  return async () => ({ text, finish: "stop", model: "model-a", usage, ...changes });
}

export function throws(error: unknown): Step {
  return async () => {
    throw error;
  };
}

/** Never answers and heeds no signal. */
export function staysSilent(): Step {
  return () => new Promise(() => undefined);
}

/** A toy grammar: `ok`, `cut` (complete elements of a broken answer), `prose`; all else cannot be read. */
export function readToy(text: string, unit: ReviewUnit): ParsedAnswer {
  if (text !== "ok" && text !== "cut" && text !== "prose")
    return { kind: "unreadable", detail: `no ${text}` };
  return {
    kind: "parsed",
    form: text === "prose" ? "prose" : "json",
    claims: [],
    reviewed: [unit.id],
    statedVerdict: null,
    isComplete: text !== "cut",
  };
}

export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Dependencies with a clock that only sleeping moves, and sleeps that are recorded and take no time. */
export function askingWith(
  model: Model,
  changes: Partial<AskDependencies> = {},
): AskDependencies & { readonly slept: readonly number[] } {
  const slept: number[] = [];
  let clockMs = 0;
  return {
    model,
    fallback: null,
    compose: (unit, repair) =>
      buildPrompt({ unit: unit.id, user: repair === null ? unit.id : `${unit.id} repair: ${repair}` }),
    halve: () => null,
    read: readToy,
    price: null,
    maxCostUsd: null,
    now: () => clockMs,
    sleep: async (ms) => {
      slept.push(ms);
      clockMs += ms;
    },
    onProgress: () => undefined,
    log: silentLog,
    slept,
    ...changes,
  };
}

export interface Asked {
  readonly outcomes: readonly UnitOutcome[];
  readonly usage: Usage;
}

/** Asks about units in a run of their own. */
export async function askAll(
  units: readonly ReviewUnit[],
  deps: AskDependencies,
  signal: AbortSignal,
): Promise<Asked> {
  const run = createAskRun(deps, units.length, signal);
  const outcomes = await askAboutEach(units, run);
  closeAskRun(run);
  return { outcomes, usage: run.spending.usage() };
}
