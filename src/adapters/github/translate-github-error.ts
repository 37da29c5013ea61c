import { type ErrorCode, ReviewError, type ReviewErrorOptions } from "../../domain/errors.ts";
import { readWait } from "./read-rate-limit.ts";
import type { SentRequest } from "./send-request.ts";

/** What is told of a request in messages: the route as we wrote it, never what filled it. */
export interface FailedRequest {
  readonly route: string;
  readonly isWrite: boolean;
  readonly nowMs: number;
}

type Answered = Extract<SentRequest, { readonly kind: "answered" }>;
type Lost = Extract<SentRequest, { readonly kind: "lost" }>;

/** A limit that is reached; nothing was done. */
export function rateLimitError(waitMs: number): ReviewError {
  const message = `GitHub limits how much may be asked; it can be asked again in ${Math.ceil(waitMs / 1_000)} s.`;
  return new ReviewError("GITHUB_RATE_LIMITED", message, { retryable: true, retryAfterMs: waitMs });
}

/** A request that got no answer. What a write did then is not known, unless it never left. */
export function translateLoss(lost: Lost, request: FailedRequest): ReviewError {
  const { route, isWrite } = request;
  const wasSent = lost.reason !== "not-connected";
  if (isWrite && wasSent) return ambiguousError(route);
  const { connectionCode } = lost;
  const shown = connectionCode === null ? "" : ` (${connectionCode})`;
  switch (lost.reason) {
    case "interrupted":
      return new ReviewError("INTERRUPTED", "The request to GitHub was interrupted.");
    case "too-large":
      return new ReviewError("GITHUB_BAD_RESPONSE", `GitHub's answer to ${route} is too large.`);
    case "timeout":
      return unavailable(`GitHub did not answer ${route} in time.`);
    case "connection":
      return unavailable(`The connection to GitHub broke at ${route}${shown}.`, { connectionCode });
    case "not-connected":
      return unavailable(`GitHub cannot be reached for ${route}${shown}.`, { connectionCode });
  }
}

/** A write of which nobody knows whether it was applied. */
export function ambiguousError(route: string): ReviewError {
  const message = `GitHub did not say whether ${route} was applied.`;
  return new ReviewError("GITHUB_AMBIGUOUS", message, {
    remedy: "Look for the result before writing again.",
  });
}

function unavailable(
  message: string,
  known: Pick<ReviewErrorOptions, "retryAfterMs" | "connectionCode"> = {},
): ReviewError {
  return new ReviewError("GITHUB_UNAVAILABLE", message, { retryable: true, ...known });
}

const codes: ReadonlyMap<number, ErrorCode> = new Map([
  [401, "GITHUB_UNAUTHORISED"],
  [403, "GITHUB_FORBIDDEN"],
  [404, "GITHUB_NOT_FOUND"],
  [410, "GITHUB_NOT_FOUND"],
  [451, "GITHUB_FORBIDDEN"],
]);

const remedies: Partial<Record<ErrorCode, string>> = {
  GITHUB_UNAUTHORISED: "Check APP_ID, the private key, the clock, and that the App is still installed.",
  GITHUB_FORBIDDEN: "Accept the permissions that the App asks for, and check that it is not suspended.",
};

/** An answer that is not the wanted one, as the one error class that leaves this room. Limits are told before. */
export function translateAnswer(answer: Answered, request: FailedRequest): ReviewError {
  const { status } = answer;
  const { route, isWrite } = request;
  if (status >= 500 || status === 408) {
    const wait = answer.headers["retry-after"] === undefined ? null : readWait(answer.headers, request.nowMs);
    if (isWrite) return ambiguousError(route);
    return unavailable(`GitHub answered ${status} to ${route}.`, { retryAfterMs: wait });
  }
  if (status < 400) return badResponse(route, isWrite);
  const code = codes.get(status) ?? "GITHUB_REJECTED";
  const remedy = remedies[code];
  const message = `GitHub answered ${status} to ${route}${describeProblems(answer.body)}.`;
  return new ReviewError(code, message, remedy === undefined ? {} : { remedy });
}

/** An answer with a good status and a body that is none. A write has been applied then, and its result is lost. */
export function badResponse(route: string, isWrite: boolean): ReviewError {
  if (isWrite) return ambiguousError(route);
  const message = `GitHub's answer to ${route} is not what it documents.`;
  return new ReviewError("GITHUB_BAD_RESPONSE", message, { retryable: true });
}

const word = /^[A-Za-z][A-Za-z0-9_.]{0,59}$/;
const maxProblems = 5;

/** Resource, field and code of each problem; the free text beside them may quote what was sent. */
function describeProblems(body: unknown): string {
  if (typeof body !== "object" || body === null || !("errors" in body)) return "";
  if (!Array.isArray(body.errors)) return "";
  const problems = body.errors.slice(0, maxProblems).map((problem: unknown) => {
    if (typeof problem !== "object" || problem === null) return "";
    const { resource, field, code } = problem as Readonly<Record<string, unknown>>;
    return [resource, field, code].filter((part) => typeof part === "string" && word.test(part)).join(" ");
  });
  const told = problems.filter((problem) => problem !== "");
  return told.length === 0 ? "" : ` (${told.join("; ")})`;
}
