import { ReviewError } from "../../domain/errors.ts";
import type { GitHubClient, GitHubRequestOptions, GitHubResponse } from "./github-client.ts";
import type { InstallationTokens, TokenScope } from "./installation-tokens.ts";
import type { Api, RateGate } from "./rate-gate.ts";
import { readGraphqlAnswer } from "./read-graphql-answer.ts";
import { readRateLimit, readWait } from "./read-rate-limit.ts";
import { repeatRead, type Sleep } from "./repeat-read.ts";
import type { SendRequest, SentRequest } from "./send-request.ts";
import {
  badResponse,
  type FailedRequest,
  rateLimitError,
  translateAnswer,
  translateLoss,
} from "./translate-github-error.ts";
import type { WriteLanes } from "./write-lanes.ts";

/** What the clients of all repositories have in common. */
export interface SharedParts {
  readonly send: SendRequest;
  readonly tokens: Pick<InstallationTokens, "fetchToken" | "renewToken">;
  readonly gate: RateGate;
  readonly lanes: WriteLanes;
  readonly sleep: Sleep;
  readonly now: () => number;
}

interface Call {
  readonly route: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly api: Api;
  readonly isWrite: boolean;
  readonly options: GitHubRequestOptions;
}

const graphqlRoute = "POST /graphql";
const bothApis: readonly Api[] = ["rest", "graphql"];

/** A client for what one token is good for. */
export function createScopedClient(shared: SharedParts, scope: TokenScope): GitHubClient {
  const { installationId } = scope;
  const run = <Result>(call: Call, read: (sent: SentRequest) => Result): Promise<Result> => {
    const once = async () => read(await sendOnce(shared, scope, call));
    return call.isWrite
      ? shared.lanes.run(installationId, once)
      : repeatRead(once, shared.sleep, call.options.signal ?? null);
  };
  return {
    request: (route, parameters, options = {}) => {
      const isWrite = !/^(?:GET|HEAD) /.test(route);
      const call: Call = { route, parameters, api: "rest", isWrite, options };
      return run(call, (sent) => judgeAnswer(shared, scope, call, sent));
    },
    graphql: (query, variables, options = {}) => {
      const isWrite = /^\s*mutation\b/.test(query);
      const parameters = { query, variables };
      const call: Call = { route: graphqlRoute, parameters, api: "graphql", isWrite, options };
      return run(call, (sent) => readData(shared, scope, call, sent));
    },
  };
}

/** One request; once more with another token where the first was refused, for then nothing was done. */
async function sendOnce(shared: SharedParts, scope: TokenScope, call: Call): Promise<SentRequest> {
  const { route, parameters, api, options } = call;
  const signal = options.signal ?? null;
  if (signal?.aborted === true)
    throw new ReviewError("INTERRUPTED", "The request to GitHub was interrupted.");
  shared.gate.check(scope.installationId, api);
  const token = await fetchToken(shared, scope);
  const ifNoneMatch = options.ifNoneMatch ?? null;
  const sendWith = (text: string) =>
    shared.send({ route, parameters, authorization: `Bearer ${text}`, ifNoneMatch, signal });
  const sent = await sendWith(token);
  if (sent.kind === "lost" || sent.status !== 401) return sent;
  return sendWith(await shared.tokens.renewToken(scope, token));
}

/** Minting is limited too; what is told of it holds for the installation. */
async function fetchToken({ tokens, gate }: SharedParts, scope: TokenScope): Promise<string> {
  try {
    return await tokens.fetchToken(scope);
  } catch (error) {
    if (error instanceof ReviewError && error.code === "GITHUB_RATE_LIMITED")
      gate.close(scope.installationId, bothApis, error.retryAfterMs ?? 0);
    throw error;
  }
}

function describe(shared: SharedParts, call: Call): FailedRequest {
  return { route: call.route, isWrite: call.isWrite, nowMs: shared.now() };
}

/** The answer, when its status is good or expected; limits close the gate of the installation. */
function judgeAnswer(shared: SharedParts, scope: TokenScope, call: Call, sent: SentRequest): GitHubResponse {
  const request = describe(shared, call);
  if (sent.kind === "lost") throw translateLoss(sent, request);
  const limit = readRateLimit(sent, request.nowMs);
  if (limit !== null) {
    shared.gate.close(scope.installationId, limit.isPrimary ? [call.api] : bothApis, limit.waitMs);
    throw rateLimitError(limit.waitMs);
  }
  const { status, headers, body } = sent;
  const isGood = status >= 200 && status < 300;
  if (!isGood && call.options.expect?.includes(status) !== true) throw translateAnswer(sent, request);
  if (isGood && !sent.isJson) throw badResponse(call.route, call.isWrite);
  return { status, headers, body };
}

function readData(shared: SharedParts, scope: TokenScope, call: Call, sent: SentRequest): unknown {
  const { headers, body } = judgeAnswer(shared, scope, call, sent);
  const outcome = readGraphqlAnswer(body, call.isWrite);
  switch (outcome.kind) {
    case "data":
      return outcome.data;
    case "failed":
      throw outcome.error;
    case "limited": {
      const waitMs = readWait(headers, shared.now());
      shared.gate.close(scope.installationId, [call.api], waitMs);
      throw rateLimitError(waitMs);
    }
  }
}
