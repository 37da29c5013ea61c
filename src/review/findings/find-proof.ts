import type { UnnamedFinding } from "../../domain/finding.ts";
import type { Lead } from "../../domain/syntax.ts";

const aboutExpressions = /\bregular expressions?\b|\breg(?:ex|exp)(?:es|s)?\b|\bredos\b/i;

/**
 * What was proven of the lines that a claimed defect stands on, and is what it says; null where there is nothing, which
 * proves nothing. Only the time of regular expressions is proven so far.
 */
export function findProof(finding: UnnamedFinding, proofs: readonly Lead[]): Lead | null {
  if (!isAboutSlowExpression(finding)) return null;
  const { file, side, startLine, endLine } = finding.place;
  return (
    proofs.find(
      (proof) =>
        proof.file === file &&
        proof.side === side &&
        proof.startLine <= endLine &&
        proof.endLine >= startLine,
    ) ?? null
  );
}

/** Uncontrolled consumption is what many call it. */
function isAboutSlowExpression({ cwe, title }: UnnamedFinding): boolean {
  return cwe === "CWE-1333" || (cwe === "CWE-400" && aboutExpressions.test(title));
}
