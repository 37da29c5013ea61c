import { judgeConnectionCode } from "../../domain/connection-failure.ts";
import type { ErrorCode, ReviewError } from "../../domain/errors.ts";

const reasons: Partial<Record<ErrorCode, string>> = {
  MODEL_RATE_LIMITED: "it limits the rate of requests",
  MODEL_TIMEOUT: "no answer in time",
  MODEL_BAD_RESPONSE: "its answer cannot be read",
};

/** Why a question has no answer: a few words in brackets behind “the model does not answer”. */
export function describeFailure(error: ReviewError): string {
  const code = error.connectionCode;
  if (code === null) return reasons[error.code] ?? "it reports an error";
  switch (judgeConnectionCode(code)) {
    case "refused":
      return "connection refused";
    case "unresolved":
      return "the name of its host cannot be resolved";
    default:
      return `the connection failed, ${code}`;
  }
}

/** What became of an endpoint that could not be asked, and what to do about it. `baseUrl`: only its host is told. */
export function explainDeadEndpoint(error: ReviewError, baseUrl: string): string {
  const { hostname, port, protocol } = new URL(baseUrl);
  // A path may hold a token of a gateway.
  const place = `${hostname}:${port || (protocol === "http:" ? "80" : "443")}`;
  const isRefused = error.connectionCode !== null && judgeConnectionCode(error.connectionCode) === "refused";
  const remedy = isRefused
    ? "Start the model server there, or correct OPENAI_BASE_URL"
    : "Correct OPENAI_BASE_URL, or look at the network";
  return `the model's endpoint at ${place} could not be asked (${describeFailure(error)}). ${remedy}; \`assay doctor\` says more.`;
}
