import type { RuleDescription } from "../domain/rule.ts";

/** A rule together with the attack that it stands for: what its findings say. */
export interface CheckRule extends RuleDescription {
  readonly cwe: string;
  readonly attack: string;
}
