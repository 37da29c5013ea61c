import { askRefuter, type RefuterOutcome } from "./ask-refuter.ts";
import type { AskRun } from "./ask-run.ts";
import type { ClaimedDefect } from "./collect-claims.ts";
import type { OpenDoubt } from "./open-doubts.ts";

/**
 * Asks the second question about one claim. Never rejects: a defect of ours that one claim brings out must not cost
 * the others their answer.
 */
export async function askDoubt(
  defect: ClaimedDefect,
  { id, openDoubt }: { readonly id: string; readonly openDoubt: OpenDoubt },
  run: AskRun,
): Promise<RefuterOutcome> {
  const { log } = run.deps;
  run.progress.addUnits(1);
  try {
    const question = openDoubt(defect, id);
    if (question === null) return { kind: "unanswered", reason: "failed" };
    const outcome = await askRefuter(question, run);
    const what = outcome.kind === "answered" ? outcome.refutation.kind : outcome.reason;
    log.debug("a claim was asked about again", { claim: id, outcome: what });
    return outcome;
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    log.error("asking about a claim failed unexpectedly", { claim: id, error: name });
    return { kind: "unanswered", reason: "failed" };
  } finally {
    run.progress.finishUnit();
  }
}
