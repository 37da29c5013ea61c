import { request as callServer, type IncomingMessage, type ServerResponse } from "node:http";
import { fixManifest } from "./fix-manifest.ts";

export interface InnerServer {
  /** Where Probot's own server listens on this machine. */
  readonly innerPort: number;
  /** Address at which GitHub reaches the webhook path; null takes the address that the page is opened under. */
  readonly publicWebhookUrl: string | null;
}

interface Short {
  readonly status: number;
  readonly text: string;
}

const health: Short = { status: 200, text: "ok" };
const silence: Short = { status: 502, text: "the setup page does not answer" };
const pages = /^\/(?:probot(?:\/(?:setup|import|success|static\/[a-z.-]+))?)?$/;

/**
 * Passes a request for the setup page on to Probot, with the manifest repaired. Everything else is turned away, also
 * what another web site made the browser send: the page takes credentials from whoever posts them.
 */
export function forwardToSetup(request: IncomingMessage, response: ServerResponse, inner: InnerServer): void {
  const [path = ""] = (request.url ?? "").split("?", 1);
  const refused = path === "/healthz" ? health : findRefusal(request, path);
  if (refused !== null) {
    end(response, refused);
    return;
  }
  const call = callServer(
    {
      host: "127.0.0.1",
      port: inner.innerPort,
      path: request.url,
      method: request.method,
      headers: request.headers,
    },
    (answer) => relay(request, answer, response, inner),
  );
  call.once("error", () => end(response, silence));
  request.pipe(call);
}

function findRefusal(request: IncomingMessage, path: string): Short | null {
  if (!pages.test(path)) return { status: 404, text: "not found" };
  return isOwnPage(request) ? null : { status: 403, text: "open this page by its own address" };
}

/** Whether a request that changes something comes from our own page: browsers name the page that sends it. */
function isOwnPage({ method, headers }: IncomingMessage): boolean {
  if (method === "GET") return true;
  const origin = URL.parse(headers.origin ?? "");
  return method === "POST" && origin !== null && origin.host === headers.host;
}

function relay(
  request: IncomingMessage,
  answer: IncomingMessage,
  response: ServerResponse,
  { publicWebhookUrl }: InnerServer,
): void {
  const pieces: Buffer[] = [];
  answer.on("data", (piece: Buffer) => pieces.push(piece));
  answer.once("error", () => end(response, silence));
  answer.once("end", () => {
    const type = answer.headers["content-type"] ?? "text/plain";
    const body = Buffer.concat(pieces).toString("utf8");
    const { location } = answer.headers;
    response.writeHead(answer.statusCode ?? 502, {
      "content-type": type,
      "cache-control": "no-store",
      "x-frame-options": "DENY",
      ...(location === undefined ? {} : { location }),
    });
    response.end(
      type.startsWith("text/html") ? fixManifest(body, baseUrlOf(request), publicWebhookUrl) : body,
    );
  });
}

/** The address under which the page was opened, as Probot reads it too. */
function baseUrlOf({ headers }: IncomingMessage): string {
  const protocol = headers["x-forwarded-proto"] === undefined ? "http" : "https";
  return `${protocol}://${headers["x-forwarded-host"] ?? headers.host ?? "localhost"}`;
}

function end(response: ServerResponse, { status, text }: Short): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${text}\n`);
}
