import type { Claim } from "../../domain/finding.ts";
import type { FileEvidence } from "./checks/file-evidence.ts";
import { selectCheckers } from "./checks/select-checkers.ts";

/** A line of the head that bears a claim out. */
export interface Fault {
  readonly file: number;
  readonly line: number;
}

/** `none`: no file bears the claim out. Null: it makes no statement that the files can decide. */
export type LocatedFaults = readonly Fault[] | "none" | null;

/**
 * The lines that bear out a claim about the code as a whole, by file and line. Only the head counts, and only files
 * whose language has a syntax tree; all of them have to contradict a claim.
 */
export function locateFaults(
  claim: Claim,
  files: readonly number[],
  gather: (file: number) => FileEvidence,
): LocatedFaults {
  const [checker, ...others] = selectCheckers(claim);
  if (checker?.findFaults === undefined || others.length > 0) return null;
  const { findFaults } = checker;
  const text = `${claim.title}\n${claim.explanation}`;
  const known = files
    .map((file) => ({ file, evidence: gather(file) }))
    .filter(({ evidence }) => evidence.facts !== null);
  const found = known.map(({ file, evidence }) => ({ file, lines: findFaults(evidence, text) }));
  const faults = found.flatMap(({ file, lines }) => (lines ?? []).map((line) => ({ file, line })));
  if (faults.length > 0) return faults;
  return known.length > 0 && found.every(({ lines }) => lines !== null) ? "none" : null;
}
