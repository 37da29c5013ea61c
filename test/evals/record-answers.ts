import { ReviewError } from "../../src/domain/errors.ts";
import type { ModelPrice } from "../../src/domain/model-answer.ts";
import type { Prompt } from "../../src/domain/prompt.ts";
import type { CountTokens, Model } from "../../src/pipeline/ports.ts";
import { priceOf } from "../../src/review/units/price-usage.ts";
import type { AnswerFiles, Recording } from "./answer-files.ts";

/** What the questions of one review used, recorded answers included, so that a replay tells the same. */
export interface Tally {
  readonly calls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Null when the price of the model is not known. */
  readonly costUsd: number | null;
  /** Sum of how long the answers took when they were given. */
  readonly modelMs: number;
  /** Questions that have no answer: what was reviewed is not the whole. */
  readonly unanswered: number;
  /** Why the last of them has none; null when all are answered. */
  readonly failure: string | null;
}

export interface RecorderOptions {
  /** Null to replay only. */
  readonly model: Model | null;
  readonly files: AnswerFiles;
  /** Price of the model that gave an answer, by the name that the endpoint gives it. */
  readonly priceFor: (model: string) => ModelPrice | null;
  readonly countTokens: CountTokens;
  readonly now: () => number;
  /** Called with every answer; `isRecorded`: it was there before. */
  readonly onAnswer: (isRecorded: boolean) => void;
}

export interface Recorder {
  /** A model for one review, which counts what that review uses. */
  modelFor(sample: number): { readonly model: Model; readonly tally: () => Tally };
  /** Models that answered, as the endpoint names them, and prompts that were answered, with their versions. */
  names(): { readonly models: readonly string[]; readonly prompts: readonly string[] };
}

/** A decorator that answers from the disk what was answered before, and writes down every new answer at once. */
export function createRecorder(options: RecorderOptions): Recorder {
  const underWay = new Map<string, Promise<Recording>>();
  const names = { models: new Set<string>(), prompts: new Set<string>() };

  async function answer(prompt: Prompt, sample: number, signal: AbortSignal): Promise<Recording> {
    const known = options.files.read(prompt, sample);
    if (known !== null) {
      options.onAnswer(true);
      return known;
    }
    if (options.model === null)
      throw new ReviewError("MODEL_CONFIG", "This question was not answered when the answers were recorded.");
    const startedAt = options.now();
    const given = await options.model.complete(prompt, signal);
    const recording = { answer: given, durationMs: options.now() - startedAt };
    options.files.write(prompt, sample, recording);
    options.onAnswer(false);
    return recording;
  }

  /** The same question of two reviews at once is asked once, like the same question of two reviews in turn. */
  async function answerOnce(prompt: Prompt, sample: number, signal: AbortSignal): Promise<Recording> {
    const key = JSON.stringify([sample, prompt.system, prompt.user]);
    const other = underWay.get(key);
    if (other !== undefined) await other.catch(() => undefined);
    const asked = answer(prompt, sample, signal);
    underWay.set(key, asked);
    try {
      return await asked;
    } finally {
      if (underWay.get(key) === asked) underWay.delete(key);
    }
  }

  return {
    names: () => ({ models: [...names.models], prompts: [...names.prompts].toSorted() }),
    modelFor(sample) {
      const counter = createCounter(options);
      return {
        tally: counter.tally,
        model: {
          name: options.model?.name ?? "recorded",
          async complete(prompt, signal) {
            try {
              const recording = await answerOnce(prompt, sample, signal);
              counter.add(prompt, recording);
              names.models.add(recording.answer.model);
              names.prompts.add(`${prompt.id} ${prompt.version}`);
              return recording.answer;
            } catch (error) {
              counter.fail(prompt, error);
              throw error;
            }
          },
        },
      };
    },
  };
}

function createCounter({ priceFor, countTokens }: RecorderOptions) {
  const failures = new Map<string, string>();
  let sum = { calls: 0, promptTokens: 0, completionTokens: 0, modelMs: 0 };
  let costUsd: number | null = 0;
  return {
    add(prompt: Prompt, { answer, durationMs }: Recording) {
      failures.delete(prompt.user);
      const usage = answer.usage ?? {
        promptTokens: prompt.tokens,
        completionTokens: countTokens(answer.text),
        cachedTokens: 0,
      };
      const cost = priceOf(usage, priceFor(answer.model));
      costUsd = costUsd === null || cost === null ? null : costUsd + cost;
      sum = {
        calls: sum.calls + 1,
        promptTokens: sum.promptTokens + usage.promptTokens,
        completionTokens: sum.completionTokens + usage.completionTokens,
        modelMs: sum.modelMs + durationMs,
      };
    },
    fail(prompt: Prompt, error: unknown) {
      failures.set(prompt.user, error instanceof Error ? error.message : String(error));
    },
    tally: (): Tally => ({
      ...sum,
      costUsd,
      unanswered: failures.size,
      failure: [...failures.values()].at(-1) ?? null,
    }),
  };
}
