import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from "openai";
import { findConnectionCode } from "../../domain/connection-failure.ts";
import { ReviewError } from "../../domain/errors.ts";
import { readRetryAfter } from "./read-retry-after.ts";
import { readVendorError, type VendorError } from "./read-vendor-error.ts";

/** What the caller knows about the call that failed. */
export interface FailedCall {
  readonly isInterrupted: boolean;
  readonly isPastDeadline: boolean;
  readonly nowMs: number;
}

const quotaWords = new Set([
  "insufficient_quota",
  "credit_balance_exhausted",
  "organization_spend_limit_exceeded",
  "project_spend_limit_exceeded",
  "organization_usage_limit_exceeded",
  "billing_hard_limit_reached",
  "billing_not_active",
]);
const policyWords = new Set([
  "cyber_policy",
  "invalid_prompt",
  "misalignment_policy_violation",
  "content_filter",
  "content_filter_error",
  "content_policy_violation",
  "ResponsibleAIPolicyViolation",
]);
const contextWords = new Set([
  "context_length_exceeded",
  "exceed_context_size_error",
  "string_above_max_length",
]);
const rateWords = new Set(["rate_limit_exceeded", "slow_down"]);
const modelWords = new Set(["model_not_found", "invalid_model", "invalid_api_key"]);
/** How servers without a code say that a prompt is too long; the last is OpenAI's for one request above the rate limit. */
const contextPhrases = [
  "context length",
  "context size",
  "context window",
  "prompt is too long",
  "input is too long",
  "request too large",
];

/** Any failure of one call as the one error class that leaves this room. Messages are ours, never the vendor's. */
export function translateError(error: unknown, call: FailedCall): ReviewError {
  const ours = findCause(error, (cause) => cause instanceof ReviewError);
  if (ours instanceof ReviewError) return ours;
  if (error instanceof APIUserAbortError || isAbort(error)) return abortError(call);
  if (error instanceof APIConnectionTimeoutError) return timeoutError();
  if (error instanceof APIConnectionError) return connectionError(error);
  if (error instanceof APIError) {
    const vendor = readVendorError(error.error ?? withoutStatus(error), error.status ?? null);
    return classifyVendorError(vendor, readRetryAfter(error.headers ?? null, call.nowMs));
  }
  if (error instanceof SyntaxError) return badResponse("The model endpoint answered with broken JSON.");
  const name = error instanceof Error ? error.constructor.name : typeof error;
  return new ReviewError("MODEL_UNAVAILABLE", `The call to the model failed unexpectedly (${name}).`);
}

/** The class of a refusal by status and code, whether it came as an HTTP error or inside a 200. */
export function classifyVendorError(vendor: VendorError, retryAfterMs: number | null): ReviewError {
  const where = vendor.status === null ? "" : ` (HTTP ${vendor.status})`;
  return requestError(vendor, where) ?? endpointError(vendor, where, retryAfterMs);
}

/** Refusals of what was asked or of who pays: waiting does not help. Codes win over the status they came with. */
function requestError(vendor: VendorError, where: string): ReviewError | null {
  if (says(vendor, policyWords) || vendor.hasFilterReasons)
    return new ReviewError("MODEL_POLICY", `The provider declined the request for policy reasons${where}.`);
  if (says(vendor, quotaWords) || vendor.status === 402) return quotaError(where);
  if (says(vendor, contextWords) || isTooLong(vendor))
    return new ReviewError(
      "MODEL_CONTEXT_LENGTH",
      `The prompt does not fit into the model's context${where}.`,
    );
  return null;
}

function endpointError(vendor: VendorError, where: string, retryAfterMs: number | null): ReviewError {
  const { status } = vendor;
  const later = { retryable: true, retryAfterMs };
  if (says(vendor, rateWords) || status === 429)
    return new ReviewError(
      "MODEL_RATE_LIMITED",
      `The model endpoint limits the rate of requests${where}.`,
      later,
    );
  if (says(vendor, modelWords) || vendor.param === "model" || isOperatorStatus(status))
    return configError(status);
  if (isPassing(status))
    return new ReviewError("MODEL_UNAVAILABLE", `The model endpoint failed${where}.`, later);
  return status === null
    ? badResponse("The model endpoint answered with an error of unknown kind.")
    : new ReviewError("MODEL_BAD_RESPONSE", `The model endpoint refused the request${where}.`);
}

function says(vendor: VendorError, known: ReadonlySet<string>): boolean {
  return known.has(vendor.code) || known.has(vendor.type);
}

/** An answer that is no completion: worth one more try, never a clean result. */
export function badResponse(message: string): ReviewError {
  return new ReviewError("MODEL_BAD_RESPONSE", message, {
    retryable: true,
    remedy: "Check that OPENAI_BASE_URL names an OpenAI-compatible endpoint.",
  });
}

function isOperatorStatus(status: number | null): boolean {
  return status !== null && [401, 403, 404, 405, 407].includes(status);
}

function isPassing(status: number | null): boolean {
  return status !== null && (status >= 500 || [408, 409, 425].includes(status));
}

function isTooLong({ status, message }: VendorError): boolean {
  if (status === 413) return true;
  const text = message.toLowerCase();
  return contextPhrases.some((phrase) => text.includes(phrase));
}

function quotaError(where: string): ReviewError {
  return new ReviewError(
    "MODEL_QUOTA",
    `The credit or spending limit at the model provider is used up${where}.`,
    {
      remedy: "Add credit or raise the spending limit at the provider.",
    },
  );
}

const configMessages: ReadonlyMap<number, string> = new Map([
  [401, "The model endpoint does not accept the key"],
  [403, "The model endpoint does not allow this use of the key"],
  [404, "The model or the address of the endpoint does not exist"],
]);

function configError(status: number | null): ReviewError {
  const remedy = "Check OPENAI_API_KEY, OPENAI_BASE_URL and ASSAY_MODEL.";
  const where = status === null ? "" : ` (HTTP ${status})`;
  const message = configMessages.get(status ?? 0) ?? "The model endpoint does not accept the configuration";
  return new ReviewError("MODEL_CONFIG", `${message}${where}.`, { remedy });
}

function abortError(call: FailedCall): ReviewError {
  return call.isPastDeadline && !call.isInterrupted
    ? timeoutError()
    : new ReviewError("INTERRUPTED", "The call to the model was interrupted.");
}

function timeoutError(): ReviewError {
  return new ReviewError("MODEL_TIMEOUT", "The model did not answer in time.", { retryable: true });
}

function connectionError(error: Error): ReviewError {
  const code = findConnectionCode(error);
  if (code === "UND_ERR_HEADERS_TIMEOUT" || code === "UND_ERR_BODY_TIMEOUT") return timeoutError();
  if (code?.startsWith("Z_"))
    return badResponse("The model endpoint answered with a broken compressed body.");
  if (findCause(error, isRefusedRedirect) !== null)
    return new ReviewError(
      "MODEL_CONFIG",
      "The model endpoint redirects elsewhere; redirects are not followed.",
      {
        remedy: "Let OPENAI_BASE_URL name the final address.",
      },
    );
  if (findCause(error, isRefusedPort) !== null)
    return new ReviewError(
      "MODEL_CONFIG",
      "The port of the model endpoint belongs to another protocol and is never asked.",
      { remedy: "Let the server listen on another port, such as 8080, and name that in OPENAI_BASE_URL." },
    );
  return new ReviewError(
    "MODEL_UNAVAILABLE",
    `The model endpoint cannot be reached${code ? ` (${code})` : ""}.`,
    {
      retryable: true,
      remedy: "See that the endpoint runs, and that OPENAI_BASE_URL names it.",
      connectionCode: code,
    },
  );
}

function isRefusedRedirect(cause: unknown): boolean {
  return cause instanceof Error && cause.message === "unexpected redirect";
}

/** Ports that no `fetch` connects to: https://fetch.spec.whatwg.org/#port-blocking. */
function isRefusedPort(cause: unknown): boolean {
  return cause instanceof Error && cause.message === "bad port";
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

/** The SDK puts the text of an error answer that is no JSON behind the status, into the message. */
function withoutStatus(error: Error): { readonly message: string } {
  return { message: error.message.slice(0, 1_000) };
}

function findCause(error: unknown, matches: (cause: unknown) => boolean): unknown {
  let cause = error;
  for (let depth = 0; depth < 8 && cause instanceof Error; depth += 1) {
    if (matches(cause)) return cause;
    cause = cause.cause;
  }
  return null;
}
