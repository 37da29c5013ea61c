import { Octokit } from "@octokit/rest";
import { createGitHubFetch, type LossReason, LostAnswer } from "./github-fetch.ts";

/** One request with its credentials. Parameters fill path, query and body, as the route wants them. */
export interface OutgoingRequest {
  readonly route: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly authorization: string;
  /** Entity tag of an answer that is kept; absent or null asks without a condition. */
  readonly ifNoneMatch?: string | null;
  readonly signal: AbortSignal | null;
}

/** What became of a request. `answered` holds for every status; `isJson` tells whether the body was JSON. */
export type SentRequest =
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly headers: Readonly<Record<string, string | undefined>>;
      readonly body: unknown;
      readonly isJson: boolean;
    }
  | {
      readonly kind: "lost";
      readonly reason: LossReason | "interrupted";
      readonly connectionCode: string | null;
    };

/** Sends one request, once. Never throws. */
export type SendRequest = (request: OutgoingRequest) => Promise<SentRequest>;

export interface TransportOptions {
  /** `https://api.github.com`, or `https://HOST/api/v3` of an Enterprise server. */
  readonly apiUrl: string;
  readonly fetch: typeof fetch;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}

/** Equal to the version in package.json. */
const version = "0.1.0";
const defaultTimeoutMs = 15_000;
const defaultMaxBytes = 64 * 1024 * 1024;

const silence = () => undefined;
const silent = { debug: silence, info: silence, warn: silence, error: silence };

/** Octokit with nothing left to its defaults: no retries, no throttling, no log, bounded answers. */
export function createSendRequest(options: TransportOptions): SendRequest {
  const apiUrl = options.apiUrl.replace(/\/+$/, "");
  const boundedFetch = createGitHubFetch({
    fetch: options.fetch,
    timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
    maxBytes: options.maxBytes ?? defaultMaxBytes,
  });
  const octokit = new Octokit({ baseUrl: apiUrl, userAgent: `assay/${version}`, log: silent });
  return async ({ route, parameters, authorization, ifNoneMatch = null, signal }) => {
    const abortable = signal === null ? {} : { signal };
    const condition = ifNoneMatch === null ? {} : { "if-none-match": ifNoneMatch };
    try {
      const answer = await octokit.request(route, {
        ...parameters,
        // An Enterprise server keeps GraphQL beside the REST API, not below it.
        baseUrl: route.endsWith(" /graphql") ? apiUrl.replace(/\/api\/v3$/, "/api") : apiUrl,
        headers: { authorization, "x-github-api-version": "2022-11-28", ...condition },
        // Octokit reads JSON in a way that turns some strings into big integers; the text is read here instead.
        request: { fetch: boundedFetch, log: silent, parseSuccessResponseBody: false, ...abortable },
      });
      const read = parseJson(await readText(answer.data));
      return { kind: "answered", status: answer.status, headers: readHeaders(answer.headers), ...read };
    } catch (error) {
      return signal?.aborted === true ? lose("interrupted") : readFailure(error);
    }
  };
}

async function readText(data: unknown): Promise<string> {
  return data instanceof ReadableStream ? await new Response(data).text() : "";
}

function parseJson(text: string): { readonly body: unknown; readonly isJson: boolean } {
  if (text === "") return { body: null, isJson: true };
  try {
    const body: unknown = JSON.parse(quoteLargeIds(text));
    return { body, isJson: true };
  } catch (error) {
    if (error instanceof SyntaxError) return { body: null, isJson: false };
    throw error;
  }
}

function readHeaders(headers: object): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

/** Ids of webhook deliveries can be larger than a number holds: those become strings. A quoted key is never text. */
function quoteLargeIds(text: string): string {
  return text.replace(/("id": ?)(\d{16,20})(?=[\s,}])/g, (whole: string, key: string, digits: string) =>
    Number.isSafeInteger(Number(digits)) ? whole : `${key}"${digits}"`,
  );
}

function lose(reason: LossReason | "interrupted", connectionCode: string | null = null): SentRequest {
  return { kind: "lost", reason, connectionCode };
}

/** Octokit throws for a status from 400 on, and for everything that `fetch` threw. */
function readFailure(error: unknown): SentRequest {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (cause instanceof LostAnswer) return lose(cause.reason, cause.connectionCode);
  const response = findResponse(error);
  if (response === null) return lose("connection");
  const isJson = typeof response.data === "object" && !(response.data instanceof ArrayBuffer);
  const { status, headers } = response;
  return {
    kind: "answered",
    status,
    headers: readHeaders(headers),
    body: isJson ? response.data : null,
    isJson,
  };
}

interface FailedResponse {
  readonly status: number;
  readonly headers: object;
  readonly data: unknown;
}

function findResponse(error: unknown): FailedResponse | null {
  if (!(error instanceof Error) || !("response" in error)) return null;
  const { response } = error;
  if (typeof response !== "object" || response === null) return null;
  if (!("status" in response) || !("headers" in response) || !("data" in response)) return null;
  const { status, headers, data } = response;
  if (typeof status !== "number" || typeof headers !== "object" || headers === null) return null;
  return { status, headers, data };
}
