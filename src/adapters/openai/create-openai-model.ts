import { ReviewError } from "../../domain/errors.ts";
import type { ModelAnswer } from "../../domain/model-answer.ts";
import type { Prompt } from "../../domain/prompt.ts";
import type { Model } from "../../pipeline/ports.ts";
import { type CompletionRequest, composeRequest } from "./compose-request.ts";
import { openDeadline } from "./open-deadline.ts";
import { createCapabilityProbe } from "./probe-capabilities.ts";
import { readCompletion } from "./read-completion.ts";
import { translateError } from "./translate-error.ts";

/** The part of the SDK's client that is used; `OpenAI` satisfies it. */
export interface CompletionClient {
  readonly chat: {
    readonly completions: {
      create(body: CompletionRequest, options: { readonly signal: AbortSignal }): PromiseLike<unknown>;
    };
  };
}

export interface OpenAIModelOptions {
  readonly client: CompletionClient;
  /** Name of the model as the endpoint knows it. */
  readonly name: string;
  /**
   * Deadline of one call, steps down in capabilities included, in milliseconds. The runtime's own `fetch` gives up
   * after 300,000 ms without a header, whatever stands here.
   */
  readonly timeoutMs: number;
  /** Hash of who asks, for the provider's abuse rules; at most 128 characters. Absent: none is sent. */
  readonly safetyIdentifier?: string | null;
}

/** One step a capability, and one more for a call that loses a race against another's lesson. */
const maxSteps = 8;
const leastCheckedTokens = 2_000;
const leastShareOfEstimate = 0.6;

/** A chat model behind an OpenAI-compatible endpoint. It never retries: that belongs to whoever asks. */
export function createOpenAIModel(options: OpenAIModelOptions): Model {
  const probe = createCapabilityProbe();
  const identity = { model: options.name, safetyIdentifier: options.safetyIdentifier ?? null };

  /** Null when the endpoint refused a parameter, and asking again without it is worth while. */
  async function attempt(prompt: Prompt, signal: AbortSignal): Promise<{ readonly body: unknown } | null> {
    const used = probe.current();
    try {
      const request = composeRequest(prompt, identity, used);
      return { body: await options.client.chat.completions.create(request, { signal }) };
    } catch (error) {
      if (probe.learnFromRejection(used, error)) return null;
      throw error;
    }
  }

  async function converse(prompt: Prompt, signal: AbortSignal): Promise<ModelAnswer> {
    for (let step = 0; step < maxSteps; step += 1) {
      const attempted = await attempt(prompt, signal);
      if (attempted === null) continue;
      const answer = readCompletion(attempted.body, options.name);
      refuseCutPrompt(prompt, answer);
      if (answer.finish === "stop") probe.learnFromAnswer(answer.text);
      return answer;
    }
    throw new ReviewError("MODEL_CONFIG", "The model endpoint refuses every form of the request.");
  }

  return {
    name: options.name,
    async complete(prompt, signal) {
      const deadline = openDeadline(signal, options.timeoutMs);
      try {
        return await converse(prompt, deadline.signal);
      } catch (error) {
        throw translateError(error, {
          isInterrupted: signal.aborted,
          isPastDeadline: deadline.isPast(),
          nowMs: Date.now(),
        });
      } finally {
        deadline.close();
      }
    },
  };
}

/**
 * Ollama and its kin cut a prompt that exceeds their context and answer with 200, the instructions gone first
 * (ollama/ollama#4967); the count they report betrays it. Below 2,000 tokens fixed costs and templates blur the
 * comparison; above, tokenizers in use differ from our estimate by less than the 40 % allowed here.
 */
function refuseCutPrompt(prompt: Prompt, { usage }: ModelAnswer): void {
  if (usage === null || prompt.tokens < leastCheckedTokens) return;
  // Some servers leave what they had cached out of the prompt's count.
  const counted = usage.promptTokens + usage.cachedTokens;
  if (counted >= prompt.tokens * leastShareOfEstimate) return;
  throw new ReviewError(
    "MODEL_CONTEXT_LENGTH",
    `The endpoint read ${counted} of about ${prompt.tokens} tokens: it cuts prompts to its context silently.`,
    { remedy: "Raise the context length of the model server." },
  );
}
