import type { RefuteAnswer } from "../../src/domain/refutation.ts";

/** Whether a question is the second one, about a claim. */
export function isDoubt(question: string): boolean {
  return question.startsWith("<<claim ");
}

/** The claim of a second question. */
export function claimIn(question: string): {
  readonly line: string;
  readonly quote: string;
  readonly title: string;
} {
  return JSON.parse(question.split("\n")[1] ?? "{}") as { line: string; quote: string; title: string };
}

/** An answer that decides nothing; every field can be replaced. */
export function refuteAnswer(changes: Partial<RefuteAnswer> = {}): RefuteAnswer {
  return {
    need: [],
    source: null,
    sink: null,
    removed: null,
    control: null,
    bypass: null,
    impact: "others-data",
    reach: "unauthenticated-remote",
    conditions: "none",
    verdict: null,
    path: null,
    attack: null,
    fix: null,
    ...changes,
  };
}

/** What a model answers that takes the claim for true: high, without words of its own. */
export function confirmClaim(question: string): RefuteAnswer {
  const { line, quote } = claimIn(question);
  return refuteAnswer({ verdict: "confirmed", [line.startsWith("L") ? "removed" : "sink"]: quote });
}
