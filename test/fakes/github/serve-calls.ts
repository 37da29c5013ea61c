import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { checkAnswer, checkRequest } from "../../contract/github/validate-exchange.ts";
import { answerCall, type IncomingCall } from "./answer-call.ts";
import type { AnsweringFault, Fault, FaultPlan } from "./faults.ts";
import type { MatchRoute } from "./match-route.ts";
import { isWriting, type RecordedCall, type Violation } from "./recorded-call.ts";
import type { Answer } from "./route.ts";
import type { World } from "./world.ts";

export interface CallServer {
  readonly world: World;
  readonly faults: FaultPlan;
  readonly match: MatchRoute;
  readonly calls: RecordedCall[];
  readonly violations: Violation[];
}

/** An HTTP server that answers as GitHub does, records everything, and fails where it was told to. */
export function createCallServer(state: CallServer): Server {
  return createServer((incoming, response) => {
    serve(state, incoming, response).catch((error: unknown) => {
      state.violations.push({
        side: "answer",
        subject: `${incoming.method} ${incoming.url}`,
        problems: [String(error)],
      });
      if (response.headersSent) return response.destroy();
      return response
        .writeHead(500, { "content-type": "application/json" })
        .end('{"message":"Server Error"}');
    });
  });
}

async function serve(state: CallServer, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const call = await readCall(state, incoming);
  const record = recordCall(state, call);
  checkIncoming(state, call, record);
  const { method, route, path, body } = record;
  const fault = state.faults.take({ method, route, path, body });
  record.fault = fault?.kind ?? null;
  const apply = async () => {
    const answer = await answerCall(call);
    record.isApplied = answer.status < 400 && isWriting(method, route, body) && !hasErrors(answer);
    return answer;
  };
  if (fault === null) return send(state, response, record, await apply());
  await fail(state, { fault, call, record, response, apply });
}

const hasErrors = ({ body }: Answer) =>
  typeof body === "object" && body !== null && "errors" in body && !Buffer.isBuffer(body);

async function readCall(state: CallServer, incoming: IncomingMessage): Promise<IncomingCall> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  const url = new URL(incoming.url ?? "/", `http://${incoming.headers.host}`);
  const enterprise = /^\/api\/(?:v3(?=\/)|graphql$)/.exec(url.pathname);
  const isV3 = enterprise?.[0] === "/api/v3";
  const path = isV3 ? url.pathname.slice("/api/v3".length) : enterprise === null ? url.pathname : "/graphql";
  const method = incoming.method ?? "GET";
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
  return {
    world: state.world,
    method,
    api: `${url.origin}${isV3 ? "/api/v3" : ""}`,
    path,
    search: url.search,
    query: Object.fromEntries(url.searchParams),
    body: parseBody(text),
    headers: Object.fromEntries(headers) as Record<string, string>,
    match: state.match(method, path),
  };
}

function parseBody(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function recordCall(state: CallServer, call: IncomingCall): RecordedCall {
  const { authorization, ...headers } = call.headers;
  const route = call.match?.route.template ?? call.path;
  const kind = / ghs_/.test(` ${authorization?.split(" ")[1] ?? ""}`) ? "installation" : "app";
  const record: RecordedCall = {
    index: state.calls.length,
    method: call.method,
    route,
    path: call.path,
    query: call.query,
    body: call.body,
    headers,
    auth: authorization === undefined ? "none" : kind,
    isToken: route.endsWith("/access_tokens") || route === "/installation/token",
    receivedAt: call.world.now(),
    status: null,
    fault: null,
    isApplied: false,
  };
  state.calls.push(record);
  return record;
}

function checkIncoming(state: CallServer, call: IncomingCall, record: RecordedCall): void {
  if (record.route === "/graphql") return;
  const subject = `${record.method} ${record.path}`;
  const { match } = call;
  if (match === null) {
    state.violations.push({
      side: "request",
      subject,
      problems: ["is not an operation that the double knows"],
    });
    return;
  }
  const { method, query, body } = record;
  const problems = checkRequest({ method, template: record.route, params: match.params, query, body });
  if (problems.length > 0) state.violations.push({ side: "request", subject, problems });
}

function send(state: CallServer, response: ServerResponse, record: RecordedCall, answer: Answer): void {
  const isJson = !Buffer.isBuffer(answer.body);
  const { method, route } = record;
  if (
    isJson &&
    route !== "/graphql" &&
    state.match(method, record.path) !== null &&
    answer.status !== 304 &&
    answer.status !== 307
  ) {
    const problems = checkAnswer({ method, template: route, status: answer.status, body: answer.body });
    const subject = `${method} ${record.path} ${answer.status}`;
    if (problems.length > 0) state.violations.push({ side: "answer", subject, problems });
  }
  record.status = answer.status;
  write(response, answer, state.world);
}

function write(response: ServerResponse, answer: Answer, world: Pick<World, "now">): void {
  const headers = {
    "content-type": "application/json; charset=utf-8",
    "x-github-media-type": "github.v3; format=json",
    "x-github-request-id": "0000:000000:0000000:0000000:00000000",
    date: new Date(world.now()).toUTCString(),
    ...answer.headers,
  };
  response.writeHead(answer.status, headers);
  response.end(answer.body === undefined ? undefined : encode(answer.body));
}

const encode = (body: unknown): Buffer => (Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body)));

interface Failing {
  readonly fault: Fault;
  readonly call: IncomingCall;
  readonly record: RecordedCall;
  readonly response: ServerResponse;
  readonly apply: () => Promise<Answer>;
}

async function fail(state: CallServer, failing: Failing): Promise<void> {
  const { fault, call, record, response, apply } = failing;
  if ("applied" in fault && fault.applied === true) await apply();
  switch (fault.kind) {
    case "latency":
      await sleep(fault.ms);
      return send(state, response, record, await apply());
    case "revoke-token":
      revokeTokenOf(call);
      return send(state, response, record, await apply());
    case "hang":
      return;
    case "reset":
      response.socket?.resetAndDestroy();
      return;
    case "apply-late":
      await (fault.delayMs === undefined ? untilGone(response) : sleep(fault.delayMs));
      await apply();
      response.destroy();
      return;
    case "truncated-json":
      return truncate(response, record, await apply(), fault.isLengthRight ?? false);
    case "status":
    case "html":
    case "secondary-limit":
    case "primary-limit": {
      const answer = composeFailure(fault, call);
      record.status = answer.status;
      write(response, answer, call.world);
    }
  }
}

function composeFailure(fault: AnsweringFault, call: IncomingCall): Answer {
  const page =
    "<!DOCTYPE html><html><body><h1>Unicorn!</h1><p>This page is taking too long to load.</p></body></html>";
  switch (fault.kind) {
    case "status": {
      const body = fault.body ?? {
        message: "Server Error",
        documentation_url: "https://docs.github.com/rest",
      };
      return { status: fault.status, body, headers: fault.headers ?? {} };
    }
    case "html":
      return {
        status: fault.status ?? 502,
        body: Buffer.from(page),
        headers: { "content-type": "text/html" },
      };
    case "secondary-limit":
      return {
        status: fault.status ?? 403,
        body: {
          message:
            "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
          documentation_url: "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api",
        },
        headers:
          fault.retryAfterSeconds === undefined ? {} : { "retry-after": String(fault.retryAfterSeconds) },
      };
    case "primary-limit":
      return {
        status: fault.status ?? 403,
        body: {
          message: "API rate limit exceeded for installation.",
          documentation_url: "https://docs.github.com/rest",
        },
        headers: {
          "x-ratelimit-limit": "5000",
          "x-ratelimit-remaining": "0",
          "x-ratelimit-used": "5000",
          "x-ratelimit-reset": String(Math.floor(call.world.now() / 1000) + fault.resetInSeconds),
          "x-ratelimit-resource": "core",
        },
      };
  }
}

function truncate(
  response: ServerResponse,
  record: RecordedCall,
  answer: Answer,
  isLengthRight: boolean,
): void {
  const whole = answer.body === undefined ? Buffer.from("{}") : encode(answer.body);
  const half = whole.subarray(0, Math.floor(whole.length / 2));
  record.status = answer.status;
  const headers = { "content-type": "application/json; charset=utf-8" };
  if (isLengthRight) return void response.writeHead(answer.status, headers).end(half);
  response.writeHead(answer.status, { ...headers, "content-length": String(whole.length) });
  response.write(half, () => response.destroy());
}

function revokeTokenOf({ world, headers }: IncomingCall): void {
  const token = world.tokens.get(headers["authorization"]?.split(" ")[1] ?? "");
  if (token !== undefined) token.isRevoked = true;
}

function untilGone(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    response.once("close", () => resolve());
  });
}
