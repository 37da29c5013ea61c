import { describe, expect, it } from "vitest";
import { modelList, startLocalModelServer } from "../fakes/local-model-server.ts";
import { apiError, completion, hang, html, json, redirect, refusing } from "../fakes/model-replies.ts";
import { always } from "../fakes/model-server.ts";
import {
  type BrokenSetup,
  examine,
  expectDiagnosisOf,
  findFreePort,
  healthyAnswer,
  openHealthySetup,
  setVariables,
} from "./doctor-setup.ts";

const local = "qwen3-coder:30b";
const localPages = { "/v1/models": modelList({ id: local }) };
const useLocal = setVariables({ ASSAY_MODEL: local });
const answer = completion({ larger: 17 });

const table: readonly BrokenSetup[] = [
  {
    title: "a wrong key",
    options: { pages: { "/v1/models": apiError(401, { code: "invalid_api_key" }) } },
    name: "model-key",
    state: "problem",
    found: /does not take it/,
    remedy: /Copy OPENAI_API_KEY again/,
    exitCode: 78,
  },
  {
    title: "a key that may list models and ask none",
    options: { script: always(apiError(403, {})) },
    name: "model-key",
    state: "problem",
    found: /does not take it, or not for this model/,
    remedy: /has not expired/,
    exitCode: 78,
  },
  {
    title: "a model that the endpoint does not have",
    options: { script: always(apiError(404, { code: "model_not_found" })) },
    breakIt: setVariables({ ASSAY_MODEL: "gpt-5" }),
    name: "model-name",
    state: "problem",
    found: /has no model “gpt-5”/,
    remedy: /one of the endpoint's 2 models, such as gpt-6.1-terra, gpt-6-luna/,
    exitCode: 78,
  },
  {
    title: "a model that is not named, where the endpoint has several",
    breakIt: setVariables({ ASSAY_MODEL: "" }),
    name: "model-name",
    state: "problem",
    found: /^ASSAY_MODEL is not set/,
    remedy: /one of its 2 models, such as gpt-6\.1-terra, gpt-6-luna\.$/,
    exitCode: 78,
  },
  {
    title: "a model that is not named, where the endpoint has one",
    options: { pages: localPages },
    breakIt: setVariables({ ASSAY_MODEL: "" }),
    name: "model-name",
    state: "problem",
    found: /^ASSAY_MODEL is not set/,
    remedy: /^Set ASSAY_MODEL=qwen3-coder:30b, the only model of its list\.$/,
    exitCode: 78,
  },
  {
    title: "a model that is not named, where the endpoint has no list",
    options: { pages: {} },
    breakIt: setVariables({ ASSAY_MODEL: "" }),
    name: "model-name",
    state: "problem",
    found: /^ASSAY_MODEL is not set/,
    remedy: /its list names none/,
    exitCode: 78,
  },
  {
    title: "an address without its version",
    breakIt: ({ environment, model }) => {
      environment["OPENAI_BASE_URL"] = model.url.replace("/v1", "");
    },
    name: "model-name",
    state: "problem",
    found: /or its address is wrong/,
    remedy: /OPENAI_BASE_URL ends with the version of the API, mostly \/v1/,
    exitCode: 78,
  },
  {
    title: "an endpoint that is down",
    breakIt: async ({ environment }) => {
      environment["OPENAI_BASE_URL"] = `http://127.0.0.1:${await findFreePort()}/v1`;
    },
    name: "model-endpoint",
    state: "problem",
    found: /cannot be reached \(ECONNREFUSED\)/,
    remedy: /Nothing listens there: start the model server/,
    exitCode: 75,
  },
  {
    title: "TLS towards a server that has none",
    breakIt: ({ environment, model }) => {
      environment["OPENAI_BASE_URL"] = model.url.replace("http:", "https:");
    },
    name: "model-endpoint",
    state: "problem",
    found: /cannot be reached \(E/,
    remedy: /does not speak TLS there/,
    exitCode: 75,
  },
  {
    title: "a private endpoint that is not allowed",
    breakIt: setVariables({ OPENAI_BASE_URL: "https://10.1.2.3/v1" }),
    name: "model-endpoint",
    state: "problem",
    found: /in a private/,
    remedy: /ASSAY_ALLOW_PRIVATE_ENDPOINT=true/,
    exitCode: 78,
  },
  {
    title: "a redirect",
    options: { pages: { "/v1/models": json(404, {}) }, script: always(redirect("http://127.0.0.1:9/")) },
    name: "model-endpoint",
    state: "problem",
    found: /redirects elsewhere/,
    remedy: /OPENAI_BASE_URL name the final address/,
    exitCode: 78,
  },
  {
    title: "a page where the API should be",
    options: { pages: { "/v1/models": html(200) }, script: always(html(200)) },
    name: "model-answer",
    state: "problem",
    found: /not JSON/,
    remedy: /names an OpenAI-compatible endpoint/,
    exitCode: 75,
  },
  {
    title: "an endpoint without credit",
    options: { script: always(apiError(429, { type: "insufficient_quota" })) },
    name: "model-answer",
    state: "problem",
    found: /credit or spending limit/,
    remedy: /Add credit/,
    exitCode: 75,
  },
  {
    title: "an endpoint that takes no schema",
    options: { script: always(refusing(["json_schema"], healthyAnswer)) },
    name: "model-schema",
    state: "warning",
    found: /takes JSON mode; the shape is described in the prompt/,
    remedy: /Nothing has to be done/,
    exitCode: 0,
  },
  {
    title: "an endpoint that takes no format at all",
    options: { script: always(refusing(["json_schema", "json_object"], healthyAnswer)) },
    name: "model-schema",
    state: "warning",
    found: /takes neither a JSON schema nor JSON mode/,
    remedy: /structured output/,
    exitCode: 0,
  },
  {
    title: "a model that answers in prose",
    options: { script: always(completion("Seventeen, of course.")) },
    name: "model-schema",
    state: "warning",
    found: /does not have the shape/,
    remedy: /a larger model/,
    exitCode: 0,
  },
  {
    title: "a model that thinks until it may not write any more",
    options: { script: always(completion(null, { finish: "length" })) },
    name: "model-schema",
    state: "warning",
    found: /thinks for longer than it may write/,
    remedy: /think less/,
    exitCode: 0,
  },
  {
    title: "Ollama's short context",
    options: {
      pages: { ...localPages, "/api/ps": json(200, { models: [{ model: local, context_length: 4_096 }] }) },
      script: always(answer),
    },
    breakIt: useLocal,
    name: "model-context",
    state: "problem",
    found: /4,096 tokens: a question and its answer do not fit/,
    remedy: /16,384 tokens or more \(docs\/local-models\.md/,
    exitCode: 78,
  },
  {
    title: "llama.cpp's context divided among slots",
    options: {
      pages: { ...localPages, "/props": json(200, { default_generation_settings: { n_ctx: 8_192 } }) },
      script: always(answer),
    },
    breakIt: useLocal,
    name: "model-context",
    state: "warning",
    found: /8,192 tokens: large questions will be divided/,
    remedy: /Raise the context length/,
    exitCode: 0,
  },
  {
    title: "a server that does not tell its context length",
    options: { pages: localPages, script: always(answer) },
    breakIt: useLocal,
    name: "model-context",
    state: "warning",
    found: /does not tell/,
    remedy: /16,384/,
    exitCode: 0,
  },
  {
    title: "a server that refuses even a tiny question as too long",
    options: { script: always(apiError(400, { code: "context_length_exceeded" })) },
    name: "model-context",
    state: "problem",
    found: /too short even for a tiny question/,
    remedy: /Raise the context length/,
    exitCode: 78,
  },
  {
    title: "a server that counts no tokens",
    options: { script: always(completion({ larger: 17 }, { usage: null })) },
    name: "model-answer",
    state: "warning",
    found: /says nothing of the tokens/,
    remedy: /context is long enough/,
    exitCode: 0,
  },
  {
    title: "a model that is still being loaded",
    options: { script: always(hang()) },
    timeoutMs: 1_500,
    name: "model-answer",
    state: "warning",
    found: /did not answer in time/,
    remedy: /--timeout 120/,
    exitCode: 0,
  },
  {
    title: "a fallback model that is not there",
    breakIt: setVariables({ ASSAY_FALLBACK_MODEL: "gpt-2" }),
    name: "model-fallback",
    state: "warning",
    found: /not in the endpoint's list/,
    remedy: /ASSAY_FALLBACK_MODEL/,
    exitCode: 0,
  },
  {
    title: "a limit that cannot be kept without a price",
    options: {
      pages: { "/v1/models": modelList({ id: local, max_model_len: 32_768 }) },
      script: always(answer),
    },
    breakIt: setVariables({ ASSAY_MODEL: local, ASSAY_MAX_COST_USD: "1" }),
    name: "model-price",
    state: "problem",
    found: /ASSAY_MAX_COST_USD cannot be kept/,
    remedy: /ASSAY_PRICES_FILE/,
    exitCode: 78,
  },
];

describe("assay doctor, about the model", () => {
  it.each(table)("diagnoses $title", expectDiagnosisOf);

  it("asks one question, and reads nothing beside the API of a vendor whose models it knows", async () => {
    await using setup = await openHealthySetup();
    await examine(setup);

    expect([setup.model.questions.length, setup.model.read]).toEqual([1, ["/v1/models"]]);
  });

  it("asks no question while the model is not named, and tells it once", async () => {
    await using setup = await openHealthySetup();
    setup.environment["ASSAY_MODEL"] = "";
    const results = await examine(setup);

    expect(setup.model.questions).toEqual([]);
    expect(results.filter(({ found }) => found.includes("ASSAY_MODEL")).map(({ name }) => name)).toEqual([
      "model-name",
    ]);
    expect(results.find(({ name }) => name === "prices")?.found).toBe(
      "none is given, and the embedded one is not about this endpoint",
    );
  });

  it("tells a model that is not named also where the endpoint cannot be asked for its models", async () => {
    await using setup = await openHealthySetup();
    const url = `http://127.0.0.1:${await findFreePort()}/v1`;
    Object.assign(setup.environment, { OPENAI_BASE_URL: url, ASSAY_MODEL: "" });
    const results = await examine(setup);

    expect(results.filter(({ found }) => found.includes("ASSAY_MODEL"))).toEqual([
      {
        name: "settings",
        state: "problem",
        found: "ASSAY_MODEL is not set, and the endpoint is not the one whose model is asked by default",
        remedy: "Set ASSAY_MODEL to the name under which the server knows its model.",
        exitCode: 78,
      },
    ]);
    expect(results.filter(({ found }) => found === "every variable can be read")).toEqual([]);
  });

  it("reads the context of a loaded model beside the API, whatever the server is", async () => {
    const loaded = { data: [{ id: local, loaded_context_length: 65_536 }] };
    const pages = { ...localPages, "/api/v0/models": json(200, loaded) };
    await using server = await startLocalModelServer(pages, always(answer));
    await using setup = await openHealthySetup();
    Object.assign(setup.environment, { OPENAI_BASE_URL: server.url, ASSAY_MODEL: local });
    const results = await examine(setup);

    expect(results.find(({ name }) => name === "model-context")).toEqual({
      name: "model-context",
      state: "ok",
      found: "65,536 tokens",
    });
  });
});
