import { findConnectionCode, judgeConnectionCode } from "../../domain/connection-failure.ts";

/** Why no answer came that could be used. */
export type LossReason = "timeout" | "connection" | "not-connected" | "too-large";

/** Thrown by the fetch of this folder, and never let out of it. */
export class LostAnswer extends Error {
  readonly reason: LossReason;
  /** The system's code of the connection, such as `ECONNREFUSED`; null where it is to blame for nothing or has none. */
  readonly connectionCode: string | null;

  constructor(reason: LossReason, connectionCode: string | null = null) {
    super(reason);
    this.reason = reason;
    this.connectionCode = connectionCode;
  }
}

export interface GitHubFetchOptions {
  readonly fetch: typeof fetch;
  /** Most bytes of a body, after decompression. */
  readonly maxBytes: number;
  /** For everything from the connection to the last byte of the body. */
  readonly timeoutMs: number;
}

const maxRedirects = 3;
const readRedirects: ReadonlySet<number> = new Set([301, 302, 307, 308]);
// Only these two keep method and body.
const writeRedirects: ReadonlySet<number> = new Set([307, 308]);
const bodiless: ReadonlySet<number> = new Set([204, 205, 304]);
const noWayThere: ReadonlySet<string> = new Set(["EHOSTUNREACH", "ENETUNREACH", "UND_ERR_CONNECT_TIMEOUT"]);

/**
 * A `fetch` that reads an answer to its end in bounded time and memory, and follows redirects to the same origin
 * only, so that no token goes elsewhere. Throws `LostAnswer` only.
 */
export function createGitHubFetch(options: GitHubFetchOptions): typeof fetch {
  return async (input, init = {}) => {
    const timeout = AbortSignal.timeout(options.timeoutMs);
    const signal = init.signal == null ? timeout : AbortSignal.any([timeout, init.signal]);
    const url = input instanceof Request ? input.url : String(input);
    try {
      return await readWhole(await follow(options.fetch, url, { ...init, signal }), options.maxBytes);
    } catch (error) {
      throw toLoss(error, timeout);
    }
  };
}

/** An abort by the caller looks like a broken connection here; who holds its signal knows better. */
function toLoss(error: unknown, timeout: AbortSignal): LostAnswer {
  if (error instanceof LostAnswer) return error;
  if (timeout.aborted) return new LostAnswer("timeout");
  const code = findConnectionCode(error);
  return new LostAnswer(code !== null && neverLeft(code) ? "not-connected" : "connection", code);
}

async function readWhole(response: Response, maxBytes: number): Promise<Response> {
  const body = await readBody(response, maxBytes);
  const { status, headers } = response;
  return new Response(bodiless.has(status) ? null : body, { status, headers });
}

async function follow(send: typeof fetch, start: string, init: RequestInit): Promise<Response> {
  const followed = init.method === "GET" ? readRedirects : writeRedirects;
  let url = start;
  const sendTo = (target: string) => send(target, { ...init, redirect: "manual" });
  let response = await sendTo(url);
  for (let count = 0; count < maxRedirects && followed.has(response.status); count += 1) {
    const location = response.headers.get("location");
    const target = location === null ? null : URL.parse(location, url);
    if (target === null || target.origin !== URL.parse(start)?.origin) break;
    await response.body?.cancel();
    url = target.href;
    response = await sendTo(url);
  }
  return response;
}

async function readBody(response: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    // Leaving the loop by an error cancels the stream, which closes the connection.
    if (size > maxBytes) throw new LostAnswer("too-large");
    chunks.push(chunk);
  }
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}

/** Whether the request cannot have reached the server. Of a handshake that failed that is not certain. */
function neverLeft(code: string): boolean {
  const failure = judgeConnectionCode(code);
  return failure === "unresolved" || failure === "refused" || noWayThere.has(code);
}
