import { setTimeout as delay } from "node:timers/promises";
import type { AnsweredDefect } from "../../src/domain/answer.ts";
import type { Prompt } from "../../src/domain/prompt.ts";
import type { CountTokens, Model } from "../../src/pipeline/ports.ts";
import { answeredDefect, readAll } from "../app/answers.ts";
import { claimIn, confirmClaim, isDoubt } from "../fakes/refuting.ts";
import type { ScheduledCall } from "./ideal-schedule.ts";

/** One question as the model got it. */
export interface TimedCall extends ScheduledCall {
  readonly kind: "find" | "refute";
  /** The text of the request, in the order of its parts: the part that never changes first. */
  readonly parts: readonly [system: string, user: string];
  readonly schema: string;
  readonly promptTokens: number;
  readonly answerTokens: number;
}

/** A model that reads everything, claims a defect in some of the units, stands by it, and takes its time. */
export interface TimedModel extends Model {
  readonly calls: readonly TimedCall[];
}

export interface TimedModelOptions {
  readonly countTokens: CountTokens;
  /** One unit in so many holds a defect; 0 for none. */
  readonly defectEvery: number;
  /** Of the times below; 0 answers at once. */
  readonly pace: number;
}

/** As models take it: some time until they begin, some to read, and most to write. About 2 s for a unit. */
const beginMs = 800;
const readMsPerToken = 0.1;
const writeMsPerToken = 15;

export function createTimedModel({ countTokens, defectEvery, pace }: TimedModelOptions): TimedModel {
  const calls: TimedCall[] = [];
  const claimedBy = new Map<string, number>();
  const counted = new Map<string, number>();
  const countOnce = (text: string) => {
    const tokens = counted.get(text) ?? countTokens(text);
    counted.set(text, tokens);
    return tokens;
  };
  const answer = (prompt: Prompt): { readonly call: TimedCall; readonly text: string } => {
    const { system, user } = prompt;
    const kind = isDoubt(user) ? "refute" : "find";
    const defects = kind === "find" && isClaimed(prompt, defectEvery) ? claimFirst(user) : [];
    for (const { quote } of defects) claimedBy.set(quote, calls.length);
    const text = JSON.stringify(kind === "refute" ? confirmClaim(user) : readAll(user, defects));
    const promptTokens = countOnce(system) + countTokens(user);
    const answerTokens = countTokens(text);
    const call: TimedCall = {
      kind,
      parts: [system, user],
      schema: JSON.stringify(prompt.answer.schema),
      promptTokens,
      answerTokens,
      latencyMs: pace * (beginMs + promptTokens * readMsPerToken + answerTokens * writeMsPerToken),
      after: kind === "refute" ? (claimedBy.get(claimIn(user).quote) ?? null) : null,
    };
    return { call, text };
  };
  const name = "timed";
  return {
    name,
    calls,
    async complete(prompt, signal) {
      const { call, text } = answer(prompt);
      calls.push(call);
      if (call.latencyMs > 0) await delay(call.latencyMs, undefined, { signal });
      const { promptTokens, answerTokens: completionTokens } = call;
      return {
        text,
        finish: "stop",
        model: name,
        usage: { promptTokens, completionTokens, cachedTokens: 0 },
      };
    },
  };
}

/** The same units on every run, whatever order they come in. */
function isClaimed({ unit }: Prompt, every: number): boolean {
  return every > 0 && Number(/^u(\d+)$/.exec(unit)?.[1] ?? 1) % every === 0;
}

/** Claims the first added line of a question that reads something by a name of the caller; empty where there is none. */
export function claimFirst(question: string): readonly AnsweredDefect[] {
  const file = /^file (\d+) /m.exec(question)?.[1];
  const [, line, quote] = /^R(\d+) \+ +([^\n]*load\([^\n]*)$/im.exec(question) ?? [];
  if (file === undefined || line === undefined || quote === undefined) return [];
  return [
    answeredDefect({
      file: Number(file),
      line: Number(line),
      quote,
      cwe: "CWE-22",
      title: "A name from the request becomes part of a path",
      explanation: "The name comes with the request and is not checked before it is read by.",
      attack: "A visitor names a file outside of the folder and reads it.",
    }),
  ];
}
