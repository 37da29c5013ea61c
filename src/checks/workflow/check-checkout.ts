import type { LineRange } from "../../domain/finding.ts";
import type { Observation } from "../observation.ts";
import { type Job, type Located, privilegedTrigger, type Step, type Workflow } from "./workflow-facts.ts";
import { WORKFLOW_RULES } from "./workflow-rules.ts";

const HEAD_REFERENCE =
  /github\.head_ref|github\.event\.pull_request\.(?:head\.|merge_commit_sha|number)|github\.event\.(?:number|issue\.number)|github\.event\.workflow_run\.(?:head_(?:sha|branch|commit|repository)|pull_requests)|refs\/pull\/|steps\.[\w-]+\.outputs\.(?:head|pr|pull)[\w-]*/i;
const FETCHED_BY_SCRIPT =
  /\bgh\s+pr\s+checkout\b|\bgit\s+(?:fetch|pull)\b[^\n]*\b(?:refs\/)?pull\/|\bgit\s+(?:checkout|switch|fetch|clone|merge)\b[^\n]*\$\{\{\s*github\.(?:head_ref|event\.(?:pull_request\.head|workflow_run\.head_))/i;
// Conditions that let only branches of the same repository, or runs that no pull request started, through.
const CLOSED_GUARD =
  /head\.repo\.full_name\s*==\s*github\.repository|github\.repository\s*==\s*github\.event\.pull_request\.head\.repo\.full_name|head\.repo\.fork\s*==\s*false|!\s*github\.event\.pull_request\.head\.repo\.fork|workflow_run\.event\s*(?:==\s*'(?:push|schedule|release|workflow_dispatch)'|!=\s*'pull_request')|head_repository\.full_name\s*==\s*github\.repository/;
// Conditions that ask for somebody's consent: narrower, yet the code can change after it was given.
const PARTIAL_GUARD =
  /labels|author_association|github\.actor|sender\.login|user\.login|permission|triggering_actor/;
const GUARD_LINE = /\bif\s*:|head\.repo\.|author_association|labels|environment\s*:/;

interface Checkout {
  readonly lines: LineRange;
  readonly key: string;
}

function readInputs(step: Step): Checkout | null {
  for (const name of ["ref", "repository"]) {
    const value = step.with.get(name);
    if (value !== undefined && HEAD_REFERENCE.test(value.text))
      return { lines: value.lines, key: "checkout" };
  }
  return null;
}

function readScript(script: Located): Checkout | null {
  const offset = script.text.split("\n").findIndex((line) => FETCHED_BY_SCRIPT.test(line.slice(0, 2000)));
  if (offset < 0) return null;
  const line = script.lines.start + offset;
  return { lines: { start: line, end: line }, key: "script" };
}

function readCheckout(step: Step): Checkout | null {
  if (step.script !== null) return readScript(step.script);
  // Of a step whose `uses` lies outside a diff only the inputs are seen.
  return step.uses === null || /^actions\/checkout(?:@|$)/.test(step.uses.text) ? readInputs(step) : null;
}

function runsCodeAfter(job: Job, step: Step): boolean {
  const later = job.steps.slice(job.steps.indexOf(step) + 1);
  return (
    later.some((one) => one.script !== null || one.uses?.text.startsWith("./") === true) ||
    (step.script?.text.split("\n").filter((line) => line.trim() !== "").length ?? 0) > 2
  );
}

function observeCheckout(workflow: Workflow, job: Job, step: Step): Observation | null {
  const checkout = readCheckout(step);
  const trigger = privilegedTrigger(workflow);
  if (checkout === null || trigger === null || trigger.name === "gollum") return null;
  const condition = `${job.condition} ${step.condition}`;
  if (CLOSED_GUARD.test(condition)) return null;
  const isGuarded = PARTIAL_GUARD.test(condition) || job.hasEnvironment;
  const runs = runsCodeAfter(job, step);
  return {
    rule: WORKFLOW_RULES.untrustedCheckout,
    key: `${checkout.key} ${isGuarded ? "guarded" : "open"}`,
    evidence: [checkout.lines, ...(step.uses === null ? [] : [step.uses.lines]), trigger.lines],
    severity: runs && !isGuarded ? "critical" : "high",
    confidence: workflow.isWhole && !isGuarded && runs ? "certain" : "pattern",
    explanation: `The workflow runs on ${trigger.name}, with the rights of this repository, and this step fetches code of the pull request.${runs ? " Later steps run commands in that code." : ""}${isGuarded ? " A condition or environment asks for consent first; the author can still change the code after it was given." : ""}`,
    guard: GUARD_LINE,
  };
}

/** Finds head code that is fetched in a workflow which outsiders start and which has the repository's rights. */
export function checkCheckout(workflow: Workflow): Observation[] {
  return workflow.jobs.flatMap((job) =>
    job.steps.flatMap((step) => observeCheckout(workflow, job, step) ?? []),
  );
}
