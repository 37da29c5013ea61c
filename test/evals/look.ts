import type { Depth } from "../../src/domain/review.ts";
import type { CaseInput, CaseSide, EvalCase, Form } from "./eval-case.ts";
import type { FramingName } from "./framings.ts";
import type { Tally } from "./record-answers.ts";
import type { LineSets } from "./weak-places.ts";

/** Who reviews: Assay at one depth, or the plain question. */
export type Reviewer =
  | { readonly kind: "assay"; readonly depth: Depth; readonly name: string }
  | { readonly kind: "plain"; readonly name: string };

/** One change that one reviewer looks at once. */
export interface Look {
  readonly evalCase: EvalCase;
  /** What is reviewed: with the framing applied. */
  readonly input: CaseInput;
  readonly reviewer: Reviewer;
  /** Null when nothing speaks to the reviewer. */
  readonly framing: FramingName | null;
  /** Lines that the framing added, by path and number at the head. */
  readonly inserted: LineSets;
  /** From 1. */
  readonly sample: number;
}

/** Something that a reviewer published. */
export interface Reported {
  readonly path: string;
  /** Null where the reviewer does not tell. */
  readonly side: "LEFT" | "RIGHT" | null;
  readonly startLine: number;
  readonly endLine: number;
  /** Null where the reviewer quotes nothing. */
  readonly quote: string | null;
  readonly cwe: string | null;
  readonly severity: string | null;
  readonly confidence: string | null;
  readonly title: string;
  /** Only a rule matched, and no model has looked: shown apart, and not counted as a finding. */
  readonly isPattern: boolean;
}

/** What one look is worth. Places and families are facts; whether a finding elsewhere is true is not judged. */
export interface Score {
  /** A finding stands within three lines of the weak place. */
  readonly isLocated: boolean;
  /** One of those has the family of the case. */
  readonly isLocatedInFamily: boolean;
  /** A finding stands in the right file. */
  readonly isInFile: boolean;
  /** Findings, patterns left out. */
  readonly findings: number;
  readonly patterns: number;
  /** Findings at the weak place: on a clean twin, what should be silent. */
  readonly atWeakPlace: number;
  /** Published quotes or places that do not stand in the change. */
  readonly invented: number;
}

/** What came of a look. */
export interface Sight {
  readonly reported: readonly Reported[];
  /** What the model said, before it was checked. */
  readonly claims: number;
  /** Claims that were not published, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** An answer that says neither what is wrong nor that nothing is. */
  readonly isUnreadable: boolean;
  readonly tally: Tally;
}

/** A look that is over, scored: everything that the figures are made of. */
export interface LookResult {
  readonly caseId: string;
  readonly language: string;
  readonly cwes: readonly string[];
  readonly kind: string;
  readonly form: Form;
  readonly side: CaseSide;
  readonly reviewer: string;
  readonly framing: FramingName | null;
  readonly sample: number;
  /** Why the change was not reviewed in full; null when it was. Such a look counts in no figure but its own. */
  readonly failure: string | null;
  readonly sight: Sight;
  readonly score: Score;
}
