import type { Confidence, Severity } from "../../domain/finding.ts";
import type { Observation } from "../observation.ts";
import { joinContinued, readRemoteScript } from "../remote-script.ts";
import { showText } from "../show-text.ts";
import { classifyExpression, readExpressions } from "./untrusted-expression.ts";
import { type Job, type Located, privilegedTrigger, type Step, type Workflow } from "./workflow-facts.ts";
import { WORKFLOW_RULES } from "./workflow-rules.ts";

function weigh(workflow: Workflow): { readonly severity: Severity; readonly confidence: Confidence } {
  if (privilegedTrigger(workflow) !== null) return { severity: "high", confidence: "certain" };
  const isCallable = workflow.triggers === null || workflow.triggers.has("workflow_call");
  return { severity: isCallable ? "high" : "medium", confidence: isCallable ? "pattern" : "certain" };
}

// Only text that a run by hand passes in comes from somebody with write access.
function isStartedByHandOnly(workflow: Workflow): boolean {
  return workflow.isWhole && workflow.kind === "workflow" && workflow.triggers?.has("workflow_call") !== true;
}

function checkExpressions(workflow: Workflow, script: Located): Observation[] {
  return readExpressions(script.text).flatMap((expression) => {
    const found = classifyExpression(expression.text);
    if (found === null) return [];
    const line = script.lines.start + expression.lineOffset;
    const at = { start: line, end: line };
    const trigger = privilegedTrigger(workflow);
    if (found.kind === "input") {
      const severity: Severity = isStartedByHandOnly(workflow) ? "low" : "medium";
      return {
        rule: WORKFLOW_RULES.inputInjection,
        key: `${found.path} ${severity}`,
        evidence: [at],
        severity,
        confidence: "pattern" as const,
        explanation: `The value of ${showText(found.path)} becomes part of the script before it starts.`,
      };
    }
    const weight = weigh(workflow);
    return {
      rule: WORKFLOW_RULES.scriptInjection,
      key: `${found.path} ${weight.severity}`,
      evidence: trigger === null ? [at] : [at, trigger.lines],
      ...weight,
      explanation: `${showText(found.path)} is chosen by whoever opens the pull request, issue or comment, and becomes part of the script before it starts.`,
    };
  });
}

function untrustedVariables(...environments: ReadonlyMap<string, Located>[]): Set<string> {
  const names = new Set<string>();
  for (const environment of environments) {
    for (const [name, value] of environment) {
      const kinds = readExpressions(value.text).map((one) => classifyExpression(one.text)?.kind);
      if (kinds.includes("untrusted") && /^\w{1,100}$/.test(name)) names.add(name);
    }
  }
  return names;
}

function checkEnvironmentFile(workflow: Workflow, job: Job, step: Step): Observation[] {
  if (step.script === null) return [];
  const names = untrustedVariables(workflow.env, job.env, step.env);
  if (names.size === 0) return [];
  const { script } = step;
  return script.text.split("\n").flatMap((text, offset) => {
    if (!/>>?\s*["']?\$\{?GITHUB_(?:ENV|PATH)\b/.test(text)) return [];
    const used = [...text.matchAll(/\$\{?(\w+)/g)]
      .map((match) => match[1] ?? "")
      .find((name) => names.has(name));
    if (used === undefined) return [];
    const line = script.lines.start + offset;
    return {
      rule: WORKFLOW_RULES.environmentInjection,
      key: used,
      evidence: [{ start: line, end: line }],
      severity: privilegedTrigger(workflow) === null ? ("medium" as const) : ("high" as const),
      confidence: "certain" as const,
      explanation: `The variable ${showText(used)} holds text that outsiders choose; it is written to the environment of the following steps.`,
    };
  });
}

/** The header of a block scalar (`|`) is no shell: it would read as a pipe. */
function withoutHeader(lines: readonly string[]): readonly string[] {
  return /(?:^|:\s*)[|>][-+\d]*\s*$/.test(lines[0] ?? "") ? ["", ...lines.slice(1)] : lines;
}

function checkRemoteScripts(script: Located): Observation[] {
  return joinContinued(withoutHeader(script.text.split("\n")), script.lines.start).flatMap(
    ({ text, start, end }) => {
      const found = readRemoteScript(text);
      return found === null ? [] : observeRemoteScript(found, { start, end });
    },
  );
}

/** The observation for a downloaded script that is run at once. */
export function observeRemoteScript(
  found: { readonly isEncrypted: boolean; readonly key: string },
  at: { readonly start: number; readonly end: number },
): Observation {
  return {
    rule: WORKFLOW_RULES.remoteScript,
    key: found.key,
    evidence: [at],
    severity: found.isEncrypted ? "medium" : "high",
    confidence: "pattern",
    explanation: `This command runs whatever the server answers${found.isEncrypted ? "" : ", over a connection without TLS"}; nothing compares it with a known hash.`,
  };
}

/** Finds outsiders' text, inputs and downloads that become code in run steps and github-script. */
export function checkInjection(workflow: Workflow): Observation[] {
  return workflow.jobs.flatMap((job) =>
    job.steps.flatMap((step) =>
      step.script === null
        ? []
        : [
            ...checkExpressions(workflow, step.script),
            ...checkEnvironmentFile(workflow, job, step),
            ...checkRemoteScripts(step.script),
          ],
    ),
  );
}
