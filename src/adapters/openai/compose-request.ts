import type { OpenAI } from "openai";
import type { Prompt } from "../../domain/prompt.ts";
import type { Capabilities } from "./probe-capabilities.ts";

/** The body of a request that is not streamed. */
export type CompletionRequest = OpenAI.Chat.Completions.ChatCompletionCreateParamsNonStreaming;

export interface RequestIdentity {
  readonly model: string;
  /** Hash of who asks, at most 128 characters; null sends none. */
  readonly safetyIdentifier: string | null;
}

/** A prompt as a request within what the endpoint takes. Temperature is left to the model's own default. */
export function composeRequest(
  prompt: Prompt,
  identity: RequestIdentity,
  capabilities: Capabilities,
): CompletionRequest {
  return {
    model: identity.model,
    messages: [
      { role: "system", content: composeSystem(prompt, capabilities) },
      { role: "user", content: prompt.user },
    ],
    stream: false,
    [capabilities.outputLimit]: prompt.maxOutputTokens,
    ...(capabilities.takesStore ? { store: false } : {}),
    ...(capabilities.takesSafetyIdentifier && identity.safetyIdentifier !== null
      ? { safety_identifier: identity.safetyIdentifier.slice(0, 128) }
      : {}),
    ...responseFormat(prompt, capabilities),
  };
}

/** Without a schema in force the model learns the shape from the prompt; JSON mode also requires the word there. */
function composeSystem(prompt: Prompt, { format, describesShape }: Capabilities): string {
  if (format === "json_schema" && !describesShape) return prompt.system;
  const schema = JSON.stringify(prompt.answer.schema);
  return `${prompt.system}\n\nAnswer with one JSON object and nothing else. It must satisfy this JSON Schema:\n${schema}`;
}

function responseFormat({ answer }: Prompt, { format }: Capabilities): Partial<CompletionRequest> {
  switch (format) {
    case "json_schema":
      return {
        response_format: {
          type: "json_schema",
          json_schema: { name: answer.name, schema: { ...answer.schema }, strict: true },
        },
      };
    case "json_object":
      return { response_format: { type: "json_object" } };
    case "prose":
      return {};
  }
}
