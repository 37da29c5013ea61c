import type { CompletionRequest } from "../../../adapters/openai/compose-request.ts";
import { type CompletionClient, createOpenAIModel } from "../../../adapters/openai/create-openai-model.ts";
import type { ModelAnswer } from "../../../domain/model-answer.ts";
import type { Prompt } from "../../../domain/prompt.ts";
import { findJsonValues } from "../../../review/answer/read-json-values.ts";

/** What one small question, asked exactly as a review asks, showed of an endpoint. */
export interface SelfTest {
  readonly answer: ModelAnswer;
  /** The form of the answer that the endpoint was asked for when it answered. */
  readonly format: "json_schema" | "json_object" | "prose";
  /** Whether the answer has the shape that was asked for. */
  readonly isShaped: boolean;
  readonly durationMs: number;
}

const larger = 17;

/** Enough for the thoughts of a reasoning model about nothing. */
const question: Prompt = {
  id: "self-test",
  version: "1.0.0",
  unit: "self-test",
  system: "This checks a connection. Be brief.",
  user: `Which of the two numbers is larger, 4 or ${larger}? Answer with a JSON object whose only key is "larger".`,
  answer: {
    name: "self_test",
    schema: {
      type: "object",
      properties: { larger: { type: "integer" } },
      required: ["larger"],
      additionalProperties: false,
    },
  },
  tokens: 60,
  maxOutputTokens: 1_024,
};

/** Whom to ask, and for how long. */
export interface SelfTestOptions {
  readonly client: CompletionClient;
  readonly name: string;
  readonly timeoutMs: number;
  readonly now: () => number;
}

/** Asks through the adapter that reviews use, so that its probe steps down as it would. Throws `ReviewError`. */
export async function askSelfTest(options: SelfTestOptions, signal: AbortSignal): Promise<SelfTest> {
  const { name, timeoutMs, now } = options;
  const watched = watchRequests(options.client);
  const startedAtMs = now();
  const answer = await createOpenAIModel({ client: watched.client, name, timeoutMs }).complete(
    question,
    signal,
  );
  return {
    answer,
    format: formatOf(watched.taken()),
    isShaped: findJsonValues(answer.text).values.some(
      (value) => "larger" in value && value.larger === larger,
    ),
    durationMs: now() - startedAtMs,
  };
}

/** Remembers the request that was answered: no compatible server tells what it takes. */
function watchRequests(client: CompletionClient): {
  readonly client: CompletionClient;
  readonly taken: () => CompletionRequest | null;
} {
  let taken: CompletionRequest | null = null;
  const create: CompletionClient["chat"]["completions"]["create"] = async (body, options) => {
    const answer = await client.chat.completions.create(body, options);
    taken = body;
    return answer;
  };
  return { client: { chat: { completions: { create } } }, taken: () => taken };
}

function formatOf(request: CompletionRequest | null): SelfTest["format"] {
  const type = request?.response_format?.type;
  return type === "json_schema" || type === "json_object" ? type : "prose";
}
