import type { ChangeSet } from "../domain/change-set.ts";
import type { UnnamedFinding } from "../domain/finding.ts";
import type { ChangedText } from "./changed-text.ts";
import {
  type CheckedFile,
  checkedFiles,
  type Observation,
  placeObservation,
  selectIntroduced,
} from "./observation.ts";
import { joinContinued, readRemoteScript } from "./remote-script.ts";
import { checkCheckout } from "./workflow/check-checkout.ts";
import { checkInjection, observeRemoteScript } from "./workflow/check-injection.ts";
import { checkPins } from "./workflow/check-pins.ts";
import { checkLostPermissions, checkRights } from "./workflow/check-rights.ts";
import { checkSecretsUse } from "./workflow/check-secrets-use.ts";
import { readWorkflow } from "./workflow/read-workflow.ts";
import { readWorkflowLines } from "./workflow/read-workflow-lines.ts";
import type { Workflow } from "./workflow/workflow-facts.ts";

const WORKFLOW_PATH = /^\.github\/workflows\/[^/]+\.ya?ml$/i;
const ACTION_PATH = /(?:^|\/)action\.ya?ml$/;
const OTHER_CI_PATH =
  /(?:^|\/)(?:\.gitlab-ci\.ya?ml|\.circleci\/[^/]+\.ya?ml|azure-pipelines\.ya?ml|\.travis\.ya?ml|bitbucket-pipelines\.ya?ml|Jenkinsfile)$/;

/** Whether this check reads the file. */
export function isWorkflowPath(path: string): boolean {
  return WORKFLOW_PATH.test(path) || ACTION_PATH.test(path) || OTHER_CI_PATH.test(path);
}

function readSide(text: ChangedText, kind: "workflow" | "action"): Workflow {
  const whole = text.isWhole ? text.segments[0] : undefined;
  const read = whole === undefined ? null : readWorkflow(whole.lines.join("\n"), kind);
  return read ?? readWorkflowLines(text, kind);
}

// A base that is unknown, or whose shape differs from the head, is read the same way as the head.
function readBoth(
  checked: CheckedFile,
  kind: "workflow" | "action",
): { readonly head: Workflow; readonly base: Workflow } {
  const head = readSide(checked.head, kind);
  const base = readSide(checked.base, kind);
  if (head.isWhole || !base.isWhole) return { head, base };
  return { head, base: readWorkflowLines(checked.base, kind) };
}

function observe(workflow: Workflow, text: ChangedText): Observation[] {
  return [
    ...checkCheckout(workflow),
    ...checkInjection(workflow),
    ...checkRights(workflow),
    ...checkSecretsUse(workflow, text),
  ];
}

function lostPermissions(checked: CheckedFile, base: Workflow, head: Workflow): UnnamedFinding[] {
  if (checked.file.status === "deleted") return [];
  return checkLostPermissions(base, head).flatMap((one) => {
    const range = one.evidence.find(({ start }) => checked.base.touched.has(start));
    return range === undefined ? [] : placeObservation(checked, one, { side: "LEFT", range });
  });
}

function checkWorkflow(checked: CheckedFile, kind: "workflow" | "action"): UnnamedFinding[] {
  const { head, base } = readBoth(checked, kind);
  return [
    ...selectIntroduced(
      checked,
      [...observe(head, checked.head), ...checkPins(head, base)],
      [...observe(base, checked.base)],
    ),
    ...(kind === "action" ? [] : lostPermissions(checked, base, head)),
  ];
}

function remoteScripts(text: ChangedText): Observation[] {
  return text.segments.flatMap((segment) =>
    joinContinued(segment.lines, segment.firstLine).flatMap(({ text: line, start, end }) => {
      const found = readRemoteScript(line.replace(/^\s*-\s+/, ""));
      return found === null ? [] : observeRemoteScript(found, { start, end });
    }),
  );
}

/**
 * Dangers that a change brings into GitHub workflows and composite actions, and downloaded scripts in other CI files.
 * Parses whole texts; reads diffs and broken texts line by line, with less certainty. Never throws.
 */
export function findDangerousWorkflow(change: ChangeSet): readonly UnnamedFinding[] {
  const findings: UnnamedFinding[] = [];
  for (const checked of checkedFiles(change, isWorkflowPath)) {
    const { path } = checked.file;
    if (WORKFLOW_PATH.test(path)) findings.push(...checkWorkflow(checked, "workflow"));
    else if (ACTION_PATH.test(path)) findings.push(...checkWorkflow(checked, "action"));
    else
      findings.push(...selectIntroduced(checked, remoteScripts(checked.head), remoteScripts(checked.base)));
  }
  return findings;
}
