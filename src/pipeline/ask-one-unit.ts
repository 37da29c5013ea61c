import type { ParsedAnswer } from "../domain/answer.ts";
import type { FailReason, SkipReason } from "../domain/coverage.ts";
import type { ErrorCode, ReviewError } from "../domain/errors.ts";
import type { ModelAnswer } from "../domain/model-answer.ts";
import type { ReviewUnit } from "../domain/unit.ts";
import type { AskRun, Endpoint } from "./ask-run.ts";
import { callModel, type Unanswered } from "./call-model.ts";

type Parsed = Extract<ParsedAnswer, { readonly kind: "parsed" }>;

/** What came of one unit, or of one part of a unit that had to be divided. */
export type AskedUnit =
  | {
      readonly unit: ReviewUnit;
      readonly kind: "answered";
      readonly parsed: Parsed;
      /** The model that answered, as the endpoint names it. */
      readonly model: string;
    }
  | {
      readonly unit: ReviewUnit;
      readonly kind: "failed";
      readonly reason: FailReason;
      readonly detail: string;
      /** Complete elements of an answer that broke off: their claims stand, the rest of the unit was not reviewed. */
      readonly salvaged: Parsed | null;
    }
  | {
      readonly unit: ReviewUnit;
      readonly kind: "skipped";
      readonly reason: Extract<SkipReason, "no-model" | "over-budget" | "interrupted">;
    };

type Verdict =
  | { readonly kind: "answered"; readonly parsed: Parsed; readonly model: string }
  | { readonly kind: "unreadable"; readonly detail: string; readonly isRefusal?: true }
  | {
      readonly kind: "too-large";
      readonly reason: "prompt-truncated" | "answer-truncated";
      readonly detail: string;
      readonly salvaged: Parsed | null;
    }
  | {
      readonly kind: "failed";
      readonly reason: FailReason;
      readonly detail: string;
      readonly isWorthFallback: boolean;
    }
  | { readonly kind: "skipped"; readonly reason: "over-budget" | "interrupted" };

/** A unit of any size is in 32 parts by then; what still does not fit is one hunk that never will. */
const maxDepth = 5;
const failReasons: ReadonlyMap<ErrorCode, FailReason> = new Map([
  ["MODEL_CONFIG", "configuration"],
  ["MODEL_TIMEOUT", "model-timeout"],
  ["MODEL_POLICY", "provider-declined"],
  ["MODEL_CONTEXT_LENGTH", "prompt-truncated"],
]);
/** Failures that lie in the request or the answer, where another model may do better. */
const worthFallback: ReadonlySet<ErrorCode> = new Set([
  "MODEL_POLICY",
  "MODEL_BAD_RESPONSE",
  "MODEL_RESPONSE_TOO_LARGE",
]);

/** Asks, has an unreadable answer repaired once, turns to the fallback once, and divides what is too large. */
export async function askOneUnit(unit: ReviewUnit, run: AskRun, depth = 0): Promise<readonly AskedUnit[]> {
  const verdict = await reachVerdict(unit, run);
  if (verdict.kind === "too-large" && depth < maxDepth) {
    const parts = run.deps.halve(unit);
    if (parts !== null && parts.length > 1) {
      run.progress.addUnits(parts.length - 1);
      const asked = await Promise.all(parts.map((part) => askOneUnit(part, run, depth + 1)));
      return asked.flat();
    }
  }
  run.progress.finishUnit();
  return [outcomeOf(unit, verdict)];
}

async function reachVerdict(unit: ReviewUnit, run: AskRun): Promise<Verdict> {
  const first = await question(unit, null, run.main, run);
  const verdict = first.kind === "unreadable" ? await question(unit, first.detail, run.main, run) : first;
  if (run.fallback === null || !isWorthFallback(verdict)) return verdict;
  const second = await question(unit, null, run.fallback, run);
  // Why the model itself failed tells more than that the substitute failed too.
  const isBetter = second.kind === "answered" || second.kind === "too-large" || run.signal.aborted;
  return isBetter ? second : verdict;
}

function isWorthFallback(verdict: Verdict): boolean {
  return verdict.kind === "unreadable" || (verdict.kind === "failed" && verdict.isWorthFallback);
}

async function question(
  unit: ReviewUnit,
  repair: string | null,
  endpoint: Endpoint,
  run: AskRun,
): Promise<Verdict> {
  const result = await callModel(run.deps.compose(unit, repair), endpoint, run);
  return result.kind === "answer" ? readVerdict(result.answer, unit, run) : verdictWithoutAnswer(result);
}

function readVerdict(answer: ModelAnswer, unit: ReviewUnit, run: AskRun): Verdict {
  if (answer.finish === "declined") {
    const detail = "The provider declined to answer.";
    return { kind: "failed", reason: "provider-declined", detail, isWorthFallback: true };
  }
  const parsed = run.deps.read(answer.text, unit);
  const isCut = answer.finish === "length";
  if (parsed.kind === "unreadable") return isCut ? truncated(null) : parsed;
  // A JSON object that closed is whole even when the limit was then reached; prose that was cut may look complete.
  const isWhole = parsed.isComplete && (!isCut || parsed.form === "json");
  return isWhole ? { kind: "answered", parsed, model: answer.model } : truncated(parsed);
}

function truncated(salvaged: Parsed | null): Verdict {
  const detail = "The answer broke off before its end.";
  return { kind: "too-large", reason: "answer-truncated", detail, salvaged };
}

function verdictWithoutAnswer(result: Unanswered): Verdict {
  switch (result.kind) {
    case "over-budget":
    case "interrupted":
      return { kind: "skipped", reason: result.kind };
    case "stopped":
      return { ...failure(result.error), isWorthFallback: false };
    case "error":
      return result.error.code === "MODEL_CONTEXT_LENGTH"
        ? { kind: "too-large", reason: "prompt-truncated", detail: detailOf(result.error), salvaged: null }
        : { ...failure(result.error), isWorthFallback: worthFallback.has(result.error.code) };
  }
}

/** What the ledger says of a hunk whose question ended with this error. */
export function failReasonOf(code: ErrorCode): FailReason {
  return failReasons.get(code) ?? "model-error";
}

function failure(error: ReviewError): { kind: "failed"; reason: FailReason; detail: string } {
  return { kind: "failed", reason: failReasonOf(error.code), detail: detailOf(error) };
}

function detailOf({ message, remedy }: ReviewError): string {
  return remedy === null ? message : `${message} ${remedy}`;
}

function outcomeOf(unit: ReviewUnit, verdict: Verdict): AskedUnit {
  switch (verdict.kind) {
    case "answered":
      return { unit, kind: "answered", parsed: verdict.parsed, model: verdict.model };
    case "unreadable":
      return { unit, kind: "failed", reason: whyUnreadable(verdict), detail: verdict.detail, salvaged: null };
    case "too-large": {
      const { reason, detail, salvaged } = verdict;
      return { unit, kind: "failed", reason, detail, salvaged };
    }
    case "failed":
      return { unit, kind: "failed", reason: verdict.reason, detail: verdict.detail, salvaged: null };
    case "skipped":
      return { unit, kind: "skipped", reason: verdict.reason };
  }
}

function whyUnreadable({ isRefusal }: { readonly isRefusal?: true }): FailReason {
  return isRefusal === true ? "provider-declined" : "answer-unreadable";
}
