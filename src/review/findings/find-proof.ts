import type { UnnamedFinding } from "../../domain/finding.ts";
import type { Lead } from "../../domain/syntax.ts";

const aboutExpressions = /\bregular expressions?\b|\breg(?:ex|exp)(?:es|s)?\b|\bredos\b/i;

/**
 * The lead that has proven what a claimed defect says of its lines; null where there is none, which proves nothing. Only
 * the time of regular expressions is proven so far.
 */
export function findProof(finding: UnnamedFinding, leads: readonly Lead[]): Lead | null {
  if (!isAboutSlowExpression(finding)) return null;
  const { file, side, startLine, endLine } = finding.place;
  return (
    leads.find(
      (lead) =>
        lead.isProven === true &&
        lead.file === file &&
        lead.side === side &&
        lead.startLine <= endLine &&
        lead.endLine >= startLine,
    ) ?? null
  );
}

/** Uncontrolled consumption is what many call it. */
function isAboutSlowExpression({ cwe, title }: UnnamedFinding): boolean {
  return cwe === "CWE-1333" || (cwe === "CWE-400" && aboutExpressions.test(title));
}
