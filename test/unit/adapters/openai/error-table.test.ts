import { expect, onTestFinished, test } from "vitest";
import { createOpenAIModel } from "../../../../src/adapters/openai/create-openai-model.ts";
import { openOpenAIClient } from "../../../../src/adapters/openai/open-openai-client.ts";
import { ReviewError } from "../../../../src/domain/errors.ts";
import type { Prompt } from "../../../../src/domain/prompt.ts";
import { buildPrompt } from "../../../fakes/build-prompt.ts";
import {
  apiError,
  brokenGzip,
  completion,
  drip,
  hang,
  html,
  hugeBody,
  json,
  raw,
  redirect,
  reset,
} from "../../../fakes/model-replies.ts";
import { always, type Reply, startModelServer } from "../../../fakes/model-server.ts";

const key = ["sk", "canary", "k3y".repeat(9)].join("-");
const secretText = "the prompt holds XYZZY";

async function failWith(
  reply: Reply,
  options: { timeoutMs?: number; maxResponseBytes?: number; prompt?: Partial<Prompt> } = {},
): Promise<ReviewError> {
  const server = await startModelServer(always(reply));
  onTestFinished(() => server.close());
  const { timeoutMs = 20_000, maxResponseBytes = 100_000 } = options;
  const client = openOpenAIClient({
    apiKey: key,
    allowsPrivate: false,
    baseUrl: server.url,
    maxResponseBytes,
  });
  const model = createOpenAIModel({ client, name: "gpt-test", timeoutMs });
  const prompt = buildPrompt({ user: secretText, ...options.prompt });
  const failure = await model.complete(prompt, new AbortController().signal).catch((error: unknown) => error);
  if (!(failure instanceof ReviewError)) throw new Error(`no ReviewError but ${JSON.stringify(failure)}`);
  return failure;
}

const waitSoon = { "retry-after": "7" };
const rows: readonly [
  title: string,
  reply: Reply,
  code: string,
  retryable: boolean,
  retryAfterMs: number | null,
][] = [
  [
    "429 rate limit",
    apiError(429, { code: "rate_limit_exceeded" }, waitSoon),
    "MODEL_RATE_LIMITED",
    true,
    7_000,
  ],
  ["429 with nothing but the status", raw(429, ""), "MODEL_RATE_LIMITED", true, null],
  [
    "429 with reset headers",
    apiError(
      429,
      { code: "rate_limit_exceeded" },
      {
        "retry-after": "2",
        "x-ratelimit-reset-requests": "1s",
        "x-ratelimit-remaining-tokens": "0",
        "x-ratelimit-reset-tokens": "6m0s",
      },
    ),
    "MODEL_RATE_LIMITED",
    true,
    360_000,
  ],
  ["503 slow_down", apiError(503, { code: "slow_down" }), "MODEL_RATE_LIMITED", true, null],
  ["500", apiError(500, {}), "MODEL_UNAVAILABLE", true, null],
  ["502 with a page of HTML", html(502), "MODEL_UNAVAILABLE", true, null],
  [
    "503 with a wait in milliseconds",
    apiError(503, {}, { "retry-after-ms": "1500" }),
    "MODEL_UNAVAILABLE",
    true,
    1_500,
  ],
  ["504", raw(504, ""), "MODEL_UNAVAILABLE", true, null],
  ["408", apiError(408, {}), "MODEL_UNAVAILABLE", true, null],
  [
    "429 insufficient_quota",
    apiError(429, { type: "insufficient_quota" }, waitSoon),
    "MODEL_QUOTA",
    false,
    null,
  ],
  ["429 credit balance", apiError(429, { code: "credit_balance_exhausted" }), "MODEL_QUOTA", false, null],
  [
    "429 organisation limit",
    apiError(429, { code: "organization_spend_limit_exceeded" }),
    "MODEL_QUOTA",
    false,
    null,
  ],
  ["429 project limit", apiError(429, { code: "project_spend_limit_exceeded" }), "MODEL_QUOTA", false, null],
  [
    "429 usage limit",
    apiError(429, { code: "organization_usage_limit_exceeded" }),
    "MODEL_QUOTA",
    false,
    null,
  ],
  ["402", json(402, { error: { code: 402, message: "credits" } }), "MODEL_QUOTA", false, null],
  [
    "400 context length",
    apiError(400, { code: "context_length_exceeded" }),
    "MODEL_CONTEXT_LENGTH",
    false,
    null,
  ],
  [
    "400 of a server without codes",
    json(400, { object: "error", message: "This model's maximum context length is 4096 tokens.", code: 400 }),
    "MODEL_CONTEXT_LENGTH",
    false,
    null,
  ],
  ["413", raw(413, "too big"), "MODEL_CONTEXT_LENGTH", false, null],
  [
    "429 for one request above the limit",
    apiError(429, {
      code: "rate_limit_exceeded",
      message: "Request too large for gpt-test on tokens per min",
    }),
    "MODEL_CONTEXT_LENGTH",
    false,
    null,
  ],
  ["400 cyber_policy", apiError(400, { code: "cyber_policy" }), "MODEL_POLICY", false, null],
  ["400 invalid_prompt", apiError(400, { code: "invalid_prompt" }), "MODEL_POLICY", false, null],
  ["403 misalignment", apiError(403, { code: "misalignment_policy_violation" }), "MODEL_POLICY", false, null],
  ["400 content_filter of Azure", apiError(400, { code: "content_filter" }), "MODEL_POLICY", false, null],
  [
    "403 with reasons of moderation",
    json(403, { error: { code: 403, message: "flagged", metadata: { reasons: ["violence"] } } }),
    "MODEL_POLICY",
    false,
    null,
  ],
  [
    "401 that repeats the key",
    apiError(401, { code: "invalid_api_key", message: `Incorrect API key provided: ${key}. ${secretText}` }),
    "MODEL_CONFIG",
    false,
    null,
  ],
  ["403", apiError(403, {}), "MODEL_CONFIG", false, null],
  ["404 model", apiError(404, { code: "model_not_found" }), "MODEL_CONFIG", false, null],
  ["404 of a server that is something else", html(404), "MODEL_CONFIG", false, null],
  [
    "400 that is none of these",
    apiError(400, { message: `no: ${secretText}` }),
    "MODEL_BAD_RESPONSE",
    false,
    null,
  ],
  ["HTML with status 200", html(200), "MODEL_BAD_RESPONSE", true, null],
  ["{} with status 200", json(200, {}), "MODEL_BAD_RESPONSE", true, null],
  ["null with status 200", json(200, null), "MODEL_BAD_RESPONSE", true, null],
  ["an array with status 200", json(200, []), "MODEL_BAD_RESPONSE", true, null],
  [
    "nothing with status 200",
    raw(200, "", { "content-type": "application/json" }),
    "MODEL_BAD_RESPONSE",
    true,
    null,
  ],
  ["status 204", raw(204, ""), "MODEL_BAD_RESPONSE", true, null],
  [
    "half of a JSON text",
    raw(200, '{"choices":[', { "content-type": "application/json" }),
    "MODEL_BAD_RESPONSE",
    true,
    null,
  ],
  ["no choices", json(200, { choices: [] }), "MODEL_BAD_RESPONSE", true, null],
  ["choices of a wrong type", json(200, { choices: "none" }), "MODEL_BAD_RESPONSE", true, null],
  [
    "a choice without message",
    json(200, { choices: [{ finish_reason: "stop" }] }),
    "MODEL_BAD_RESPONSE",
    true,
    null,
  ],
  ["content of a wrong type", completion(null, { finish: 7 as never }), "MODEL_BAD_RESPONSE", true, null],
  ["an answer without text", completion(""), "MODEL_BAD_RESPONSE", true, null],
  ["an answer of blanks", completion(" \n\t "), "MODEL_BAD_RESPONSE", true, null],
  ["an answer without content", completion(null), "MODEL_BAD_RESPONSE", true, null],
  [
    "a finish reason nobody knows",
    completion("{}", { finish: "insufficient_system_resource" }),
    "MODEL_BAD_RESPONSE",
    true,
    null,
  ],
  ["an error inside a 200", json(200, { error: { message: secretText } }), "MODEL_BAD_RESPONSE", true, null],
  ["a bare error text inside a 200", json(200, { error: "boom" }), "MODEL_BAD_RESPONSE", true, null],
  [
    "a rate limit inside a 200",
    json(200, { error: { code: 429, message: "slow" } }),
    "MODEL_RATE_LIMITED",
    true,
    null,
  ],
  [
    "no credit inside a 200",
    json(200, { error: { code: "402", message: "pay" } }),
    "MODEL_QUOTA",
    false,
    null,
  ],
  [
    "a filter inside a 200",
    json(200, { error: { code: "content_filter_error" } }),
    "MODEL_POLICY",
    false,
    null,
  ],
  [
    "an error inside a choice",
    json(200, { choices: [{ message: { content: "{}" }, error: { code: 502 } }] }),
    "MODEL_UNAVAILABLE",
    true,
    null,
  ],
  ["a body that is not compressed as it says", brokenGzip(), "MODEL_BAD_RESPONSE", true, null],
  ["a reset before the answer", reset("before"), "MODEL_UNAVAILABLE", true, null],
  ["a reset within the answer", reset("within"), "MODEL_UNAVAILABLE", true, null],
  ["an announced body above the limit", hugeBody(200_000, true), "MODEL_RESPONSE_TOO_LARGE", false, null],
  ["an unannounced body above the limit", hugeBody(200_000, false), "MODEL_RESPONSE_TOO_LARGE", false, null],
];

test.each(rows)("%s is told as it is", async (_title, reply, ...expected) => {
  const error = await failWith(reply);
  expect([error.code, error.retryable, error.retryAfterMs]).toEqual(expected);
  const everything = `${error.message} ${error.stack} ${error.remedy} ${JSON.stringify(error)} ${String(error.cause)}`;
  expect(everything).not.toContain(key);
  expect(everything).not.toContain("XYZZY");
  expect(error.cause).toBeUndefined();
});

test.each([
  ["never answers", hang()],
  ["answers a byte now and then", drip(20)],
])("an endpoint that %s is given up at the deadline", async (_title, reply) => {
  const startedAt = performance.now();
  const error = await failWith(reply, { timeoutMs: 150 });
  expect({ code: error.code, retryable: error.retryable }).toEqual({
    code: "MODEL_TIMEOUT",
    retryable: true,
  });
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});

test("a redirect is not followed, and nothing arrives at its target", async () => {
  const target = await startModelServer(() => null);
  onTestFinished(() => target.close());
  const error = await failWith(redirect(`${target.url}/chat/completions`));
  expect({ code: error.code, retryable: error.retryable }).toEqual({
    code: "MODEL_CONFIG",
    retryable: false,
  });
  expect(target.connections()).toBe(0);
});

test("an endpoint that is not there is unavailable", async () => {
  const server = await startModelServer(() => null);
  await server.close();
  const client = openOpenAIClient({ apiKey: key, allowsPrivate: false, baseUrl: server.url });
  const model = createOpenAIModel({ client, name: "gpt-test", timeoutMs: 5_000 });
  await expect(model.complete(buildPrompt(), new AbortController().signal)).rejects.toMatchObject({
    code: "MODEL_UNAVAILABLE",
    retryable: true,
    message: "The model endpoint cannot be reached (ECONNREFUSED).",
    connectionCode: "ECONNREFUSED",
  });
});

test("a port that is never asked is a mistake of the configuration, and not waited for", async () => {
  const client = openOpenAIClient({ apiKey: key, allowsPrivate: false, baseUrl: "http://127.0.0.1:9/v1" });
  const model = createOpenAIModel({ client, name: "gpt-test", timeoutMs: 5_000 });
  await expect(model.complete(buildPrompt(), new AbortController().signal)).rejects.toMatchObject({
    code: "MODEL_CONFIG",
    retryable: false,
    message: expect.stringContaining("port"),
  });
});

test.each([
  [{ prompt_tokens: 4_096, completion_tokens: 9 }, 10_000, "MODEL_CONTEXT_LENGTH"],
  [{ prompt_tokens: 1_190, completion_tokens: 9 }, 2_000, "MODEL_CONTEXT_LENGTH"],
])("a prompt that the server cut silently is refused: %j of %i", async (usage, tokens, code) => {
  const error = await failWith(completion("{}", { usage }), { prompt: { tokens } });
  expect({ code: error.code, retryable: error.retryable }).toEqual({ code, retryable: false });
});
