import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request as it arrived. `body` is null when it was no JSON object. */
export interface RecordedRequest {
  readonly index: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly body: CompletionBody | null;
}

/** The part of a completion request that scripts look at. */
export interface CompletionBody {
  readonly model?: string;
  readonly messages?: readonly { readonly role: string; readonly content: string }[];
  readonly response_format?: { readonly type: string };
  readonly [parameter: string]: unknown;
}

/** Writes one answer; `model-replies.ts` builds them. It may take its time, and need never end. */
export type Reply = (response: ServerResponse, request: RecordedRequest) => void | Promise<void>;

/** What to answer to a request; null means that the test did not expect it. */
export type Script = (request: RecordedRequest) => Reply | null;

export interface ModelServer extends AsyncDisposable {
  /** Base URL with version, as an operator would configure it. */
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  /** Requests whose answer has not ended. */
  openRequests(): number;
  /** Most requests that were open at the same time. */
  maxOpenRequests(): number;
  /** Connections that were accepted, also those that never sent a request. */
  connections(): number;
  /** Stops the server. Rejects when a request came that the script did not expect. */
  close(): Promise<void>;
}

const completionsPath = "/v1/chat/completions";

/** An OpenAI-compatible endpoint on a free port of this machine that answers as scripted and records what it was asked. */
export async function startModelServer(script: Script): Promise<ModelServer> {
  const requests: RecordedRequest[] = [];
  const surprises: string[] = [];
  const count = { open: 0, mostOpen: 0, connections: 0 };

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await record(incoming, requests.length);
    requests.push(request);
    const isExpected = request.method === "POST" && request.path === completionsPath;
    const reply = isExpected ? script(request) : null;
    if (reply === null) {
      surprises.push(`${request.method} ${request.path} (request ${request.index})`);
      response
        .writeHead(404, { "content-type": "application/json" })
        .end('{"error":{"message":"unscripted"}}');
      return;
    }
    await reply(response, request);
  }

  const server = createServer((incoming, response) => {
    count.open += 1;
    count.mostOpen = Math.max(count.mostOpen, count.open);
    response.on("close", () => {
      count.open -= 1;
    });
    answer(incoming, response).catch((error: unknown) => {
      surprises.push(`the script failed: ${String(error)}`);
      response.destroy();
    });
  });
  server.on("connection", () => {
    count.connections += 1;
  });
  await listen(server);
  const { port } = server.address() as AddressInfo;

  const close = async () => {
    await stop(server);
    if (surprises.length > 0) throw new Error(`the model server did not expect: ${surprises.join("; ")}`);
  };
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    openRequests: () => count.open,
    maxOpenRequests: () => count.mostOpen,
    connections: () => count.connections,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The replies one after the other; more requests than replies are unexpected. */
export function inOrder(...replies: readonly Reply[]): Script {
  return ({ index }) => replies[index] ?? null;
}

/** The same reply to every request. */
export function always(reply: Reply): Script {
  return () => reply;
}

/** What the request asks in its user message. */
export function questionOf(request: RecordedRequest): string {
  return request.body?.messages?.find(({ role }) => role === "user")?.content ?? "";
}

async function record(incoming: IncomingMessage, index: number): Promise<RecordedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString("utf8");
  const { method = "", url = "", headers } = incoming;
  return { index, method, path: url, headers, text, body: parseBody(text) };
}

function parseBody(text: string): CompletionBody | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" ? (value as CompletionBody | null) : null;
  } catch {
    return null;
  }
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
