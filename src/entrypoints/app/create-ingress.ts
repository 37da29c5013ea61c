import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { webhookPath } from "../shared/webhook-path.ts";
import { readAnnouncedBytes } from "./check-headers.ts";
import { createLimitedServer, type ServerLimits } from "./create-limited-server.ts";
import type { WebhookResult } from "./operator-metrics.ts";
import type { OperatorRoutes } from "./operator-routes.ts";
import { type Answer, createWebhookReceiver, type ReceiveOptions } from "./receive-webhook.ts";

/** Largest payload that GitHub sends. Source: docs.github.com, “Webhook events and payloads”. */
const largestPayloadBytes = 25 * 1024 * 1024;

/** Bodies of refused requests up to this size are taken in and thrown away, so that the sender sees the answer. */
const largestDiscardedBytes = 1024 * 1024;

export interface IngressOptions extends Omit<ReceiveOptions, "maxBodyBytes" | "maxOpenBytes">, ServerLimits {
  /** Whether webhooks are taken: false while the App starts or stops. */
  readonly isReady: () => boolean;
  /** Metrics and jobs; without it there are no such addresses. */
  readonly operator?: OperatorRoutes;
  /** Told of every request to the webhook path, once. */
  readonly countWebhook?: (result: WebhookResult) => void;
  readonly maxBodyBytes?: number;
  readonly maxOpenBytes?: number;
}

/**
 * The HTTP server in front of everything: webhooks, `/healthz` (the process answers) and `/readyz` (it takes webhooks).
 * Not listening yet. Slow and idle connections are cut within ten seconds.
 */
export function createIngress(options: IngressOptions): Server {
  const { maxBodyBytes = largestPayloadBytes } = options;
  const receive = createWebhookReceiver({
    ...options,
    maxBodyBytes,
    maxOpenBytes: options.maxOpenBytes ?? 4 * maxBodyBytes,
  });
  return createLimitedServer(
    (request, response) => serve(request, response, { ...options, receive }),
    options,
  );
}

interface Serving extends Pick<IngressOptions, "isReady" | "operator" | "countWebhook"> {
  readonly receive: (request: IncomingMessage) => Promise<Answer | null>;
}

async function serve(request: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  if ((await serving.operator?.(request, response)) === true) return;
  reply(request, response, await route(request, serving));
}

async function route(
  request: IncomingMessage,
  { isReady, receive, countWebhook }: Serving,
): Promise<Answer | null> {
  const [path] = (request.url ?? "").split("?", 1);
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (isRead && path === "/healthz") return { status: 200, reason: "ok" };
  if (isRead && path === "/readyz") {
    return isReady() ? { status: 200, reason: "ready" } : { status: 503, reason: "not ready" };
  }
  if (request.method !== "POST" || path !== webhookPath) return { status: 404, reason: "not found" };
  const answer = isReady() ? await receive(request) : { status: 503, reason: "not ready" };
  countWebhook?.(resultOf(answer));
  return answer;
}

function resultOf(answer: Answer | null): WebhookResult {
  if (answer === null) return "broken-off";
  const { status, reason } = answer;
  if (status >= 500) return "failed";
  if (status >= 400) return "refused";
  return reason === "accepted" ? "accepted" : "ignored";
}

function reply(request: IncomingMessage, response: ServerResponse, answer: Answer | null): void {
  if (answer === null || response.destroyed) {
    response.destroy();
    return;
  }
  response.writeHead(answer.status, {
    "content-type": "text/plain; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...(isWorthKeeping(request) ? {} : { connection: "close" }),
  });
  response.end(`${answer.reason}\n`);
}

/** Whether the rest of the request, if any, is small enough to be read over. */
function isWorthKeeping(request: IncomingMessage): boolean {
  if (request.complete) return true;
  const announced = readAnnouncedBytes(request.headers);
  return announced !== null && announced <= largestDiscardedBytes;
}
