import type { Amount, BudgetName, Budgets } from "../domain/budget.ts";
import type { RepositoryRef } from "../domain/pull-request.ts";
import { admitSpending, type SpendingAdmission } from "../review/pull-request/admit-spending.ts";
import { findPeriod, findRenewal } from "../review/pull-request/budget-period.ts";
import { codeOfError } from "./code-of-error.ts";
import type { Log } from "./ports.ts";
import type { Lease, SpendRow } from "./ports-store-jobs.ts";
import type { SpendLedger, SpendOwner } from "./ports-store-spending.ts";
import type { Allowance } from "./pull-request-job.ts";

export interface PurseOptions {
  readonly ledger: Pick<SpendLedger, "holdSpend" | "noteSpent">;
  readonly lease: Lease;
  readonly repository: RepositoryRef;
  readonly budgets: Budgets;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Log;
}

/** What one review may spend, and what it has spent. */
export interface Purse {
  /** Holds what the review may spend until its job ends. */
  allowSpending(authorId: number, ownLimitUsd: number | null): Promise<Allowance>;
  /** Takes all that was spent so far, and has it written. */
  onSpent(spent: Amount): void;
  /** Settles when everything is written, and resolves to what is to be booked. */
  close(): Promise<readonly SpendRow[]>;
}

/** Opens the purse of one review. What is spent is in the store after every answer, so that no crash makes it free. */
export function openPurse({ ledger, lease, repository, budgets, now, log }: PurseOptions): Purse {
  let owner: SpendOwner | null = null;
  let spent: Amount = { usd: 0, tokens: 0 };
  let writing: Promise<void> | null = null;

  async function write(): Promise<void> {
    for (let written: Amount | null = null; written !== spent; ) {
      written = spent;
      try {
        await ledger.noteSpent(lease, written);
      } catch (error) {
        log.warn("what a review has spent could not be noted", { code: codeOfError(error) });
      }
    }
    writing = null;
  }

  return {
    allowSpending: async (authorId, ownLimitUsd) => {
      const { installationId, repositoryId } = repository;
      const nowMs = now();
      owner = { installationId, repositoryId, authorId, ...findPeriod(nowMs) };
      const { admission } = await ledger.holdSpend(lease, owner, (uses) => {
        const decided = admitSpending(budgets, uses, ownLimitUsd);
        return { admission: decided, hold: holdOf(decided) };
      });
      return toAllowance(admission, nowMs);
    },
    onSpent: (sum) => {
      spent = sum;
      writing ??= write();
    },
    close: async () => {
      await writing;
      if (owner === null || (spent.usd === 0 && spent.tokens === 0)) return [];
      const { installationId, repositoryId, authorId, day } = owner;
      return [{ installationId, repositoryId, authorId, day, ...spent }];
    },
  };
}

/** A review without limits holds nothing, and is written down all the same: what it spends is noted there. */
function holdOf(admission: SpendingAdmission): Amount | null {
  if (admission.kind !== "granted") return null;
  return { usd: admission.maxCostUsd ?? 0, tokens: admission.maxTokens ?? 0 };
}

function toAllowance(admission: SpendingAdmission, nowMs: number): Allowance {
  const reached = (budget: BudgetName) => ({ budget, renewsAtMs: findRenewal(budget, nowMs) });
  switch (admission.kind) {
    case "granted": {
      const { limitedBy } = admission;
      return { ...admission, limitedBy: limitedBy === null ? null : reached(limitedBy) };
    }
    case "busy":
      return admission;
    case "refused":
      return { kind: "refused", limitedBy: reached(admission.budget) };
  }
}
