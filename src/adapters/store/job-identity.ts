import { createHash } from "node:crypto";
import { changesMemory } from "../../domain/command.ts";
import type { Intent } from "../../domain/intent.ts";
import type { PullRequestRef } from "../../domain/pull-request.ts";
import type { JobKind } from "../../pipeline/ports-store-jobs.ts";

/** Which job an intent is about, by what it means and never by the delivery that brought it. */
export function jobIdOf(intent: Intent): string {
  switch (intent.kind) {
    case "review":
    case "closed":
      return `review:${laneOf(intent.pullRequest)}`;
    case "command":
    case "malformed-command":
      return `${intent.kind === "command" && intent.isExamined ? "decision" : "command"}:${intent.comment.place}:${intent.pullRequest.repository.repositoryId}:${intent.comment.commentId}`;
    case "merge-group":
      return `merge-group:${intent.repository.repositoryId}@${intent.headSha}`;
    case "installation-gone":
      return `forget:${intent.installationId}`;
    case "repositories-gone":
      return `forget:${intent.installationId}:${hashIds(intent.repositoryIds)}`;
  }
}

/** The lane of a pull request: its review, and the commands that change what is remembered of it. */
export function laneOf({ repository, number }: PullRequestRef): string {
  return `${repository.repositoryId}#${number}`;
}

export interface OneOffJob {
  readonly kind: Exclude<JobKind, "review">;
  readonly lane: string;
  readonly priority: number;
  readonly installationId: number;
  readonly repositoryId: number | null;
  readonly number: number | null;
  readonly owner: string | null;
  readonly name: string | null;
}

/** Everything but reviews: done once, and described by its sealed intent. */
export type OneOffIntent = Exclude<Intent, { kind: "review" | "closed" }>;

/** The columns of a job that is no review. */
export function describeOneOff(intent: OneOffIntent): OneOffJob {
  if (intent.kind === "command" || intent.kind === "malformed-command") {
    const { repository, number } = intent.pullRequest;
    return { kind: "command", lane: laneOfCommand(intent), priority: 3, ...repository, number };
  }
  if (intent.kind === "merge-group") {
    const { repository, pullRequest: number } = intent;
    return { kind: "merge-group", lane: jobIdOf(intent), priority: 3, ...repository, number };
  }
  const nowhere = { repositoryId: null, number: null, owner: null, name: null };
  const { installationId } = intent;
  return { kind: "forget", lane: jobIdOf(intent), priority: 4, installationId, ...nowhere };
}

/**
 * What changes the memory of a pull request is carried out beside no other work on it, and looked at in the order of
 * writing, so that it is carried out in that order. Everything else stands for itself.
 */
function laneOfCommand(intent: Extract<OneOffIntent, { kind: "command" | "malformed-command" }>): string {
  if (intent.kind === "malformed-command" || !changesMemory(intent.command)) return jobIdOf(intent);
  return intent.isExamined ? laneOf(intent.pullRequest) : `commands:${laneOf(intent.pullRequest)}`;
}

function hashIds(ids: readonly number[]): string {
  const sorted = [...new Set(ids)].sort((first, second) => first - second);
  return createHash("sha256").update(sorted.join(",")).digest("hex").slice(0, 16);
}
