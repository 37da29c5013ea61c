import type { ServerResponse } from "node:http";
import type { RecordedRequest, Reply } from "./model-server.ts";

export interface CompletionOptions {
  readonly finish?: string | null;
  readonly refusal?: string | null;
  readonly model?: string;
  /** Null leaves the usage out. */
  readonly usage?: Readonly<Record<string, unknown>> | null;
}

const plausibleUsage = {
  prompt_tokens: 1_200,
  completion_tokens: 80,
  total_tokens: 1_280,
  prompt_tokens_details: { cached_tokens: 1_024 },
};

/** A regular completion. An answer that is no text is sent as JSON text; null sends no content. */
export function completion(answer: unknown, options: CompletionOptions = {}): Reply {
  const content = typeof answer === "string" || answer === null ? answer : JSON.stringify(answer);
  const { finish = "stop", refusal = null, usage = plausibleUsage } = options;
  return (response, request) =>
    json(200, {
      id: `chatcmpl-${request.index}`,
      object: "chat.completion",
      created: 1_795_000_000,
      model: options.model ?? request.body?.model ?? "unnamed",
      choices: [{ index: 0, message: { role: "assistant", content, refusal }, finish_reason: finish }],
      ...(usage === null ? {} : { usage }),
    })(response, request);
}

/** Any JSON body. */
export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return raw(status, JSON.stringify(body), { "content-type": "application/json", ...headers });
}

/** An error as the OpenAI API words it. */
export function apiError(
  status: number,
  error: {
    readonly code?: string | null;
    readonly type?: string;
    readonly message?: string;
    readonly param?: string;
  },
  headers: Readonly<Record<string, string>> = {},
): Reply {
  const {
    message = "Something is wrong.",
    type = "invalid_request_error",
    param = null,
    code = null,
  } = error;
  return json(status, { error: { message, type, param, code } }, headers);
}

/** Any bytes. */
export function raw(
  status: number,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return (response) => {
    response.writeHead(status, headers).end(body);
  };
}

/** A page where an API was expected, as proxies and captive portals send it. */
export function html(status: number): Reply {
  return raw(status, "<!doctype html><title>Welcome</title><p>Please sign in.", {
    "content-type": "text/html",
  });
}

/** Says that the body is compressed and sends something else. */
export function brokenGzip(): Reply {
  const headers = { "content-type": "application/json", "content-encoding": "gzip" };
  return raw(200, Buffer.from("this was never compressed"), headers);
}

/** Sends the prompt's owner elsewhere. */
export function redirect(to: string): Reply {
  return raw(307, "", { location: to });
}

/** Takes the request and never answers. */
export function hang(): Reply {
  return () => undefined;
}

/** Answers one byte every `everyMs`, for ever. */
export function drip(everyMs: number): Reply {
  return (response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write("{");
    const timer = setInterval(() => response.write(" "), everyMs);
    response.on("close", () => clearInterval(timer));
  };
}

/** Breaks the connection: before the answer, or in the middle of it. */
export function reset(when: "before" | "within"): Reply {
  return (response) => {
    if (when === "before") {
      response.socket?.resetAndDestroy();
      return;
    }
    response.writeHead(200, { "content-type": "application/json", "content-length": "5000" });
    response.write('{"choices":[', () => response.socket?.resetAndDestroy());
  };
}

/** Blanks without end, up to `bytes`, as fast as they are read; the length is announced or not. */
export function hugeBody(bytes: number, isAnnounced: boolean): Reply {
  const block = Buffer.alloc(1 << 20, 0x20);
  return async (response) => {
    const length = isAnnounced ? { "content-length": String(bytes) } : {};
    response.writeHead(200, { "content-type": "application/json", ...length });
    for (let sent = 0; sent < bytes && !response.destroyed; sent += block.length) {
      const rest = Math.min(block.length, bytes - sent);
      if (!response.write(block.subarray(0, rest))) await drained(response);
    }
    response.end();
  };
}

/** A reply that comes later. */
export function delayed(ms: number, reply: Reply): Reply {
  return async (response, request) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    if (!response.destroyed) await reply(response, request);
  };
}

/** What servers that imitate the API may refuse. */
export type Refusable =
  | "json_schema"
  | "json_object"
  | "max_completion_tokens"
  | "max_tokens"
  | "store"
  | "safety_identifier";

/** A server that refuses parameters by name with 400, and otherwise replies. */
export function refusing(refused: readonly Refusable[], reply: Reply): Reply {
  return (response, request) => {
    const name = refused.find((parameter) => isSent(parameter, request));
    if (name === undefined) return reply(response, request);
    const isFormat = name === "json_schema" || name === "json_object";
    const error = isFormat
      ? {
          message: `Invalid parameter: 'response_format' of type '${name}' is not supported with this model.`,
        }
      : {
          message: `Unsupported parameter: '${name}' is not supported.`,
          param: name,
          code: "unsupported_parameter",
        };
    return apiError(400, error)(response, request);
  };
}

function isSent(parameter: Refusable, { body }: RecordedRequest): boolean {
  if (body === null) return false;
  return parameter === "json_schema" || parameter === "json_object"
    ? body.response_format?.type === parameter
    : parameter in body;
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      response.off("drain", finish).off("close", finish);
      resolve();
    };
    response.on("drain", finish).on("close", finish);
  });
}
