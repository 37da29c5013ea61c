import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { createOpenAIModel } from "../../../../src/adapters/openai/create-openai-model.ts";
import { openOpenAIClient } from "../../../../src/adapters/openai/open-openai-client.ts";
import { buildPrompt } from "../../../fakes/build-prompt.ts";
import { apiError, completion } from "../../../fakes/model-replies.ts";
import { inOrder, startModelServer } from "../../../fakes/model-server.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test("no variable of the SDK has a say in what is sent, where to, or what is logged", async () => {
  const other = await startModelServer(() => null);
  const server = await startModelServer(inOrder(completion({ ok: true }), apiError(500, {})));
  onTestFinished(async () => {
    await server.close();
    await other.close();
  });
  const variables = {
    OPENAI_API_KEY: "key-of-the-environment",
    OPENAI_ADMIN_KEY: "admin-of-the-environment",
    OPENAI_BASE_URL: other.url,
    OPENAI_ORG_ID: "org-of-the-environment",
    OPENAI_PROJECT_ID: "project-of-the-environment",
    OPENAI_WEBHOOK_SECRET: "hook-of-the-environment",
    OPENAI_CUSTOM_HEADERS: "x-injected: yes\nauthorization: Bearer stolen",
    OPENAI_LOG: "debug",
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const logged = (["log", "debug", "info", "warn", "error"] as const).map((level) =>
    vi.spyOn(console, level).mockReturnValue(),
  );

  const client = openOpenAIClient({ apiKey: "key-of-the-caller", allowsPrivate: false, baseUrl: server.url });
  const model = createOpenAIModel({ client, name: "gpt-test", timeoutMs: 20_000 });
  await model.complete(buildPrompt(), new AbortController().signal);
  await expect(model.complete(buildPrompt(), new AbortController().signal)).rejects.toThrow(
    "failed (HTTP 500)",
  );

  expect(other.connections()).toBe(0);
  const { host, connection, "content-length": _length, ...headers } = server.requests[0]?.headers ?? {};
  expect({ host, connection }).toEqual({ host: new URL(server.url).host, connection: "keep-alive" });
  expect(headers).toEqual({
    accept: "application/json",
    "accept-encoding": "gzip, deflate",
    "accept-language": "*",
    authorization: "Bearer key-of-the-caller",
    "content-type": "application/json",
    "sec-fetch-mode": "cors",
    "user-agent": "assay",
  });
  expect(JSON.stringify(server.requests)).not.toContain("of-the-environment");
  for (const spy of logged) expect(spy).not.toHaveBeenCalled();
});

test.each([
  [
    "a key with a line break",
    { apiKey: "abc\ndef", allowsPrivate: false, baseUrl: "https://example.test/v1" },
  ],
  ["an empty key", { apiKey: "", allowsPrivate: false, baseUrl: "https://example.test/v1" }],
  ["an address that is none", { apiKey: "abc", allowsPrivate: false, baseUrl: "example" }],
  ["an address of a file", { apiKey: "abc", allowsPrivate: false, baseUrl: "file:///etc/passwd" }],
])("%s is refused before anything is sent", (_title, options) => {
  expect(() => openOpenAIClient(options)).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
});

test("headers in the environment that cannot be sent are told as a setting to correct", () => {
  vi.stubEnv("OPENAI_CUSTOM_HEADERS", "not a header name: value");
  expect(() =>
    openOpenAIClient({ apiKey: "abc", allowsPrivate: false, baseUrl: "https://example.test/v1" }),
  ).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
});
