import type { ErrorCode, ReviewError } from "../../domain/errors.ts";
import { isUnreachable } from "../../domain/is-unreachable.ts";

const reasons: Partial<Record<ErrorCode, string>> = {
  MODEL_RATE_LIMITED: "it limits the rate of requests",
  MODEL_TIMEOUT: "no answer in time",
  MODEL_BAD_RESPONSE: "its answer cannot be read",
};

/** Why a question has no answer: a few words in brackets behind “the model does not answer”. */
export function describeFailure(error: ReviewError): string {
  const code = error.connectionCode;
  if (code === "ECONNREFUSED") return "connection refused";
  if (isUnreachable(error)) return "the name of its host cannot be resolved";
  if (code !== null) return `the connection failed, ${code}`;
  return reasons[error.code] ?? "it reports an error";
}

/** What became of an endpoint that could not be asked, and what to do about it. `baseUrl`: only its host is told. */
export function explainDeadEndpoint(error: ReviewError, baseUrl: string): string {
  const { hostname, port, protocol } = new URL(baseUrl);
  // A path may hold a token of a gateway.
  const place = `${hostname}:${port || (protocol === "http:" ? "80" : "443")}`;
  const remedy =
    error.connectionCode === "ECONNREFUSED"
      ? "Start the model server there, or correct OPENAI_BASE_URL"
      : "Correct OPENAI_BASE_URL, or look at the network";
  return `the model's endpoint at ${place} could not be asked (${describeFailure(error)}). ${remedy}; \`assay doctor\` says more.`;
}
