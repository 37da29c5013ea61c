import type { ActionInputs } from "./read-inputs.ts";

/** Which change an event is about. */
export type ChangePlan =
  | {
      readonly kind: "range";
      /** Null: what the head alone changed. */
      readonly base: string | null;
      readonly head: string;
      /** Where `.github/assay.yml` is read; null: at the commit that the change is compared with. */
      readonly policyCommit: string | null;
      /** What a clone that lacks some of it has to fetch: commits, and branches with their local names. */
      readonly needs: readonly string[];
      readonly isFromFork: boolean;
    }
  | { readonly kind: "nothing"; readonly reason: string }
  | { readonly kind: "unsupported"; readonly reason: string };

/** What a runner says of the event. */
export interface WorkflowEvent {
  readonly name: string;
  /** Parsed JSON of whatever shape; strangers choose much of its text. */
  readonly payload: unknown;
  /** The commit that the workflow runs on. */
  readonly sha: string | null;
  /** `refs/heads/main`. */
  readonly ref: string | null;
}

type Range = Extract<ChangePlan, { kind: "range" }>;

const pullRequestEvents: ReadonlySet<string> = new Set(["pull_request", "pull_request_target"]);

/** Plans what is reviewed. Only names of commits and branches are taken from the event, each of a safe shape. */
export function planChange(
  event: WorkflowEvent,
  { base, head }: Pick<ActionInputs, "base" | "head">,
): ChangePlan {
  const planned = planEvent(event);
  if (base === null && head === null) return planned;
  const known = planned.kind === "range" ? planned : null;
  const chosenHead = head ?? known?.head ?? event.sha;
  const chosenBase = base ?? known?.base ?? null;
  if (chosenHead === null || chosenBase === null) {
    return { kind: "unsupported", reason: "The inputs base and head are needed together for this event." };
  }
  return {
    kind: "range",
    base: chosenBase,
    head: chosenHead,
    policyCommit: chosenBase,
    needs: [chosenBase, chosenHead].filter((commit) => readSha(commit) !== null),
    isFromFork: known?.isFromFork ?? false,
  };
}

function planEvent(event: WorkflowEvent): ChangePlan {
  if (pullRequestEvents.has(event.name)) return planPullRequest(event.payload);
  if (event.name === "push") return planPush(event);
  if (event.name === "merge_group") return planMergeGroup(event.payload);
  if (event.name === "workflow_dispatch") return planDispatch(event);
  return {
    kind: "unsupported",
    reason: `The event ${showName(event.name)} brings no change to review. Run this on pull_request, pull_request_target, push or merge_group, or give the inputs base and head.`,
  };
}

function planPullRequest(payload: unknown): ChangePlan {
  const pull = pick(payload, "pull_request");
  const base = readSha(pick(pull, "base", "sha"));
  const head = readSha(pick(pull, "head", "sha"));
  if (base === null || head === null) return unreadable("pull_request.base.sha and pull_request.head.sha");
  // The repository of a deleted fork is null.
  const isFromFork = pick(pull, "head", "repo", "id") !== pick(pull, "base", "repo", "id");
  return { ...between(base, head), isFromFork };
}

function planMergeGroup(payload: unknown): ChangePlan {
  const base = readSha(pick(payload, "merge_group", "base_sha"));
  const head = readSha(pick(payload, "merge_group", "head_sha"));
  if (base === null || head === null) return unreadable("merge_group.base_sha and merge_group.head_sha");
  return between(base, head);
}

function planPush({ payload, ref }: WorkflowEvent): ChangePlan {
  if (pick(payload, "deleted") === true) return { kind: "nothing", reason: "A branch was deleted." };
  const before = readSha(pick(payload, "before"));
  const after = readSha(pick(payload, "after"));
  if (before === null || after === null) return unreadable("before and after");
  const isNew = /^0+$/.test(before);
  // What stood there before a forced push may be gone everywhere.
  if (isNew || pick(payload, "forced") === true)
    return sinceDefaultBranch(after, { payload, ref }, isNew ? null : before);
  return between(before, after);
}

function planDispatch({ payload, sha, ref }: WorkflowEvent): ChangePlan {
  const head = readSha(sha);
  return head === null ? unreadable("GITHUB_SHA") : sinceDefaultBranch(head, { payload, ref }, null);
}

/** What a branch adds to the default branch; on that one, and for tags, since `before` or what the last commit changed. */
function sinceDefaultBranch(
  head: string,
  { payload, ref }: Pick<WorkflowEvent, "payload" | "ref">,
  before: string | null,
): ChangePlan {
  const name = pick(payload, "repository", "default_branch");
  const isSafe =
    typeof name === "string" && /^[\w][\w./-]{0,200}$/.test(name) && !/\.\.|\/\/|\.lock$/.test(name);
  const isBranch = ref?.startsWith("refs/heads/") === true;
  if (!isSafe || !isBranch || ref === `refs/heads/${name}`) {
    return before === null ? alone(head) : between(before, head);
  }
  const local = `refs/remotes/origin/${name}`;
  const needs = [head, `+refs/heads/${name}:${local}`];
  return { kind: "range", base: local, head, policyCommit: local, needs, isFromFork: false };
}

function between(base: string, head: string): Range {
  return { kind: "range", base, head, policyCommit: base, needs: [base, head], isFromFork: false };
}

function alone(head: string): Range {
  return { kind: "range", base: null, head, policyCommit: null, needs: [head], isFromFork: false };
}

function unreadable(what: string): ChangePlan {
  return {
    kind: "unsupported",
    reason: `The event does not name its commits (${what}). Give the inputs base and head.`,
  };
}

function pick(value: unknown, ...names: readonly string[]): unknown {
  let found = value;
  for (const name of names) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, name)) return null;
    // An object with this member of its own.
    found = (found as Readonly<Record<string, unknown>>)[name];
  }
  return found;
}

function readSha(value: unknown): string | null {
  return typeof value === "string" && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value) ? value : null;
}

function showName(name: string): string {
  return /^\w{1,60}$/.test(name) ? name : "of this workflow";
}
