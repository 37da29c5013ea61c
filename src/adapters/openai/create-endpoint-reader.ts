import { APIError } from "openai";
import { z } from "zod";
import { translateError } from "./translate-error.ts";

/** The part of the SDK's client that is used; `OpenAI` satisfies it. */
export interface ReadingClient {
  get(path: string, options: { readonly signal: AbortSignal }): PromiseLike<unknown>;
}

/** A model as an endpoint lists it. */
export interface ListedModel {
  readonly id: string;
  /** Tokens of prompt and answer together; null when the list does not tell. */
  readonly contextTokens: number | null;
}

/** What compatible servers tell of themselves, each in its own way. */
export interface EndpointReader {
  /** Null when the endpoint has no list, or none for this key. Throws `ReviewError` where nobody can be asked anything. */
  listModels(signal: AbortSignal): Promise<readonly ListedModel[] | null>;
  /** Context length that a local server has in force for a model that it has loaded; null when it does not tell. */
  readLoadedContext(model: string, signal: AbortSignal): Promise<number | null>;
}

const tokens = z.int().positive().max(1_000_000_000).nullish().catch(null);
const ModelList = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      // vLLM, then OpenRouter, then Groq.
      max_model_len: tokens,
      context_length: tokens,
      context_window: tokens,
    }),
  ),
});
/** `GET /api/ps` of Ollama: the models that are loaded. */
const OllamaModels = z.object({
  models: z.array(z.object({ model: z.string(), context_length: tokens })),
});
/** `GET /props` of llama.cpp: the context of one slot. */
const LlamaProperties = z.object({ default_generation_settings: z.object({ n_ctx: tokens }) });
/** `GET /api/v0/models` of LM Studio. */
const StudioModels = z.object({
  data: z.array(z.object({ id: z.string(), loaded_context_length: tokens })),
});

/** `baseUrl`: of the API with its version; what servers tell beside the API stands next to it. */
export function createEndpointReader(client: ReadingClient, baseUrl: string): EndpointReader {
  const root = baseUrl.replace(/\/+$/, "").replace(/\/v1$/, "");
  const readOrNull = (path: string, signal: AbortSignal) =>
    Promise.resolve(client.get(`${root}${path}`, { signal })).catch(() => null);
  return {
    listModels: async (signal) => {
      try {
        const list = ModelList.safeParse(await client.get("/models", { signal }));
        if (!list.success) return null;
        return list.data.data.map((model) => ({
          id: model.id,
          contextTokens: model.max_model_len ?? model.context_length ?? model.context_window ?? null,
        }));
      } catch (error) {
        if (error instanceof APIError && isAboutList(error.status)) return null;
        const nowMs = Date.now();
        throw translateError(error, { isInterrupted: signal.aborted, isPastDeadline: false, nowMs });
      }
    },
    readLoadedContext: async (model, signal) => {
      const [ollama, llama, studio] = await Promise.all([
        readOrNull("/api/ps", signal),
        readOrNull("/props", signal),
        readOrNull("/api/v0/models", signal),
      ]);
      return contextOfOllama(ollama, model) ?? contextOfLlama(llama) ?? contextOfStudio(studio, model);
    },
  };
}

/** A list that is refused says nothing of whether questions are answered; a key that is wrong does. */
function isAboutList(status: number | undefined): boolean {
  return status !== undefined && status >= 400 && status < 500 && status !== 401 && status !== 407;
}

function contextOfOllama(body: unknown, model: string): number | null {
  const read = OllamaModels.safeParse(body);
  if (!read.success) return null;
  const names = [model, `${model}:latest`];
  return read.data.models.find((loaded) => names.includes(loaded.model))?.context_length ?? null;
}

function contextOfLlama(body: unknown): number | null {
  const read = LlamaProperties.safeParse(body);
  return read.success ? (read.data.default_generation_settings.n_ctx ?? null) : null;
}

function contextOfStudio(body: unknown, model: string): number | null {
  const read = StudioModels.safeParse(body);
  if (!read.success) return null;
  return read.data.data.find(({ id }) => id === model)?.loaded_context_length ?? null;
}
