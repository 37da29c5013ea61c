import type { ChangeSet } from "../domain/change-set.ts";
import type { UnnamedFinding } from "../domain/finding.ts";
import { findDangerousWorkflow } from "./find-dangerous-workflow.ts";
import { findLockChanges } from "./find-lock-changes.ts";
import { findManifestChanges } from "./find-manifest-changes.ts";

const checks = [findDangerousWorkflow, findManifestChanges, findLockChanges] as const;

/** Every check that needs nothing but the change itself. A new check of that kind is one more line above. */
export function runCertainChecks(change: ChangeSet): readonly UnnamedFinding[] {
  return checks.flatMap((check) => check(change));
}
