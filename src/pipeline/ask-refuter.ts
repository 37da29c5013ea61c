import type { ReviewError } from "../domain/errors.ts";
import type { FindingEdit } from "../domain/finding.ts";
import type { Prompt } from "../domain/prompt.ts";
import type { EvidenceRequest, ProposedEdit, Refutation } from "../domain/refutation.ts";
import { judgeRefutation } from "../review/refute/judge-refutation.ts";
import { type RefuteReading, readRefuteAnswer } from "../review/refute/read-refute-answer.ts";
import type { ShownText } from "../review/refute/shown-code.ts";
import type { AskRun, Endpoint } from "./ask-run.ts";
import { callModel, type Unanswered } from "./call-model.ts";
import type { Evidence } from "./gather-evidence.ts";
import { settleOrAbort } from "./settle-or-abort.ts";

/** Why a claim has no second answer. */
export type WhyUnanswered = "over-budget" | "interrupted" | "failed";

export type RefuterOutcome =
  | { readonly kind: "answered"; readonly refutation: Refutation; readonly edit: FindingEdit | null }
  | { readonly kind: "unanswered"; readonly reason: WhyUnanswered };

/** One claim, ready to be asked about. */
export interface RefuterQuestion {
  readonly compose: (round: {
    readonly evidence: readonly string[];
    readonly mayAskForMore: boolean;
    readonly repair: string | null;
  }) => Prompt;
  /** What the question itself shows. */
  readonly shown: readonly ShownText[];
  readonly gather: (request: EvidenceRequest) => Promise<Evidence>;
  /** The edit, where it can be applied and does no harm that a parser sees. */
  readonly prove: (edit: ProposedEdit) => Promise<FindingEdit | null>;
}

/** Times that the model may ask for evidence before it has to decide. */
const roundsOfRequests = 2;

type Round = Extract<RefuteReading, { readonly kind: "answer" | "need" }>;
type Attempt = RefuteReading | { readonly kind: "declined" } | Unanswered;

/** Asks about one claim, hands over the evidence asked for, and judges the answer by what was shown. Rejects only on bugs. */
export async function askRefuter(question: RefuterQuestion, run: AskRun): Promise<RefuterOutcome> {
  const gathered: Evidence[] = [];
  for (let round = 0; ; round += 1) {
    const mayAskForMore = round < roundsOfRequests;
    const evidence = gathered.map(({ text }) => text);
    const read = await askRound((repair) => question.compose({ evidence, mayAskForMore, repair }), run);
    if (read.kind === "unanswered") return read;
    if (read.kind === "undecided") return answered(read, question);
    if (read.kind === "answer") {
      const shown = [...question.shown, ...gathered.flatMap((entry) => entry.shown)];
      return answered(judgeRefutation(read.answer, shown), question);
    }
    if (!mayAskForMore) return answered(undecided("It goes on asking for evidence."), question);
    const more = await settleOrAbort(Promise.all(read.requests.map(question.gather)), run.signal);
    if (more.kind === "aborted") return { kind: "unanswered", reason: "interrupted" };
    gathered.push(...more.value);
  }
}

async function answered(refutation: Refutation, { prove }: RefuterQuestion): Promise<RefuterOutcome> {
  const proposed = refutation.kind === "confirmed" ? refutation.edit : null;
  return { kind: "answered", refutation, edit: proposed === null ? null : await prove(proposed) };
}

function undecided(detail: string): Extract<Refutation, { kind: "undecided" }> {
  return { kind: "undecided", detail };
}

/** An answer that cannot be read is repaired once; then, or where the model declines, the fallback is asked once. */
async function askRound(
  compose: (repair: string | null) => Prompt,
  run: AskRun,
): Promise<
  Round | Extract<RefuterOutcome, { kind: "unanswered" }> | Extract<Refutation, { kind: "undecided" }>
> {
  const first = await attempt(compose(null), run.main, run);
  const own = first.kind === "unreadable" ? await attempt(compose(first.detail), run.main, run) : first;
  const isWorthFallback = own.kind === "unreadable" || own.kind === "declined";
  const last =
    isWorthFallback && run.fallback !== null ? await attempt(compose(null), run.fallback, run) : own;
  switch (last.kind) {
    case "answer":
    case "need":
      return last;
    case "unreadable":
      return undecided(last.detail);
    case "over-budget":
    case "interrupted":
      return { kind: "unanswered", reason: last.kind };
    case "declined":
    case "error":
    case "stopped":
      return { kind: "unanswered", reason: "failed" };
  }
}

async function attempt(prompt: Prompt, endpoint: Endpoint, run: AskRun): Promise<Attempt> {
  const result = await callModel(prompt, endpoint, run);
  if (result.kind === "error" && isRefusal(result.error)) return { kind: "declined" };
  if (result.kind !== "answer") return result;
  return result.answer.finish === "declined" ? { kind: "declined" } : readRefuteAnswer(result.answer.text);
}

function isRefusal(error: ReviewError): boolean {
  return error.code === "MODEL_POLICY" || error.code === "MODEL_BAD_RESPONSE";
}
