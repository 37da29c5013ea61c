import type { RuleDescription } from "../domain/rule.ts";
import type { CheckRule } from "./check-rule.ts";
import { LOCK_RULES } from "./lock/lock-rules.ts";
import { MANIFEST_RULES } from "./manifest/manifest-rules.ts";
import { WORKFLOW_RULES } from "./workflow/workflow-rules.ts";

const ALL: readonly CheckRule[] = [
  ...Object.values(WORKFLOW_RULES),
  ...Object.values(MANIFEST_RULES),
  ...Object.values(LOCK_RULES),
];

/** Every rule of the checks of workflows, manifests and lock files, in the order of the documentation. */
export const ruleCatalogue: readonly RuleDescription[] = ALL.map(
  ({ id, title, cwe, severity, description, help }) => ({ id, title, cwe, severity, description, help }),
);
