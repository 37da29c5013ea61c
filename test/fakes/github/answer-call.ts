import { createHash } from "node:crypto";
import { authenticate, checkAccess } from "./authenticate.ts";
import type { Match } from "./match-route.ts";
import { repositoryUrl } from "./present-repository.ts";
import { type Answer, ApiFailure, type Caller, notFound, type RouteRequest } from "./route.ts";
import {
  findMovedRepository,
  findRepository,
  type Installation,
  type Repository,
  type World,
} from "./world.ts";

/** One call before its route is run. */
export interface IncomingCall {
  readonly world: World;
  readonly method: string;
  readonly api: string;
  readonly path: string;
  readonly search: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly match: Match | null;
}

/** Does what the call asks, and answers as GitHub does: with its errors, limits, redirects and entity tags. */
export async function answerCall(call: IncomingCall): Promise<Answer> {
  try {
    const caller = authenticate(call.world, call.headers["authorization"]);
    const limited = caller.kind === "installation" ? spend(call.world, caller.installation) : null;
    const answer = await runRoute(call, caller);
    return withEntityTag(call, addHeaders(answer, limited));
  } catch (error) {
    if (error instanceof ApiFailure) return error.toAnswer();
    throw error;
  }
}

/** Counts the call on the hourly budget of its installation; throws 403 when nothing is left. */
function spend(world: World, installation: Installation): Readonly<Record<string, string>> {
  const { rate } = installation;
  const seconds = Math.floor(world.now() / 1000);
  if (seconds >= rate.resetAt) Object.assign(rate, { used: 0, resetAt: seconds + 3_600 });
  const isSpent = rate.used >= rate.limit;
  if (!isSpent) rate.used += 1;
  const headers = {
    "x-ratelimit-limit": String(rate.limit),
    "x-ratelimit-remaining": String(Math.max(0, rate.limit - rate.used)),
    "x-ratelimit-used": String(rate.used),
    "x-ratelimit-reset": String(rate.resetAt),
    "x-ratelimit-resource": "core",
  };
  if (isSpent) {
    throw new ApiFailure(403, `API rate limit exceeded for installation ID ${installation.id}.`, { headers });
  }
  return headers;
}

const addHeaders = (answer: Answer, headers: Readonly<Record<string, string>> | null): Answer => ({
  ...answer,
  headers: { ...headers, ...answer.headers },
});

async function runRoute(call: IncomingCall, caller: Caller): Promise<Answer> {
  const { match, world, api } = call;
  if (match === null) throw notFound();
  const { route } = match;
  checkCaller(route.caller, caller);
  const body = (typeof call.body === "object" && call.body !== null ? call.body : {}) as RouteRequest["body"];
  const accept = call.headers["accept"] ?? "";
  const base = { world, api, caller, query: call.query, body, accept, headers: call.headers };
  if (!route.template.startsWith("/repos/")) return route.handle({ ...base, params: match.params });
  const found = findTarget(world, match);
  if (found === null) throw notFound();
  const { repository, isMoved } = found;
  const isWrite = call.method !== "GET";
  if (route.caller !== "app") checkAccess(caller, repository, route.needs, isWrite);
  if (isMoved) return redirect(call, repository);
  const params = { ...match.params, owner: repository.owner.login, repo: repository.name };
  // `repositoryRoute` relies on the repository being there.
  const request: RouteRequest & { readonly repository: Repository } = { ...base, params, repository };
  return route.handle(request);
}

function checkCaller(wanted: "app" | "installation" | "any", caller: Caller): void {
  if (wanted === "any") return;
  if (wanted === "app" && caller.kind !== "app") {
    throw new ApiFailure(401, "A JSON web token could not be decoded");
  }
  if (wanted === "installation" && caller.kind === "app") {
    throw new ApiFailure(403, "Resource not accessible by integration");
  }
}

function findTarget(
  world: World,
  match: Match,
): { readonly repository: Repository; readonly isMoved: boolean } | null {
  if (match.repositoryId !== null) {
    const repository = world.repositories.get(match.repositoryId);
    return repository === undefined || repository.isDeleted ? null : { repository, isMoved: false };
  }
  const { owner = "", repo = "" } = match.params;
  const named = findRepository(world, owner, repo);
  if (named !== null) return { repository: named, isMoved: false };
  const moved = findMovedRepository(world, owner, repo);
  return moved === null ? null : { repository: moved, isMoved: true };
}

function redirect(call: IncomingCall, repository: Repository): Answer {
  const rest = call.path.split("/").slice(4).join("/");
  const location = `${call.api}/repositories/${repository.id}${rest === "" ? "" : `/${rest}`}${call.search}`;
  return {
    status: call.method === "GET" ? 301 : 307,
    headers: { location },
    body: {
      message: "Moved Permanently",
      url: location,
      documentation_url: repositoryUrl("https://docs.github.com", repository),
    },
  };
}

function withEntityTag(call: IncomingCall, answer: Answer): Answer {
  if (call.method !== "GET" || answer.status !== 200 || answer.body === undefined) return answer;
  const text = Buffer.isBuffer(answer.body) ? answer.body : JSON.stringify(answer.body);
  const tag = `W/"${createHash("sha256").update(text).digest("hex")}"`;
  const headers = { ...answer.headers, etag: tag };
  if (call.headers["if-none-match"] !== tag) return { ...answer, headers };
  refund(call);
  return { status: 304, headers };
}

/** A conditional request that is answered 304 costs nothing. */
function refund({ world, headers }: IncomingCall): void {
  const text = headers["authorization"]?.split(" ")[1] ?? "";
  const rate = world.tokens.get(text)?.installation.rate;
  if (rate !== undefined) rate.used -= 1;
}
