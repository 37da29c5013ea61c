import type { Agreement, Confidence, FindingEdit, Severity, UnnamedFinding } from "../../domain/finding.ts";
import type { Rating, Refutation } from "../../domain/refutation.ts";
import { capSeverity, rateSeverity } from "../verdict/rate-severity.ts";

/** What becomes of a finding after the second question. */
export type Settled =
  | { readonly kind: "kept"; readonly finding: UnnamedFinding }
  | { readonly kind: "refuted" | "not-repeated"; readonly detail: string };

/** Looks of which a single one proves too little, where the second question proves nothing either. */
const manyLooks = 3;

/**
 * A confirmed finding says what the second answer showed, and `edit`, where its repair was proved; one that it could
 * not settle stays as it was, with the line that speaks against it, unless only one of several looks saw it. A refuted
 * one is dropped, except that one called critical is shown as low. None called critical is dropped on doubt.
 */
export function settleFinding(
  { finding, agreement }: { readonly finding: UnnamedFinding; readonly agreement: Agreement },
  refutation: Refutation,
  edit: FindingEdit | null,
): Settled {
  switch (refutation.kind) {
    case "confirmed":
      return kept(finding, {
        confidence: "confirmed",
        severity: severityOf(finding, refutation.rating),
        explanation: refutation.path ?? finding.explanation,
        attack: refutation.attack ?? finding.attack,
        ...(edit === null ? {} : { fix: edit.lines.join("\n"), edit }),
      });
    case "uncertain":
      if (isAlone(agreement) && finding.severity !== "critical")
        return {
          kind: "not-repeated",
          detail: `Only 1 of ${agreement.looks} looks saw it, and it is not settled whether this prevents it: ${quote(refutation.control)}`,
        };
      return kept(finding, {
        severity: capSeverity(severityOf(finding, refutation.rating)),
        explanation: withSentence(
          finding,
          `A second question could not settle whether this prevents it: ${quote(refutation.control)}`,
        ),
      });
    case "refuted":
      return finding.severity === "critical"
        ? kept(finding, {
            severity: "low",
            explanation: withSentence(
              finding,
              `A second question answered that this prevents it: ${quote(refutation.control)}`,
            ),
          })
        : { kind: "refuted", detail: `This prevents it: ${quote(refutation.control)}` };
    case "undecided":
      return { kind: "kept", finding: leaveUnverified(finding) };
  }
}

function isAlone({ said, looks }: Agreement): boolean {
  return said === 1 && looks >= manyLooks;
}

/** A finding to which no second answer came, or one that proves nothing. */
export function leaveUnverified(finding: UnnamedFinding): UnnamedFinding {
  return { ...finding, severity: capSeverity(finding.severity) };
}

interface Changes {
  readonly confidence?: Confidence;
  readonly severity: Severity;
  readonly explanation: string;
  readonly attack?: string | null;
  readonly fix?: string;
  readonly edit?: FindingEdit;
}

function kept(finding: UnnamedFinding, changes: Changes): Settled {
  return { kind: "kept", finding: { ...finding, ...changes } };
}

function severityOf({ severity }: UnnamedFinding, rating: Rating | null): Severity {
  return rating === null ? capSeverity(severity) : rateSeverity(rating);
}

function withSentence({ explanation }: UnnamedFinding, sentence: string): string {
  return explanation === "" ? sentence : `${explanation} ${sentence}`;
}

const longestQuote = 200;

function quote(control: string): string {
  const line = control.replaceAll(/\s+/g, " ").trim();
  return line.length <= longestQuote ? `"${line}"` : `"${line.slice(0, longestQuote).toWellFormed()} …"`;
}
