import { setTimeout as wait } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { createOpenAIModel } from "../../src/adapters/openai/create-openai-model.ts";
import { openOpenAIClient } from "../../src/adapters/openai/open-openai-client.ts";
import { withConcurrency } from "../../src/adapters/queue/with-concurrency.ts";
import type { FailReason } from "../../src/domain/coverage.ts";
import type { AskDependencies } from "../../src/pipeline/ask-run.ts";
import { type Asked, askAll, askingWith } from "../fakes/asking.ts";
import { buildPrompt, buildUnit } from "../fakes/build-prompt.ts";
import {
  apiError,
  brokenGzip,
  completion,
  delayed,
  drip,
  hang,
  html,
  hugeBody,
  json,
  raw,
  redirect,
  refusing,
  reset,
} from "../fakes/model-replies.ts";
import {
  always,
  type ModelServer,
  type Reply,
  type Script,
  startModelServer,
} from "../fakes/model-server.ts";

const units = ["u1", "u2", "u3"].map(buildUnit);
const ok = completion("ok");

interface Setup {
  readonly timeoutMs?: number;
  readonly concurrency?: number;
  readonly changes?: Partial<AskDependencies>;
  readonly signal?: AbortSignal;
}

/** The three parts as an entry point puts them together, over real HTTP. */
async function review(script: Script, setup: Setup = {}): Promise<Asked & { server: ModelServer }> {
  const server = await startModelServer(script);
  onTestFinished(() => server.close());
  const { timeoutMs = 20_000, concurrency = 2, signal = new AbortController().signal } = setup;
  const client = openOpenAIClient({ apiKey: "test-key", allowsPrivate: false, baseUrl: server.url });
  const model = withConcurrency(createOpenAIModel({ client, name: "gpt-test", timeoutMs }), concurrency);
  return { ...(await askAll(units, askingWith(model, setup.changes), signal)), server };
}

const reasonsOf = ({ outcomes }: Asked) =>
  outcomes.map((outcome) => (outcome.kind === "answered" ? "answered" : outcome.reason));

const faults: readonly [title: string, reply: Reply, reason: FailReason][] = [
  ["rate limits without end", apiError(429, { code: "rate_limit_exceeded" }), "model-error"],
  ["no credit", apiError(429, { type: "insufficient_quota" }), "model-error"],
  ["status 500", apiError(500, {}), "model-error"],
  ["status 502", html(502), "model-error"],
  ["status 503", apiError(503, { code: "slow_down" }), "model-error"],
  ["status 504", raw(504, ""), "model-error"],
  [
    "a context that is too small for anything",
    apiError(400, { code: "context_length_exceeded" }),
    "prompt-truncated",
  ],
  ["cyber_policy", apiError(400, { code: "cyber_policy" }), "provider-declined"],
  ["invalid_prompt", apiError(400, { code: "invalid_prompt" }), "provider-declined"],
  ["a filter on the prompt", apiError(400, { code: "content_filter" }), "provider-declined"],
  ["a filter on the answer", completion("", { finish: "content_filter" }), "provider-declined"],
  ["a filter behind a complete answer", completion("ok", { finish: "content_filter" }), "provider-declined"],
  ["a refusal", completion(null, { refusal: "I will not." }), "provider-declined"],
  ["status 401", apiError(401, { code: "invalid_api_key" }), "configuration"],
  ["status 403", apiError(403, {}), "configuration"],
  ["status 404", apiError(404, { code: "model_not_found" }), "configuration"],
  ["status 400 for no known reason", apiError(400, {}), "model-error"],
  ["an answer cut at the limit", completion("half", { finish: "length" }), "answer-truncated"],
  ["an answer cut before it began", completion(null, { finish: "length" }), "answer-truncated"],
  ["an answer that cannot be read", completion("gibberish"), "answer-unreadable"],
  ["an answer without text", completion(""), "model-error"],
  ["HTML with status 200", html(200), "model-error"],
  ["{} with status 200", json(200, {}), "model-error"],
  ["an error with status 200", json(200, { error: { message: "boom" } }), "model-error"],
  ["no choices", json(200, { choices: [] }), "model-error"],
  ["a wrong content type", raw(200, "ok", { "content-type": "application/octet-stream" }), "model-error"],
  ["garbage that claims to be gzip", brokenGzip(), "model-error"],
  ["a connection that is reset", reset("before"), "model-error"],
  ["an answer that is reset", reset("within"), "model-error"],
  ["every format refused", refusing(["json_schema", "json_object"], apiError(400, {})), "model-error"],
];

test.each(faults)("%s never looks like an answer", async (_title, reply, reason) => {
  const asked = await review(always(reply));
  expect(reasonsOf(asked)).toEqual([reason, reason, reason]);
  for (const outcome of asked.outcomes) expect(outcome).toMatchObject({ kind: "failed", detail: /\w{3}/ });
});

test.each([
  ["hangs", hang()],
  ["drips one byte a second", drip(1_000)],
])("an endpoint that %s fails the units at the deadline", async (_title, reply) => {
  const asked = await review(always(reply), { timeoutMs: 100, concurrency: 3 });
  expect(reasonsOf(asked)).toEqual(["model-timeout", "model-timeout", "model-timeout"]);
});

test("a redirect stops the run, and nothing arrives at its target", async () => {
  const target = await startModelServer(() => null);
  onTestFinished(() => target.close());
  const asked = await review(always(redirect(`${target.url}/chat/completions`)));
  expect(reasonsOf(asked)).toEqual(["configuration", "configuration", "configuration"]);
  expect(target.connections()).toBe(0);
});

test.each([
  ["announced", true],
  ["not announced", false],
])("a body of 500 MB whose length is %s costs less than 100 MB of memory", async (_title, isAnnounced) => {
  let peak = 0;
  const before = process.memoryUsage.rss();
  const sampler = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 5);
  onTestFinished(() => clearInterval(sampler));
  const asked = await review(always(hugeBody(500_000_000, isAnnounced)));
  peak = Math.max(peak, process.memoryUsage.rss());
  expect(reasonsOf(asked)).toEqual(["model-error", "model-error", "model-error"]);
  expect((peak - before) / 1e6).toBeLessThan(100);
});

test("a prompt that the server cut silently is no answer", async () => {
  const cut = completion("ok", { usage: { prompt_tokens: 4_096, completion_tokens: 5 } });
  const compose = (unit: { readonly id: string }) => buildPrompt({ unit: unit.id, tokens: 9_000 });
  const asked = await review(always(cut), { changes: { compose } });
  expect(reasonsOf(asked)).toEqual(["prompt-truncated", "prompt-truncated", "prompt-truncated"]);
});

test.each<[string, Reply]>([
  ["a server that refuses schemas", refusing(["json_schema"], ok)],
  ["a server that refuses every format", refusing(["json_schema", "json_object"], ok)],
  ["a server of the older kind", refusing(["max_completion_tokens", "store", "json_schema"], ok)],
  ["a server that does not count", completion("ok", { usage: null })],
])("%s is worked with", async (_title, reply) => {
  const asked = await review(always(reply));
  expect(reasonsOf(asked)).toEqual(["answered", "answered", "answered"]);
  expect(asked.usage.promptTokens).toBeGreaterThan(0);
});

test("a fault that passes costs a retry and nothing else", async () => {
  const failing: readonly Reply[] = [apiError(503, {}), reset("within"), apiError(429, {}), html(200)];
  const asked = await review(({ index }) => failing[index] ?? ok);
  expect(reasonsOf(asked)).toEqual(["answered", "answered", "answered"]);
  expect(asked.usage.calls).toBe(7);
});

test("no more calls than allowed are open at the same time, retries included", async () => {
  const asked = await review(({ index }) => delayed(20, index % 3 === 0 ? apiError(503, {}) : ok));
  expect(asked.server.maxOpenRequests()).toBe(2);
});

test("a key that is refused stops the run before every unit has asked", async () => {
  const asked = await review(always(apiError(401, {})), { concurrency: 1 });
  expect(asked.server.requests).toHaveLength(1);
});

test("an interruption ends the review at once and closes every connection", async () => {
  const controller = new AbortController();
  const script: Script = ({ index }) => {
    if (index === 1) setImmediate(() => controller.abort());
    return hang();
  };
  const asked = await review(script, { signal: controller.signal });
  expect(reasonsOf(asked)).toEqual(["interrupted", "interrupted", "interrupted"]);
  expect(asked.server.requests).toHaveLength(2);
  while (asked.server.openRequests() > 0) await wait(1);
});
