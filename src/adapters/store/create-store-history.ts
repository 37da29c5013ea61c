import type { StoreHistory } from "../../pipeline/ports-store-history.ts";
import type { Database } from "./database.ts";
import { readBudgets, readCosts } from "./read-costs.ts";
import { countFindings, listDismissals } from "./read-findings.ts";
import { listReviews, loadTimeline, readOverview } from "./read-overview.ts";
import type { Sealer } from "./sealed-text.ts";

/** What the operator's page shows. Each answer is put together from several plain reads, and locks nothing. */
export function createStoreHistory(database: Database, sealer: Sealer): StoreHistory {
  return {
    readOverview: (dayStartMs) => database.run((db) => readOverview(db, dayStartMs)),
    listReviews: (filter) => database.run((db) => listReviews(db, filter)),
    loadTimeline: (jobId) => database.run((db) => loadTimeline(db, jobId)),
    readCosts: (fromDay) => database.run((db) => readCosts(db, fromDay)),
    readBudgets: (monthStart, day) => database.run((db) => readBudgets(db, monthStart, day)),
    countFindings: () => database.run((db) => countFindings(db)),
    listDismissals: (offset, limit) => database.run((db) => listDismissals(db, sealer, { offset, limit })),
  };
}
