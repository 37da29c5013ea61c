import type { FileFacts } from "../domain/syntax.ts";
import type { ReviewUnit } from "../domain/unit.ts";
import { askDoubt } from "./ask-doubt.ts";
import type { RefuterOutcome } from "./ask-refuter.ts";
import type { AskRun } from "./ask-run.ts";
import type { AskedViews } from "./ask-views.ts";
import { type ClaimedDefect, filesOfClaims, holdsDefect, previewDefects } from "./collect-claims.ts";
import type { OpenDoubt } from "./open-doubts.ts";
import type { PreparedReview } from "./prepare-review.ts";

/**
 * Second questions that are asked while first ones are under way. What a review says does not depend on them: a
 * question is the same whenever it is asked, and its answer counts for the claim that it was about.
 */
export interface EarlyDoubts {
  /** Begins to ask about what the answers about one unit claim. */
  begin(asked: AskedViews): void;
  /** Settles when nothing more begins: not when all is answered. */
  settle(): Promise<void>;
  /** The outcome that is to be had, or on its way; null where the claim was not asked about. */
  find(defect: ClaimedDefect): Promise<RefuterOutcome> | null;
}

export interface EarlyDoubtParts {
  readonly prepared: PreparedReview;
  /** All units in the view that counts, before anything of them was divided. */
  readonly units: readonly ReviewUnit[];
  readonly openDoubt: OpenDoubt;
  /** Names and scopes of these files. */
  readonly readNames: (files: readonly number[]) => Promise<readonly FileFacts[]>;
}

/** The worst of all claims are asked about, and which those are is known last: so few may turn out not to be among them. */
const mostEarly = 10;

/** Asks nothing early. */
export const noEarlyDoubts: EarlyDoubts = {
  begin: () => undefined,
  settle: () => Promise.resolve(),
  find: () => null,
};

/** Asks early while no first question waits for the budget: those come first. */
export function createEarlyDoubts(
  { prepared, units, openDoubt, readNames }: EarlyDoubtParts,
  run: AskRun,
): EarlyDoubts {
  const known = new Set(units);
  const begun = new Map<string, Promise<RefuterOutcome>>();
  const beginning: Promise<void>[] = [];

  function beginOne(defect: ClaimedDefect): void {
    const key = nameDefect(defect);
    const isFull = begun.size >= mostEarly || run.spending.isScarce() || run.signal.aborted;
    if (isFull || begun.has(key)) return;
    begun.set(key, askDoubt(defect, { id: `${defect.candidate.claim.unit}-claim`, openDoubt }, run));
  }

  async function beginAll(asked: AskedViews): Promise<void> {
    try {
      const facts = await readNames(filesOfClaims([...asked.first, ...asked.further]));
      for (const defect of previewDefects(prepared, asked, facts)) beginOne(defect);
    } catch (error) {
      // Whatever this is, it comes up again when all claims are looked at, and is dealt with there.
      const name = error instanceof Error ? error.name : typeof error;
      run.deps.log.debug("a claim could not be asked about early", { error: name });
    }
  }

  return {
    begin: (asked) => {
      const isWhole = asked.first.every(({ unit }) => known.has(unit));
      if (isWhole && [...asked.first, ...asked.further].some(holdsDefect)) beginning.push(beginAll(asked));
    },
    settle: async () => void (await Promise.all(beginning)),
    find: (defect) => begun.get(nameDefect(defect)) ?? null,
  };
}

/** Everything that the question and what is made of its answer rest upon. */
function nameDefect({ candidate: { claim, place } }: ClaimedDefect): string {
  return JSON.stringify([claim, place]);
}
