import { z } from "zod";
import type { ReviewError } from "../../domain/errors.ts";
import type { FinishReason, ModelAnswer, TokenUsage } from "../../domain/model-answer.ts";
import { readVendorError } from "./read-vendor-error.ts";
import { badResponse, classifyVendorError } from "./translate-error.ts";

const tokens = z.number().int().min(0).max(1_000_000_000);
const ReportedUsage = z
  .object({
    prompt_tokens: tokens,
    completion_tokens: tokens,
    prompt_tokens_details: z.object({ cached_tokens: tokens.nullish() }).nullish().catch(null),
  })
  .nullish()
  // A malformed count is no reason to lose an answer: it is as good as none.
  .catch(null);
const Choice = z.object({
  finish_reason: z.string().nullish(),
  message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
  error: z.unknown().optional(),
});
const Completion = z.object({
  model: z.string().nullish().catch(null),
  choices: z.tuple([Choice], z.unknown()),
  usage: ReportedUsage,
});
const WithError = z.looseObject({ error: z.union([z.string().min(1), z.looseObject({})]) });

const stops = new Set(["stop", "end_turn", "eos", "eos_token", "stop_sequence"]);
const cuts = new Set(["length", "max_tokens", "max_output_tokens", "model_length"]);

/**
 * The body of an answer with status 200, believed only after checking. Throws `ReviewError`: a vendor's error inside
 * a 200 by its class, everything that is no completion (and one without text) as `MODEL_BAD_RESPONSE`.
 */
export function readCompletion(body: unknown, configuredModel: string): ModelAnswer {
  const json = typeof body === "string" ? parseText(body) : body;
  const failure = WithError.safeParse(json);
  if (failure.success) throw errorInside(failure.data);
  const completion = Completion.safeParse(json);
  if (!completion.success)
    throw badResponse("The model endpoint answered with something that is no completion.");

  const { model, choices, usage } = completion.data;
  const [choice] = choices;
  if (WithError.safeParse(choice).success) throw errorInside(choice);
  const finish = finishOf(choice);
  const text = choice.message.content ?? "";
  if (finish === "stop" && text.trim() === "") throw badResponse("The model answered without any text.");
  return { text, finish, model: nameOf(model, configuredModel), usage: usageOf(usage) };
}

/** Some servers label JSON as text. */
function parseText(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw badResponse("The model endpoint answered with something that is not JSON.");
  }
}

function errorInside(body: unknown): ReviewError {
  return classifyVendorError(readVendorError(body, null), null);
}

function finishOf({ finish_reason: reason, message }: z.infer<typeof Choice>): FinishReason {
  if (message.refusal || reason === "content_filter") return "declined";
  // Older servers leave the reason out of a complete answer.
  if (reason === null || reason === undefined || stops.has(reason)) return "stop";
  if (cuts.has(reason)) return "length";
  throw badResponse("The model endpoint broke the answer off for a reason that is not known.");
}

/** The name goes into reports, so that one with unusual characters is replaced by the configured one. */
function nameOf(reported: string | null | undefined, configured: string): string {
  return reported && /^[\w.:/@+-]{1,120}$/.test(reported) ? reported : configured;
}

/** Servers that do not count report zeros: no information, which is not the same as free of charge. */
function usageOf(reported: z.infer<typeof ReportedUsage>): TokenUsage | null {
  if (!reported || reported.prompt_tokens === 0) return null;
  return {
    promptTokens: reported.prompt_tokens,
    completionTokens: reported.completion_tokens,
    cachedTokens: reported.prompt_tokens_details?.cached_tokens ?? 0,
  };
}
