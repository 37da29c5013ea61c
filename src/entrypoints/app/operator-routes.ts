import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { ReviewError } from "../../domain/errors.ts";
import { codeOfError } from "../../pipeline/code-of-error.ts";
import type { Log } from "../../pipeline/ports.ts";
import type { Store } from "../../pipeline/ports-store.ts";
import { isJobState, mostJobs } from "../shared/job-words.ts";
import { readAnnouncedBytes } from "./check-headers.ts";
import type { OperatorMetrics } from "./operator-metrics.ts";
import { type OperatorTarget, readOperatorTarget } from "./operator-target.ts";

export interface OperatorOptions {
  readonly store: Pick<Store, "report" | "control">;
  /** Null closes the routes: they look like any other address that does not exist. */
  readonly token: string | null;
  readonly metrics: OperatorMetrics;
  readonly log: Log;
}

/** Answers the requests of the operator. False: the request is somebody else's, and nothing was written. Never rejects. */
export type OperatorRoutes = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

interface Answer {
  readonly status: number;
  /** JSON, or the text of metrics. */
  readonly body: object | string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** No request of ours has a body at all; this much is read over for clients that send one. */
const largestBodyBytes = 1024;

/** Serves `/metrics`, `/jobs`, `/jobs/ID`, `/jobs/ID/retry` and `/jobs/ID/cancel` to whoever holds the token. */
export function createOperatorRoutes(options: OperatorOptions): OperatorRoutes {
  const { token } = options;
  if (token === null) return () => Promise.resolve(false);
  const expected = hashOf(token);
  return async (request, response) => {
    const target = readOperatorTarget(request.url ?? "");
    if (target === null) return false;
    const answer = isAuthorised(request, expected) ? await answerTo(request, target, options) : refused;
    const isKept = request.complete || hasSmallBody(request);
    send(response, answer, { contentType: options.metrics.contentType, isKept });
    return true;
  };
}

const refused: Answer = {
  status: 401,
  body: { error: "the operator's token is needed" },
  headers: { "www-authenticate": "Bearer" },
};

/** Hashes have one length, so that the comparison tells nothing about the token. */
function isAuthorised(request: IncomingMessage, expected: Buffer): boolean {
  const [given, ...others] = request.headersDistinct["authorization"] ?? [];
  const token = /^Bearer ([\x21-\x7e]+)$/i.exec(given ?? "")?.[1];
  return token !== undefined && others.length === 0 && timingSafeEqual(hashOf(token), expected);
}

function hashOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

function hasSmallBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] === undefined && (readAnnouncedBytes(headers) ?? 0) <= largestBodyBytes;
}

async function answerTo(
  request: IncomingMessage,
  target: OperatorTarget,
  options: OperatorOptions,
): Promise<Answer> {
  const isWrite = target.kind === "retry" || target.kind === "cancel";
  const allowed = isWrite ? ["POST"] : ["GET", "HEAD"];
  if (!allowed.includes(request.method ?? "")) {
    return { status: 405, body: { error: "method not allowed" }, headers: { allow: allowed.join(", ") } };
  }
  if (!hasSmallBody(request)) return { status: 413, body: { error: "no body is wanted" } };
  try {
    return await run(target, options);
  } catch (error) {
    const code = codeOfError(error);
    options.log.error("the operator was not answered", { event: target.kind, code });
    return error instanceof ReviewError
      ? { status: 503, body: { error: code } }
      : { status: 500, body: { error: "internal" } };
  }
}

async function run(target: OperatorTarget, { store, metrics, log }: OperatorOptions): Promise<Answer> {
  switch (target.kind) {
    case "metrics":
      return { status: 200, body: await metrics.render(store.report) };
    case "list":
      return listJobs(target.query, store);
    case "show": {
      const job = target.id === null ? null : await store.report.loadJob(target.id);
      return job === null ? unknown : { status: 200, body: job };
    }
    case "retry":
    case "cancel": {
      const outcome = target.id === null ? "unknown" : await store.control[target.kind](target.id);
      log.info("the operator changed a job", { event: target.kind, outcome });
      return { status: statuses[outcome], body: { outcome } };
    }
  }
}

const unknown: Answer = { status: 404, body: { outcome: "unknown" } };
const statuses = { queued: 202, cancelled: 200, running: 409, finished: 409, unknown: 404 } as const;

async function listJobs(query: URLSearchParams, { report }: OperatorOptions["store"]): Promise<Answer> {
  const states = query.getAll("state").filter(isJobState);
  if (states.length < query.getAll("state").length) {
    return { status: 400, body: { error: "state: no such state" } };
  }
  const limit = query.get("limit") ?? "100";
  if (!/^[1-9]\d{0,3}$/.test(limit) || Number(limit) > mostJobs) {
    return { status: 400, body: { error: `limit: must be a whole number from 1 to ${mostJobs}` } };
  }
  return { status: 200, body: { jobs: await report.listJobs(states, Number(limit)) } };
}

function send(
  response: ServerResponse,
  { status, body, headers }: Answer,
  { contentType, isKept }: { readonly contentType: string; readonly isKept: boolean },
): void {
  const isText = typeof body === "string";
  const bytes = Buffer.from(isText ? body : `${JSON.stringify(body)}\n`);
  response.writeHead(status, {
    "content-type": isText ? contentType : "application/json; charset=utf-8",
    "content-length": bytes.length,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...headers,
    ...(isKept ? {} : { connection: "close" }),
  });
  response.end(bytes);
}
