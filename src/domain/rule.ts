import type { Severity } from "./finding.ts";

/** What a deterministic rule is, for catalogues and SARIF. All texts are ours, none comes from a change. */
export interface RuleDescription {
  /** Stable id, the value of `Finding.rule`. */
  readonly id: string;
  readonly title: string;
  /** `CWE-798`; null where none fits. */
  readonly cwe: string | null;
  readonly severity: Severity;
  readonly description: string;
  /** What a developer should do about a finding of this rule. */
  readonly help: string;
}
