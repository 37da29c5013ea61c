import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "./model-replies.ts";
import { type RecordedRequest, type Reply, type Script, startModelServer } from "./model-server.ts";

/** A model server with what it tells beside the questions: pages by path, such as `/api/ps`; 404 for every other. */
export interface LocalModelServer extends AsyncDisposable {
  /** Base URL with version. */
  readonly url: string;
  /** Questions, in the order of arrival. */
  readonly questions: readonly RecordedRequest[];
  /** Paths that were read, in the order of arrival. */
  readonly read: readonly string[];
}

export type Pages = Readonly<Record<string, Reply>>;

/** The list of models that most servers have. */
export function modelList(...models: readonly Readonly<Record<string, unknown>>[]): Reply {
  return json(200, { object: "list", data: models.map((model) => ({ object: "model", ...model })) });
}

/** Answers reads from `pages`, and questions as scripted. */
export async function startLocalModelServer(pages: Pages, script: Script): Promise<LocalModelServer> {
  const inner = await startModelServer(script);
  const read: string[] = [];
  const answer = async (incoming: IncomingMessage, response: ServerResponse) => {
    const path = incoming.url ?? "";
    if (path === "/v1/chat/completions") return forward(incoming, response, new URL(path, inner.url).href);
    read.push(path);
    const reply = pages[path] ?? json(404, { error: { message: "not found" } });
    const request = { index: 0, method: "GET", path, headers: incoming.headers, text: "", body: null };
    return reply(response, request);
  };
  const server = createServer((incoming, response) => {
    answer(incoming, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    questions: inner.requests,
    read,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await inner.close();
    },
  };
}

async function forward(incoming: IncomingMessage, response: ServerResponse, to: string): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers = { "content-type": "application/json", authorization: incoming.headers.authorization ?? "" };
  const answer = await fetch(to, {
    method: "POST",
    body: Buffer.concat(chunks),
    headers,
    redirect: "manual",
  });
  const type = answer.headers.get("content-type") ?? "text/plain";
  response.writeHead(answer.status, { "content-type": type }).end(Buffer.from(await answer.arrayBuffer()));
}
