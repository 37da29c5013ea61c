import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

export interface ServerLimits {
  /** For a whole request, body included; GitHub gives up after ten seconds. */
  readonly requestTimeoutMs?: number;
  readonly maxConnections?: number;
}

/** An HTTP server that cuts slow and idle connections within ten seconds. Not listening yet. */
export function createLimitedServer(
  serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  { requestTimeoutMs = 9_000, maxConnections = 2_000 }: ServerLimits = {},
): Server {
  const server = createServer(
    {
      requestTimeout: requestTimeoutMs,
      headersTimeout: Math.min(5_000, requestTimeoutMs),
      connectionsCheckingInterval: Math.min(500, requestTimeoutMs / 4),
      keepAliveTimeout: 5_000,
      maxHeaderSize: 16 * 1024,
    },
    (request, response) => {
      serve(request, response).catch(() => response.destroy());
    },
  );
  server.maxConnections = maxConnections;
  server.maxRequestsPerSocket = 100;
  return server;
}
