import { apiError, json } from "./model-replies.ts";
import type { RecordedRequest, Reply } from "./model-server.ts";

/** How one kind of server words an answer: the text that the model said, in its own envelope. */
export type Dialect = (text: string, request: RecordedRequest) => Reply;

interface Envelope {
  readonly text: string | null;
  readonly request: RecordedRequest;
  /** Members of the message beside the text. */
  readonly message?: Readonly<Record<string, unknown>>;
  readonly choice?: Readonly<Record<string, unknown>>;
  readonly body?: Readonly<Record<string, unknown>>;
}

const usage = { prompt_tokens: 3_000, completion_tokens: 200, total_tokens: 3_200 };

function wrap({ text, request, message = {}, choice = {}, body = {} }: Envelope): Reply {
  return json(200, {
    id: `chatcmpl-${request.index}`,
    object: "chat.completion",
    created: 1_795_000_000,
    model: request.body?.model,
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: text, ...message },
        finish_reason: "stop",
        ...choice,
      },
    ],
    usage,
    ...body,
  });
}

const thoughts = 'The hunk adds {"a query"} that is built by hand. Let me look at where the id comes from.';
const formatOf = ({ body }: RecordedRequest) => body?.response_format?.type ?? "none";
const fenced = (text: string) => `Here is the answer:\n\n\`\`\`json\n${text}\n\`\`\`\n`;

/** Takes a schema, and tells thoughts beside the answer; parameters that it does not know are ignored. */
export const ollama: Dialect = (text, request) =>
  wrap({ text, request, message: { reasoning: thoughts }, body: { system_fingerprint: "fp_ollama" } });

/** Started with `--reasoning-format none`: thoughts stand before the answer. */
export const llamaWithThoughts: Dialect = (text, request) =>
  wrap({ text: `<think>\n${thoughts}\n</think>\n\n${text}`, request, body: { timings: { cache_n: 0 } } });

/** A template that opens the thought itself, so that only its end comes back. */
export const llamaWithHalfAThought: Dialect = (text, request) =>
  wrap({ text: `${thoughts}\n</think>\n${text}`, request });

/** Cannot make a grammar of the schema, and answers JSON mode in a fence. */
export const llamaWithoutGrammar: Dialect = (text, request) => {
  const message = "Failed to initialize samplers: failed to parse grammar";
  const error = { code: 400, message, type: "invalid_request_error" };
  if (formatOf(request) === "json_schema") return json(400, { error });
  return wrap({ text: fenced(text), request });
};

/** An earlier llama.cpp, or a template that switches grammars off: 200, and the schema is not looked at. */
export const llamaIgnoringFormat: Dialect = (text, request) => {
  const isTold = request.body?.messages?.[0]?.content.includes("JSON Schema") === true;
  return wrap({ text: isTold ? text : "The query looks dangerous to me.", request });
};

/** With a reasoning parser: thoughts in a member of their own, nulls where nothing is said. */
export const vllm: Dialect = (text, request) =>
  wrap({
    text: `\n\n${text}`,
    request,
    message: { reasoning_content: thoughts, reasoning: thoughts, refusal: null, tool_calls: [] },
    choice: { logprobs: null, stop_reason: null },
    body: { usage: { ...usage, prompt_tokens_details: null }, prompt_logprobs: null },
  });

/** An earlier version, which refuses members that it does not know, one after the other. */
export const strictVllm: Dialect = (text, request) => {
  const unknown = ["store", "safety_identifier", "max_completion_tokens"].find(
    (name) => name in (request.body ?? {}),
  );
  if (unknown === undefined) return vllm(text, request);
  const message = `[{'type': 'extra_forbidden', 'loc': ('body', '${unknown}'), 'msg': 'Extra inputs are not permitted'}]`;
  return json(400, { object: "error", message, type: "BadRequestError", param: null, code: 400 });
};

/** A model without structured output: neither a schema nor JSON mode, in LM Studio's own words; no counts. */
export const lmStudio: Dialect = (text, request) => {
  switch (formatOf(request)) {
    case "json_schema":
      return json(400, { error: "This model does not support structured output (json_schema)." });
    case "json_object":
      return json(400, { error: "'response_format.type' must be 'json_schema' or 'text'" });
    default:
      return wrap({ text: fenced(text), request, body: { usage: undefined, stats: {} } });
  }
};

/** The deployment answers under the name of its model, with the marks of the content filter. */
export const azure: Dialect = (text, request) => {
  const filter = { hate: { filtered: false, severity: "safe" } };
  return wrap({
    text,
    request,
    message: { annotations: [], refusal: null },
    choice: { content_filter_results: filter, logprobs: null },
    body: {
      model: "gpt-6.1-terra-2026-10-26",
      prompt_filter_results: [{ prompt_index: 0, content_filter_results: filter }],
    },
  });
};

/** The filter declines the prompt, as it does with attacks in code. */
export const azureDeclining: Dialect = () =>
  apiError(400, { code: "content_filter", message: "The response was filtered.", param: "prompt" });

/** The first provider fails after it began, which is an error inside a 200; the next try reaches another one. */
export const openRouter: Dialect = (text, request) => {
  if (request.index === 0) return json(200, { error: { code: 502, message: "Provider returned error" } });
  return wrap({
    text,
    request,
    message: { reasoning: thoughts, refusal: null },
    choice: { native_finish_reason: "end_turn" },
    body: { provider: "Example", usage: { ...usage, cost: 0.0004 } },
  });
};
