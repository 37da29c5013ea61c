import { z } from "zod";
import { type ErrorCode, ReviewError } from "../../domain/errors.ts";
import { ambiguousError, badResponse } from "./translate-github-error.ts";

const Problem = z.object({
  type: z.string().nullish(),
  message: z.string().nullish(),
});

const GraphqlAnswer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(Problem).nullish(),
});

/** What a GraphQL answer holds. A limit comes as 200 with a problem of its own type. */
export type GraphqlOutcome =
  | { readonly kind: "data"; readonly data: Readonly<Record<string, unknown>> }
  | { readonly kind: "limited" }
  | { readonly kind: "failed"; readonly error: ReviewError };

const codes: ReadonlyMap<string, ErrorCode> = new Map([
  ["NOT_FOUND", "GITHUB_NOT_FOUND"],
  ["FORBIDDEN", "GITHUB_FORBIDDEN"],
  ["INSUFFICIENT_SCOPES", "GITHUB_FORBIDDEN"],
]);
const limits: ReadonlySet<unknown> = new Set(["RATE_LIMITED", "RATE_LIMIT"]);
const outages: ReadonlySet<unknown> = new Set(["SERVICE_UNAVAILABLE", "INTERNAL", "TIMEOUT"]);

/**
 * Reads the body of a 200. Data counts when a field at its top is there, or when a query found nothing; an outage or
 * a limit counts whatever else is there.
 */
export function readGraphqlAnswer(body: unknown, isWrite: boolean): GraphqlOutcome {
  const parsed = GraphqlAnswer.safeParse(body);
  const route = isWrite ? "a GraphQL mutation" : "a GraphQL query";
  if (!parsed.success) return { kind: "failed", error: badResponse(route, isWrite) };
  const data = parsed.data.data ?? null;
  const problems = parsed.data.errors ?? [];
  if (problems.some(({ type }) => limits.has(type))) return { kind: "limited" };
  const worst = problems.find(isOutage) ?? (data !== null && holds(data) ? undefined : problems[0]);
  if (worst !== undefined && (isWrite || data === null || worst.type !== "NOT_FOUND"))
    return { kind: "failed", error: translateProblem(worst, route, isWrite) };
  return data === null ? { kind: "failed", error: badResponse(route, isWrite) } : { kind: "data", data };
}

function holds(data: Readonly<Record<string, unknown>>): boolean {
  return Object.values(data).some((value) => value !== null);
}

function isOutage({ type, message }: z.infer<typeof Problem>): boolean {
  return outages.has(type) || message?.startsWith("Something went wrong") === true;
}

function translateProblem(problem: z.infer<typeof Problem>, route: string, isWrite: boolean): ReviewError {
  const isDown = isOutage(problem);
  if (isDown && isWrite) return ambiguousError(route);
  if (isDown)
    return new ReviewError("GITHUB_UNAVAILABLE", `GitHub could not answer ${route}.`, { retryable: true });
  const code = codes.get(problem.type ?? "") ?? "GITHUB_REJECTED";
  const type = /^[A-Za-z_]{1,60}$/.test(problem.type ?? "") ? ` (${problem.type})` : "";
  return new ReviewError(code, `GitHub refused ${route}${type}.`);
}
