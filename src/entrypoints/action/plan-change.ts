import { isBranchName } from "../../adapters/git/branch-name.ts";
import { nameBranchFetch, nameRemoteBranch } from "../../adapters/git/fetch-commits.ts";
import type { ActionInputs } from "./read-inputs.ts";

/** A change by its ends. */
export interface RangePlan {
  readonly kind: "range";
  /**
   * `fork`: what the head adds since it left the base. `ends`: how the two differ. `parent`: what the head alone
   * changed. `nothing`: all that the head holds.
   */
  readonly since: "fork" | "ends" | "parent" | "nothing";
  /** Null where `since` needs none. `.github/assay.yml` is read there. */
  readonly base: string | null;
  readonly head: string;
  /** The branch that the base is, where it counts as it stands at `origin` now. */
  readonly freshBranch: string | null;
  /** What a clone that lacks some of it has to fetch: commits, and branches with their local names. */
  readonly needs: readonly string[];
  readonly isFromFork: boolean;
  /** What the review has to say about this choice. */
  readonly note: string | null;
  /** What is reviewed where the branch cannot be fetched, or the base is gone; null: nothing. */
  readonly otherwise: RangePlan | null;
}

/** Which change an event is about. */
export type ChangePlan =
  | RangePlan
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

const unfetched = "could not be fetched";
const untried = "was not fetched, because origin of this clone is not the repository of the event";

/** What a plan says where its branch was not asked for: a stranger's clone must not say what a change is compared with. */
export function explainForeignOrigin(plan: RangePlan): RangePlan {
  return { ...plan, note: plan.note?.replace(unfetched, untried) ?? null };
}

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
  if (base === null && known !== null) return withHead(known, chosenHead);
  const needs = [chosenBase, chosenHead].filter((commit) => readSha(commit) !== null);
  return { ...between(chosenBase, chosenHead), needs, isFromFork: known?.isFromFork ?? false };
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
  const asOfEvent = { ...between(base, head), isFromFork };
  const branch = pick(pull, "base", "ref");
  if (typeof branch !== "string" || !isBranchName(branch)) return asOfEvent;
  // The base that an event names stays what it was when the workflow runs again, and when the branch moves on.
  const note = `The base branch ${unfetched}: the change is compared with the commit that the event names, which may be older.`;
  return { ...sinceBranch(branch, head), isFromFork, otherwise: { ...asOfEvent, note } };
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
  if (/^0+$/.test(before)) return planCreation(after, { payload, ref });
  // Whatever was there before and is no more counts too, such as a repair that was pushed away by force.
  const pushed: RangePlan = { ...between(before, after), since: "ends" };
  const instead = sinceDefaultBranch(after, payload);
  const mayBeGone = pick(payload, "forced") === true && isOtherBranch(ref, payload);
  if (instead.kind !== "range" || !mayBeGone) return pushed;
  const note =
    "What stood here before the forced push is gone: only what the branch adds to the default branch was reviewed.";
  return { ...pushed, otherwise: { ...instead, note } };
}

function planCreation(head: string, { payload, ref }: Pick<WorkflowEvent, "payload" | "ref">): ChangePlan {
  if (ref?.startsWith("refs/heads/") !== true) {
    return {
      kind: "unsupported",
      reason:
        "A new tag brings no change of its own, so nothing was reviewed. Let the workflow run on pushes to branches only, or give the inputs base and head.",
    };
  }
  if (isOtherBranch(ref, payload)) return sinceDefaultBranch(head, payload);
  return { ...alone(head), since: "nothing" };
}

function planDispatch({ payload, sha, ref }: WorkflowEvent): ChangePlan {
  const head = readSha(sha);
  if (head === null) return unreadable("GITHUB_SHA");
  const note = "This ran on the default branch itself: only its last commit was reviewed.";
  const since = sinceDefaultBranch(head, payload);
  return since.kind !== "range" || isOtherBranch(ref, payload) ? since : { ...alone(head), note };
}

/** Whether it runs on anything but the default branch. */
function isOtherBranch(ref: string | null, payload: unknown): boolean {
  return ref !== `refs/heads/${pick(payload, "repository", "default_branch")}`;
}

/** What a branch or tag adds to the default branch. */
function sinceDefaultBranch(head: string, payload: unknown): ChangePlan {
  const name = pick(payload, "repository", "default_branch");
  if (typeof name !== "string" || !isBranchName(name)) return unreadable("repository.default_branch");
  const fresh = sinceBranch(name, head);
  const note = `The default branch ${unfetched}: the change is compared with the branch as this clone has it, which may be older.`;
  return { ...fresh, otherwise: { ...fresh, freshBranch: null, note } };
}

function sinceBranch(branch: string, head: string): RangePlan {
  const base = nameRemoteBranch(branch);
  const needs = [head, nameBranchFetch(branch)];
  return { ...between(base, head), needs, freshBranch: branch };
}

function between(base: string, head: string): RangePlan {
  const plain = { freshBranch: null, isFromFork: false, note: null, otherwise: null };
  return { kind: "range", since: "fork", base, head, needs: [base, head], ...plain };
}

function withHead(plan: RangePlan, head: string): RangePlan {
  const others = plan.needs.filter((name) => name !== plan.head);
  const needs = readSha(head) === null ? others : [...others, head];
  return { ...plan, head, needs, otherwise: plan.otherwise && withHead(plan.otherwise, head) };
}

function alone(head: string): RangePlan {
  return { ...between(head, head), since: "parent", base: null, needs: [head] };
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
