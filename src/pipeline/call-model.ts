import { type ErrorCode, ReviewError } from "../domain/errors.ts";
import { isUnreachable } from "../domain/is-unreachable.ts";
import type { ModelAnswer } from "../domain/model-answer.ts";
import type { Prompt } from "../domain/prompt.ts";
import type { AskRun, Endpoint } from "./ask-run.ts";
import { settleOrAbort } from "./settle-or-abort.ts";
import type { Reservation } from "./spending.ts";

/** Why a question has no answer. `stopped`: the circuit is open, by whatever unit's failure. */
export type Unanswered =
  | { readonly kind: "error"; readonly error: ReviewError }
  | { readonly kind: "stopped"; readonly error: ReviewError }
  | { readonly kind: "over-budget" }
  | { readonly kind: "interrupted" };

/** What came of one question after its retries. */
export type CallResult = { readonly kind: "answer"; readonly answer: ModelAnswer } | Unanswered;

const maxTries = 6;
/** A call that timed out may have been billed and took its whole deadline; garbage rarely gets better. */
const fewerTries: ReadonlyMap<ErrorCode, number> = new Map([
  ["MODEL_TIMEOUT", 3],
  ["MODEL_BAD_RESPONSE", 2],
]);
/** Where somebody waits, an address at which nobody ever answered is more likely wrong than passing. */
const triesWhileWatched = 3;
const firstWaitMs = 1_000;
const maxBackOffMs = 60_000;
/** An endpoint that asks for more than this is not waited for within one review. */
const maxWaitMs = 120_000;
const opensCircuit: ReadonlySet<ErrorCode> = new Set(["MODEL_CONFIG", "MODEL_QUOTA"]);
/** Failures of the endpoint rather than of one question. */
const countsAsOutage: ReadonlySet<ErrorCode> = new Set([
  "MODEL_UNAVAILABLE",
  "MODEL_RATE_LIMITED",
  "MODEL_TIMEOUT",
]);
/** No answer came that could be booked, yet the provider may have worked for it. */
const mayBeBilled: ReadonlySet<ErrorCode> = new Set([
  "MODEL_TIMEOUT",
  "MODEL_BAD_RESPONSE",
  "MODEL_RESPONSE_TOO_LARGE",
]);

/** One question within budget and circuit; passing failures are tried again after waiting. Rejects only on bugs. */
export async function callModel(prompt: Prompt, endpoint: Endpoint, run: AskRun): Promise<CallResult> {
  const { circuit } = endpoint;
  const failures: ErrorCode[] = [];
  for (;;) {
    const result = await callOnce(prompt, endpoint, run);
    if (result.kind !== "error") return result;
    const { error } = result;
    failures.push(error.code);
    const isDead = isUnreachable(error) && !circuit.hasAnswered() && run.deps.onlooker !== undefined;
    const lastTry = isDead ? triesWhileWatched : (fewerTries.get(error.code) ?? maxTries);
    const waitMs = waitAfter(error, failures, lastTry);
    if (waitMs === null) {
      giveUp(error, isDead || opensCircuit.has(error.code), { endpoint, run });
      return result;
    }
    run.deps.onlooker?.onPause({ error, waitMs, nextTry: failures.length + 1, lastTry });
    run.deps.log.debug("asking the model again", { code: error.code, unit: prompt.unit, waitMs });
    await settleOrAbort(run.deps.sleep(waitMs, circuit.signal), circuit.signal);
  }
}

/** Milliseconds to wait before the next try; null when there is to be none. `most`: tries that may fail like the last. */
function waitAfter(error: ReviewError, failures: readonly ErrorCode[], most: number): number | null {
  const alike = failures.filter((code) => code === error.code).length;
  const isLast = failures.length >= maxTries || alike >= most || opensCircuit.has(error.code);
  if (!error.retryable || isLast) return null;
  const backOffMs = Math.min(maxBackOffMs, firstWaitMs * 2 ** (failures.length - 1));
  const waitMs = Math.max(error.retryAfterMs ?? 0, backOffMs);
  return waitMs > maxWaitMs ? null : waitMs;
}

/** `isForAll`: other questions would fare no better, so that none is asked any more. */
function giveUp(
  error: ReviewError,
  isForAll: boolean,
  { endpoint, run }: { readonly endpoint: Endpoint; readonly run: AskRun },
): void {
  const { circuit, model } = endpoint;
  if (isForAll) {
    circuit.open(error);
    run.deps.log.warn("the model is not asked any more", { code: error.code, model: model.name });
  } else if (countsAsOutage.has(error.code)) circuit.noteGivenUp(error);
  run.deps.onlooker?.onGivenUp(error);
}

async function callOnce(prompt: Prompt, endpoint: Endpoint, run: AskRun): Promise<CallResult> {
  const { signal } = endpoint.circuit;
  if (signal.aborted) return whyAborted(endpoint);
  const wanted = run.spending.reserve(prompt, endpoint.price, signal);
  const reserved = await settleOrAbort(wanted, signal);
  if (reserved.kind === "aborted" || signal.aborted) {
    // Room that was granted at the very moment of the abort goes back, or others would wait for it.
    void wanted.then((late) => late && run.spending.cancel(late, false));
    return whyAborted(endpoint);
  }
  if (reserved.value === null) return { kind: "over-budget" };
  return callWithin(reserved.value, prompt, endpoint, run);
}

async function callWithin(
  reservation: Reservation,
  prompt: Prompt,
  endpoint: Endpoint,
  { spending, progress }: AskRun,
): Promise<CallResult> {
  const { signal } = endpoint.circuit;
  try {
    const settled = await settleOrAbort(endpoint.model.complete(prompt, signal), signal);
    if (settled.kind === "aborted") {
      spending.cancel(reservation, true);
      return whyAborted(endpoint);
    }
    endpoint.circuit.noteAnswer();
    spending.settle(reservation, prompt, settled.value);
    progress.report();
    return { kind: "answer", answer: settled.value };
  } catch (error) {
    if (!(error instanceof ReviewError)) {
      spending.settleFailure(reservation, true);
      throw error;
    }
    spending.settleFailure(reservation, mayBeBilled.has(error.code));
    return error.code === "INTERRUPTED" ? { kind: "interrupted" } : { kind: "error", error };
  }
}

function whyAborted({ circuit }: Endpoint): CallResult {
  const error = circuit.failure();
  return error === null ? { kind: "interrupted" } : { kind: "stopped", error };
}
