import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { type AppParts, openAppWorker, type Worker } from "./assemble-app.ts";
import { createLimitedServer } from "./create-limited-server.ts";
import { listenOn } from "./listen-on.ts";
import { createOperatorMetrics, describeEndedReview } from "./operator-metrics.ts";
import { createOperatorRoutes, type OperatorRoutes } from "./operator-routes.ts";
import { readOperatorTarget } from "./operator-target.ts";

/** A worker that takes no webhooks. */
export interface RunningWorker extends Omit<Worker, "start"> {
  /** Where `/healthz` and `/metrics` are; null where nothing listens. */
  readonly port: number | null;
}

/**
 * Starts the worker, and a server for `/healthz` and `/metrics` where it has a port. Metrics ask for the operator's
 * token, as in the App. Rejects when the address cannot be listened on.
 */
export async function serveWorker(parts: AppParts): Promise<RunningWorker> {
  const { settings, store, log } = parts;
  const metrics = createOperatorMetrics();
  const worker = await openAppWorker({
    ...parts,
    onReviewEnded: (outcome, durationMs) => metrics.observeReview(describeEndedReview(outcome, durationMs)),
    onJobBroken: metrics.countBrokenJob,
  });
  const { workerPort: port, operatorToken: token } = settings;
  if (port === null) {
    worker.start();
    return { ...worker, port };
  }
  const operator = createOperatorRoutes({ store, token, metrics, log });
  const server = createLimitedServer((request, response) => serve(request, response, operator));
  try {
    const opened = await listenOn(server, { ...settings.listen, port });
    worker.start();
    return { ...worker, port: opened, stop: () => stopBoth(worker, server) };
  } catch (error) {
    await worker.stop();
    throw error;
  }
}

async function stopBoth(worker: Worker, server: Server): Promise<void> {
  server.close();
  await worker.stop();
  server.closeAllConnections();
}

/** Jobs are seen and steered at the App. */
async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  operator: OperatorRoutes,
): Promise<void> {
  const url = request.url ?? "";
  if (readOperatorTarget(url)?.kind === "metrics" && (await operator(request, response))) return;
  const isRead = request.method === "GET" || request.method === "HEAD";
  const isAlive = isRead && url.split("?", 1)[0] === "/healthz";
  response.writeHead(isAlive ? 200 : 404, {
    "content-type": "text/plain; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    connection: "close",
  });
  response.end(isAlive ? "ok\n" : "not found\n");
}
