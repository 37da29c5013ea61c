import { expect, onTestFinished, test } from "vitest";
import { createOpenAIModel } from "../../../../src/adapters/openai/create-openai-model.ts";
import { openOpenAIClient } from "../../../../src/adapters/openai/open-openai-client.ts";
import type { ModelAnswer } from "../../../../src/domain/model-answer.ts";
import type { Model } from "../../../../src/pipeline/ports.ts";
import { buildPrompt } from "../../../fakes/build-prompt.ts";
import {
  apiError,
  completion,
  hang,
  json,
  type Refusable,
  raw,
  refusing,
} from "../../../fakes/model-replies.ts";
import {
  always,
  inOrder,
  type ModelServer,
  type Script,
  startModelServer,
} from "../../../fakes/model-server.ts";

const never = new AbortController().signal;

async function serve(script: Script): Promise<{ server: ModelServer; model: Model }> {
  const server = await startModelServer(script);
  onTestFinished(() => server.close());
  const client = openOpenAIClient({ apiKey: "test-key", allowsPrivate: false, baseUrl: server.url });
  const model = createOpenAIModel({ client, name: "gpt-test", timeoutMs: 20_000, safetyIdentifier: "a1b2" });
  return { server, model };
}

test("a question goes out as one request that holds the prompt and stores nothing", async () => {
  const { server, model } = await serve(always(completion({ ok: true })));
  const prompt = buildPrompt();
  await model.complete(prompt, never);
  expect(server.requests.map(({ body }) => body)).toEqual([
    {
      model: "gpt-test",
      messages: [
        { role: "system", content: "You read code." },
        { role: "user", content: "about u1" },
      ],
      stream: false,
      max_completion_tokens: 500,
      store: false,
      safety_identifier: "a1b2",
      response_format: {
        type: "json_schema",
        json_schema: { name: "verdict", schema: prompt.answer.schema, strict: true },
      },
    },
  ]);
});

const usage = { promptTokens: 1_200, completionTokens: 80, cachedTokens: 1_024 };
const good: ModelAnswer = { text: '{"ok":true}', finish: "stop", model: "gpt-test", usage };
test.each<[string, Parameters<typeof completion>, ModelAnswer]>([
  ["a regular answer", [{ ok: true }], good],
  ["an answer without finish reason", [{ ok: true }, { finish: null }], good],
  [
    "an answer cut at the limit",
    ['{"ok":', { finish: "length" }],
    { ...good, text: '{"ok":', finish: "length" },
  ],
  ["a limit used up by thinking", [null, { finish: "length" }], { ...good, text: "", finish: "length" }],
  ["a refusal", [null, { refusal: "I cannot help." }], { ...good, text: "", finish: "declined" }],
  ["a content filter", ["half", { finish: "content_filter" }], { ...good, text: "half", finish: "declined" }],
  [
    "the exact model name",
    [{ ok: true }, { model: "gpt-test-2026-11-01" }],
    { ...good, model: "gpt-test-2026-11-01" },
  ],
  ["a model name that is none", [{ ok: true }, { model: "<img src=x>\n" }], good],
  ["no usage", [{ ok: true }, { usage: null }], { ...good, usage: null }],
  [
    "usage of nothing",
    [{ ok: true }, { usage: { prompt_tokens: 0, completion_tokens: 0 } }],
    { ...good, usage: null },
  ],
  ["usage of a wrong type", [{ ok: true }, { usage: { prompt_tokens: "many" } }], { ...good, usage: null }],
  [
    "usage without cached tokens",
    [{ ok: true }, { usage: { prompt_tokens: 7, completion_tokens: 2 } }],
    { ...good, usage: { promptTokens: 7, completionTokens: 2, cachedTokens: 0 } },
  ],
  ["prose where JSON was asked for", ["No problems found."], { ...good, text: "No problems found." }],
])("%s is read", async (_title, reply, expected) => {
  const { model } = await serve(always(completion(...reply)));
  expect(await model.complete(buildPrompt(), never)).toEqual(expected);
});

test("JSON that is labelled as text is read all the same", async () => {
  const body = JSON.stringify({ choices: [{ message: { content: "hello" }, finish_reason: "stop" }] });
  const { model } = await serve(always(raw(200, body, { "content-type": "text/plain" })));
  expect(await model.complete(buildPrompt(), never)).toEqual({ ...good, text: "hello", usage: null });
});

test.each<[string, readonly Refusable[], number, Record<string, unknown>]>([
  ["json_schema", ["json_schema"], 2, { response_format: { type: "json_object" }, store: false }],
  ["every format", ["json_schema", "json_object"], 3, { response_format: undefined, store: false }],
  [
    "max_completion_tokens",
    ["max_completion_tokens"],
    2,
    { max_tokens: 500, max_completion_tokens: undefined },
  ],
  ["store", ["store"], 2, { store: undefined, safety_identifier: "a1b2" }],
  ["safety_identifier", ["safety_identifier"], 2, { store: false, safety_identifier: undefined }],
  [
    "everything",
    ["json_schema", "json_object", "max_completion_tokens", "store", "safety_identifier"],
    6,
    { response_format: undefined, max_tokens: 500, store: undefined, safety_identifier: undefined },
  ],
])(
  "a server that refuses %s is asked without it, and is not asked again",
  async (_title, refused, requests, last) => {
    const { server, model } = await serve(always(refusing(refused, completion({ ok: true }))));
    expect(await model.complete(buildPrompt(), never)).toEqual(good);
    expect(server.requests).toHaveLength(requests);
    expect(server.requests.at(-1)?.body).toMatchObject(JSON.parse(JSON.stringify(last)));
    for (const [name, value] of Object.entries(last))
      if (value === undefined) expect(server.requests.at(-1)?.body).not.toHaveProperty(name);

    await model.complete(buildPrompt({ unit: "u2" }), never);
    expect(server.requests).toHaveLength(requests + 1);
  },
);

test("calls that run side by side learn together", async () => {
  const { server, model } = await serve(always(refusing(["json_schema", "store"], completion({ ok: true }))));
  const prompts = ["u1", "u2", "u3", "u4"].map((unit) => buildPrompt({ unit }));
  const answers = await Promise.all(prompts.map((prompt) => model.complete(prompt, never)));
  expect(answers).toEqual([good, good, good, good]);
  expect(server.requests.length).toBeLessThanOrEqual(12);
});

test("without a schema in force the prompt describes the shape", async () => {
  const { server, model } = await serve(always(refusing(["json_schema"], completion({ ok: true }))));
  await model.complete(buildPrompt(), never);
  const system = server.requests[1]?.body?.messages?.[0]?.content;
  expect(system).toContain("JSON");
  expect(system).toContain('"required":["ok"]');
});

test("a server that ignores the format is told the shape in the next prompt", async () => {
  const { server, model } = await serve(always(completion("Looks fine.")));
  await model.complete(buildPrompt(), never);
  await model.complete(buildPrompt(), never);
  const systems = server.requests.map(({ body }) =>
    body?.messages?.[0]?.content.includes('"required":["ok"]'),
  );
  expect(systems).toEqual([false, true]);
  expect(server.requests[1]?.body?.response_format?.type).toBe("json_schema");
});

test.each([
  [
    "a limit that is merely too high",
    { message: "max_completion_tokens is too large: 500. At most 400 are allowed." },
  ],
  ["a complaint that names nothing", { message: "Bad request." }],
  ["a word in an ordinary sentence", { message: "The file could not be found in the store of files." }],
])("%s takes nothing away", async (_title, error) => {
  const { server, model } = await serve(inOrder(apiError(400, error)));
  await expect(model.complete(buildPrompt(), never)).rejects.toMatchObject({ code: "MODEL_BAD_RESPONSE" });
  expect(server.requests).toHaveLength(1);
});

test("a complaint that echoes our own prompt takes nothing away", async () => {
  const detail = [
    { loc: ["body", "n"], msg: "extra", input: { user: "code with 'store' and response_format" } },
  ];
  const { server, model } = await serve(inOrder(json(422, { detail })));
  await expect(model.complete(buildPrompt(), never)).rejects.toMatchObject({ code: "MODEL_BAD_RESPONSE" });
  expect(server.requests).toHaveLength(1);
});

test("a server that names the parameter in a list of complaints is understood", async () => {
  const detail = [{ loc: ["body", "store"], msg: "Extra inputs are not permitted", type: "extra_forbidden" }];
  const { server, model } = await serve(inOrder(json(422, { detail }), completion({ ok: true })));
  expect(await model.complete(buildPrompt(), never)).toEqual(good);
  expect(server.requests[1]?.body).not.toHaveProperty("store");
});

test.each([
  ["small prompts are not compared", 1_999, { prompt_tokens: 10, completion_tokens: 1 }],
  ["a count a third below the estimate passes", 3_000, { prompt_tokens: 2_000, completion_tokens: 1 }],
  [
    "cached tokens that are counted apart are added",
    3_000,
    { prompt_tokens: 500, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 2_400 } },
  ],
])("%s", async (_title, tokens, reported) => {
  const { model } = await serve(always(completion({ ok: true }, { usage: reported })));
  const answer = await model.complete(buildPrompt({ tokens }), never);
  expect(answer.finish).toBe("stop");
});

test("an interruption ends the call at once and frees the connection", async () => {
  const { server, model } = await serve(always(hang()));
  const controller = new AbortController();
  const call = model.complete(buildPrompt(), controller.signal);
  while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
  controller.abort();
  await expect(call).rejects.toMatchObject({ code: "INTERRUPTED", retryable: false });
  while (server.openRequests() > 0) await new Promise((resolve) => setImmediate(resolve));
});

test("a call that is interrupted before it begins sends nothing", async () => {
  const { server, model } = await serve(() => null);
  await expect(model.complete(buildPrompt(), AbortSignal.abort())).rejects.toMatchObject({
    code: "INTERRUPTED",
  });
  expect(server.connections()).toBe(0);
});
