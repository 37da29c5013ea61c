import { type ChangeSet, CommitSha } from "../../src/domain/change-set.ts";
import type { Finding, Severity } from "../../src/domain/finding.ts";
import type { Dismissal, RememberedFinding } from "../../src/domain/memory.ts";
import type { ReviewResult } from "../../src/domain/review.ts";
import { compareFindings } from "../../src/review/findings/group-defects.ts";
import { placeFindings } from "../../src/review/findings/place-findings.ts";
import type { ReconciledFindings } from "../../src/review/findings/reconcile-findings.ts";
import type { DraftContext } from "../../src/review/render/draft-context.ts";
import type { DraftInput } from "../../src/review/render/render-review-draft.ts";
import { buildChange } from "./build-change.ts";

const filler = (count: number) => "//\n".repeat(count);

/** A change whose hunks hold the places of the ready-made findings: lines 39 to 46 of the orders, line 7 of the export. */
export const ordersChange: ChangeSet = buildChange([
  {
    path: "src/orders.ts",
    base: filler(60),
    head: `${filler(41)}const sql = "SELECT * FROM orders WHERE id = " + request.params.id;\nreturn database.query(sql);\n${filler(17)}`,
  },
  {
    path: "src/export.ts",
    base: `${filler(6)}\trequirePermission(request, 'export');\n${filler(3)}`,
    head: filler(9),
  },
]);

export const draftContext: DraftContext = {
  change: ordersChange,
  headSha: CommitSha.parse("0123abcd".repeat(5)),
  mergeBase: CommitSha.parse("fedc4321".repeat(5)),
  repositoryUrl: "https://github.example/acme/shop",
  failOn: "high",
  docsUrl: null,
  mask: (text) => text,
  previousHead: null,
};

/** Findings with the status that they carry, as if earlier reviews had led to them. */
export function reconciledOf(
  findings: readonly Finding[],
  dismissals: Readonly<Record<string, Dismissal>> = {},
): ReconciledFindings {
  const sorted = findings.toSorted(compareFindings);
  const select = (status: Finding["status"]) => sorted.filter((finding) => finding.status === status);
  const remembered = sorted.map(
    (finding): RememberedFinding => ({
      finding,
      quoteHash: "0".repeat(64),
      firstSeen: draftContext.headSha,
      dismissal: dismissals[finding.id] ?? null,
    }),
  );
  return {
    findings: sorted,
    remembered: remembered.filter(({ finding }) => finding.status !== "fixed"),
    summary: {
      new: select("new"),
      stillPresent: select("still-present"),
      fixed: select("fixed"),
      notSeenAgain: select("not-seen-again"),
      dismissed: select("dismissed"),
    },
  };
}

export interface DraftOptions {
  readonly commentFrom?: Severity;
  readonly dismissals?: Readonly<Record<string, Dismissal>>;
  readonly context?: Partial<DraftContext>;
}

/** What a draft is rendered from, for the findings of a result. */
export function draftInputOf(result: ReviewResult, options: DraftOptions = {}): DraftInput {
  const context = { ...draftContext, ...options.context };
  const reconciled = reconciledOf(result.defects, options.dismissals);
  const placed = placeFindings(reconciled.findings, context.change, {
    commentFrom: options.commentFrom ?? "low",
  });
  return { result, reconciled, placed, context };
}
