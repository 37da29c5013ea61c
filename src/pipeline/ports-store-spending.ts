import type { Amount, BudgetName, BudgetUse } from "../domain/budget.ts";
import type { Lease } from "./ports-store-jobs.ts";

/** Whose budgets a review uses up, and the day in UTC (`YYYY-MM-DD`) on which what it costs is booked. */
export interface SpendOwner {
  readonly installationId: number;
  readonly repositoryId: number;
  /** Author of the pull request. */
  readonly authorId: number;
  readonly day: string;
  /** First day of the month of `day`. */
  readonly monthStart: string;
}

/** What was spent, and what reviews in progress hold. */
export interface SpendLedger {
  /** Sums of what was booked from `fromDay` on, for the filters that are given. */
  sumSpend(filter: {
    readonly installationId: number;
    readonly repositoryId?: number;
    readonly authorId?: number;
    readonly fromDay: string;
  }): Promise<Amount>;
  /**
   * Holds what `decide` allows, in one transaction: nobody else holds or books anything of the installation between
   * the sums and the hold. It lasts as long as the lease, and ends with the job. `decide` may be called again. Throws
   * `STORE_LEASE_LOST` where the lease is no longer valid.
   */
  holdSpend<T extends { readonly hold: Amount | null }>(
    lease: Lease,
    owner: SpendOwner,
    decide: (uses: Readonly<Record<BudgetName, BudgetUse>>) => T,
  ): Promise<T>;
  /**
   * All that the work under this lease has cost so far: booked when the job ends, however it ends. Also when the lease
   * is lost, until somebody else begins to spend on the same work.
   */
  noteSpent(lease: Lease, spent: Amount): Promise<void>;
}
