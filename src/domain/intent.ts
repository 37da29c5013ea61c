import type { Command } from "./command.ts";
import type { Actor, PullRequestRef, RepositoryRef } from "./pull-request.ts";

/** Why a review is wanted. */
export type Trigger =
  | "opened"
  | "reopened"
  | "pushed"
  | "ready"
  | "resumed"
  | "retargeted"
  | "command"
  | "decision"
  | "rerun"
  | "sweep";

/** Commands and re-runs go before pushes, pushes before sweeps. */
export const triggerPriorities: Readonly<Record<Trigger, number>> = {
  command: 3,
  decision: 3,
  rerun: 3,
  ready: 2,
  opened: 2,
  reopened: 2,
  resumed: 2,
  pushed: 2,
  retargeted: 2,
  sweep: 1,
};

/** Where a command was written: a comment of the conversation, or in a review thread. */
export interface CommentRef {
  readonly place: "conversation" | "thread";
  readonly commentId: number;
}

/** What one webhook asks for, translated at the door. It holds ids and the closed grammar, never a payload. */
export type Intent =
  | {
      readonly kind: "review";
      readonly pullRequest: PullRequestRef;
      readonly trigger: Trigger;
      /** `full` ignores what earlier reviews of this pull request covered. */
      readonly scope: "changed" | "full";
    }
  | { readonly kind: "closed"; readonly pullRequest: PullRequestRef }
  | {
      readonly kind: "command";
      readonly pullRequest: PullRequestRef;
      readonly command: Command;
      readonly actor: Actor;
      readonly comment: CommentRef;
      /** True once its author was found to be allowed it and was told so: only the deed is left. */
      readonly isExamined: boolean;
    }
  | {
      /** A name of ours with words that it does not take, or a near miss of one: answered with the right form. */
      readonly kind: "malformed-command";
      readonly pullRequest: PullRequestRef;
      readonly actor: Actor;
      readonly comment: CommentRef;
    }
  | {
      readonly kind: "merge-group";
      readonly repository: RepositoryRef;
      readonly headSha: string;
      /** The pull request that the group was made for, as its branch names it; null when the name has another form. */
      readonly pullRequest: number | null;
    }
  | { readonly kind: "installation-gone"; readonly installationId: number }
  | {
      readonly kind: "repositories-gone";
      readonly installationId: number;
      readonly repositoryIds: readonly number[];
    };
