import type { PolicyFile } from "../../domain/policy.ts";
import type { PullRequestState } from "../../domain/pull-request.ts";
import { compileGlobs } from "../select/compile-globs.ts";

/** GitHub lists no more files of a pull request than this. */
const mostFiles = 3_000;

export type RefusalReason = "closed" | "too-many-files" | "paused" | "draft" | "author" | "label" | "branch";

/** Whether a pull request is reviewed now. `text` is one sentence of ours for the checks tab. */
export type Admission =
  | { readonly admitted: true }
  | { readonly admitted: false; readonly reason: RefusalReason; readonly text: string };

export interface AdmissionContext {
  /** Whether somebody stopped the reviews of this pull request. */
  readonly isPaused: boolean;
  /** Whether a person who may asks for this review: the triggers of the policy do not matter then. */
  readonly isRequested: boolean;
}

/** Decides whether a pull request is reviewed. Nothing in it comes from the text of its author. */
export function admitChange(
  state: PullRequestState,
  policy: PolicyFile,
  context: AdmissionContext,
): Admission {
  const reason =
    findObstacle(state) ?? (context.isRequested ? null : findReservation(state, policy, context.isPaused));
  return reason === null ? { admitted: true } : { admitted: false, reason, text: describe(reason, state) };
}

/** What no request overrides. */
function findObstacle(state: PullRequestState): RefusalReason | null {
  if (state.lifecycle !== "open") return "closed";
  return state.changedFiles > mostFiles ? "too-many-files" : null;
}

function findReservation(
  state: PullRequestState,
  { triggers }: PolicyFile,
  isPaused: boolean,
): RefusalReason | null {
  if (isPaused) return "paused";
  if (state.isDraft && !triggers.drafts) return "draft";
  if (holds(triggers["skip-authors"], [state.authorLogin])) return "author";
  if (holds(triggers["skip-labels"], state.labels)) return "label";
  const required = triggers["require-labels"];
  if (required.length > 0 && !holds(required, state.labels)) return "label";
  return compileGlobs(triggers.branches)(state.baseBranch) ? null : "branch";
}

/** GitHub keeps labels and logins apart without regard to case. */
function holds(names: readonly string[], actual: readonly string[]): boolean {
  const known = new Set(names.map((name) => name.toLowerCase()));
  return actual.some((name) => known.has(name.toLowerCase()));
}

function describe(reason: RefusalReason, state: PullRequestState): string {
  switch (reason) {
    case "closed":
      return `The pull request is ${state.lifecycle}.`;
    case "too-many-files":
      return `The pull request changes ${state.changedFiles} files, and GitHub lists at most ${mostFiles}: split it, or review the range on the command line.`;
    case "paused":
      return "Reviews of this pull request are paused. The command /resume starts them again.";
    case "draft":
      return "The pull request is a draft, and the configuration leaves drafts out.";
    case "author":
      return "The configuration leaves out pull requests of this author.";
    case "label":
      return "The configuration leaves out pull requests with these labels.";
    case "branch":
      return "The configuration leaves out pull requests for this branch.";
  }
}
