import type { Observation } from "../observation.ts";
import { showText } from "../show-text.ts";
import {
  type Grant,
  type Job,
  type Located,
  type Permissions,
  privilegedTrigger,
  type Workflow,
} from "./workflow-facts.ts";
import { WORKFLOW_RULES } from "./workflow-rules.ts";

const SENSITIVE_SCOPES = /^(?:contents|packages|actions|deployments|id-token)$/;

type Trigger = ReturnType<typeof privilegedTrigger>;

function observeWriteAll(grant: Grant, trigger: Trigger): Observation {
  const common = { rule: WORKFLOW_RULES.writeAll, confidence: "certain" as const };
  if (trigger === null) {
    const explanation = "The token gets write access to every scope.";
    return { ...common, key: "plain", evidence: [grant.lines], severity: "medium", explanation };
  }
  return {
    ...common,
    key: "privileged",
    evidence: [grant.lines, trigger.lines],
    severity: "high",
    explanation: `The token gets write access to every scope, in a workflow that outsiders start (${trigger.name}).`,
  };
}

function checkGrants(workflow: Workflow, permissions: Permissions | null): Observation[] {
  const trigger = privilegedTrigger(workflow);
  return (permissions?.grants ?? []).flatMap((grant): Observation[] => {
    if (grant.level !== "write") return [];
    if (grant.scope === "*") return [observeWriteAll(grant, trigger)];
    if (trigger === null || !SENSITIVE_SCOPES.test(grant.scope)) return [];
    return [
      {
        rule: WORKFLOW_RULES.privilegedWrite,
        key: grant.scope,
        evidence: [grant.lines, trigger.lines],
        severity: "medium",
        confidence: "pattern",
        explanation: `${showText(grant.scope)} may be written in a workflow that outsiders start (${trigger.name}).`,
      },
    ];
  });
}

function checkRunner(workflow: Workflow, job: Job): Observation[] {
  const lines = workflow.triggers?.get("pull_request") ?? workflow.triggers?.get("pull_request_target");
  if (lines === undefined || job.runsOn === null || !/\bself-hosted\b/.test(job.runsOn.text)) return [];
  return [
    {
      rule: WORKFLOW_RULES.selfHosted,
      key: job.name,
      evidence: [job.runsOn.lines, lines],
      severity: "medium",
      confidence: "pattern",
      explanation:
        "Code of a pull request runs on a machine of your own. In a public repository anybody can cause it.",
    },
  ];
}

function checkForeignSecrets(job: Job): Observation[] {
  if (job.inheritsSecrets === null || job.uses === null || job.uses.text.startsWith("./")) return [];
  return [
    {
      rule: WORKFLOW_RULES.secretsInherited,
      key: job.uses.text.split("@")[0] ?? "",
      evidence: [job.inheritsSecrets, job.uses.lines],
      severity: "medium",
      confidence: "certain",
      explanation: `${showText(job.uses.text)} is outside this repository and receives every secret.`,
    },
  ];
}

function checkUnsecureCommands(environment: ReadonlyMap<string, Located>): Observation[] {
  const value = environment.get("ACTIONS_ALLOW_UNSECURE_COMMANDS");
  if (value === undefined || !/^(?:true|1|yes|on)$/i.test(value.text)) return [];
  return [
    {
      rule: WORKFLOW_RULES.unsecureCommands,
      key: "environment",
      evidence: [value.lines],
      severity: "high",
      confidence: "certain",
      explanation:
        "The commands `set-env` and `add-path`, which GitHub disabled for being injectable, work again.",
    },
  ];
}

function checkArtifact(workflow: Workflow, job: Job): Observation[] {
  const checkout = job.steps.find(
    (step) =>
      /^actions\/checkout@/.test(step.uses?.text ?? "") &&
      step.with.get("persist-credentials")?.text !== "false",
  );
  if (checkout === undefined || !workflow.isWhole) return [];
  return job.steps.flatMap((step): Observation[] => {
    const path = /^actions\/upload-artifact@/.test(step.uses?.text ?? "") ? step.with.get("path") : undefined;
    if (path === undefined || !/^(?:\.\/?|\$\{\{\s*github\.workspace\s*\}\}\/?)$/.test(path.text.trim()))
      return [];
    const credentials = checkout.with.get("persist-credentials");
    return [
      {
        rule: WORKFLOW_RULES.artifactCredentials,
        key: job.name,
        evidence: [path.lines, ...(credentials === undefined ? [] : [credentials.lines]), checkout.lines],
        severity: "medium",
        confidence: "pattern",
        explanation:
          "The checkout leaves its token below the working directory, and the whole directory becomes an artifact.",
      },
    ];
  });
}

/** Finds rights, runners and credentials that a workflow should not give away. */
export function checkRights(workflow: Workflow): Observation[] {
  return [
    ...checkGrants(workflow, workflow.permissions),
    ...checkUnsecureCommands(workflow.env),
    ...workflow.jobs.flatMap((job) => [
      ...checkGrants(workflow, job.permissions),
      ...checkRunner(workflow, job),
      ...checkForeignSecrets(job),
      ...checkUnsecureCommands(job.env),
      ...job.steps.flatMap((step) => checkUnsecureCommands(step.env)),
      ...checkArtifact(workflow, job),
    ]),
  ];
}

function isCovered(head: Workflow, name: string | null): boolean {
  if (head.permissions !== null) return true;
  const jobs = head.jobs.filter((job) => name === null || job.name === name);
  return jobs.every((job) => job.permissions !== null);
}

/** Permission blocks of the base whose limit is gone at the head; evidence lines are base lines. */
export function checkLostPermissions(base: Workflow, head: Workflow): Observation[] {
  const blocks = [
    { name: null, permissions: base.permissions },
    ...base.jobs.map((job) => ({ name: job.name === "" ? null : job.name, permissions: job.permissions })),
  ];
  return blocks.flatMap(({ name, permissions }): Observation[] => {
    if (permissions === null || permissions.grants.some((grant) => grant.scope === "*")) return [];
    if (isCovered(head, name)) return [];
    return [
      {
        rule: WORKFLOW_RULES.permissionsRemoved,
        key: name ?? "",
        evidence: [permissions.lines],
        severity: "medium",
        confidence: base.isWhole && head.isWhole ? "certain" : "pattern",
        explanation:
          "Without this block the token has the default rights of the repository, which may be write access.",
      },
    ];
  });
}
