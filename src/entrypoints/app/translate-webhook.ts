import type { CommentRef, Intent, Trigger } from "../../domain/intent.ts";
import type { Actor, PullRequestRef, RepositoryRef } from "../../domain/pull-request.ts";
import { parseCommand } from "../../review/pull-request/parse-command.ts";
import { readWebhook, type Webhook } from "./webhook-shapes.ts";

/** What a webhook is judged against. */
export interface TranslationContext {
  /** Our own App: its checks are the only ones that are run again, and nothing that it wrote is a command. */
  readonly appId: number;
  /** Owners in lower case whose repositories are served; null serves all of them. */
  readonly allowedAccounts: readonly string[] | null;
}

type PayloadOf<Name extends Webhook["event"]> = Extract<Webhook, { readonly event: Name }>["payload"];
type InRepository = Pick<PayloadOf<"merge_group">, "repository" | "installation">;
type Account = PayloadOf<"pull_request">["sender"];
type CommentEvent = PayloadOf<"issue_comment" | "pull_request_review_comment">;
type Checked = Pick<PayloadOf<"check_suite">["check_suite"], "app" | "pull_requests">;

/** More pull requests than this at one commit are not run again by one press of a button. */
const mostRerun = 20;

/** What a webhook asks for; empty when it asks for nothing, is of no interest, or does not have the shape of its event. */
export function translateWebhook(
  event: string,
  payload: unknown,
  context: TranslationContext,
): readonly Intent[] {
  const reading = readWebhook(event, payload);
  if (reading.kind !== "known") return [];
  const { webhook } = reading;
  if (webhook.event === "installation") return translateInstallation(webhook.payload, context);
  if (webhook.event === "installation_repositories") return translateRemoval(webhook.payload, context);
  return isServed(webhook.payload, context) ? translateInRepository(webhook, context) : [];
}

function translateInRepository(
  webhook: Exclude<Webhook, { readonly event: `installation${string}` }>,
  context: TranslationContext,
): readonly Intent[] {
  switch (webhook.event) {
    case "pull_request":
      return translatePullRequest(webhook.payload);
    case "issue_comment": {
      const { issue } = webhook.payload;
      if (issue.pull_request === null || issue.pull_request === undefined) return [];
      return translateComment(webhook.payload, issue.number, "conversation");
    }
    case "pull_request_review_comment":
      return translateComment(webhook.payload, webhook.payload.pull_request.number, "thread");
    case "check_run": {
      const { check_run: run } = webhook.payload;
      return isOurs(run, webhook.payload, context) ? translateCheckRun(webhook.payload) : [];
    }
    case "check_suite": {
      const { check_suite: suite } = webhook.payload;
      return isOurs(suite, webhook.payload, context) ? translateListed(suite, webhook.payload) : [];
    }
    case "merge_group":
      return [
        {
          kind: "merge-group",
          repository: repositoryOf(webhook.payload),
          headSha: webhook.payload.merge_group.head_sha,
          pullRequest: readQueueBranch(webhook.payload.merge_group.head_ref),
        },
      ];
  }
}

function isServed(payload: InRepository, { allowedAccounts }: TranslationContext): boolean {
  return allowedAccounts === null || allowedAccounts.includes(payload.repository.owner.login.toLowerCase());
}

function repositoryOf({ repository, installation }: InRepository): RepositoryRef {
  return {
    installationId: installation.id,
    repositoryId: repository.id,
    owner: repository.owner.login,
    name: repository.name,
  };
}

// Labels can be what a repository waits for, or what keeps it from reviewing.
const triggers: Readonly<Record<PayloadOf<"pull_request">["action"], Trigger | null>> = {
  opened: "opened",
  reopened: "reopened",
  synchronize: "pushed",
  ready_for_review: "ready",
  labeled: "ready",
  unlabeled: "ready",
  edited: "retargeted",
  closed: null,
};

function translatePullRequest(payload: PayloadOf<"pull_request">): readonly Intent[] {
  const pullRequest = { repository: repositoryOf(payload), number: payload.number };
  const trigger = triggers[payload.action];
  if (trigger === null) return [{ kind: "closed", pullRequest }];
  if (payload.action === "edited" && payload.changes?.base === undefined) return [];
  return [{ kind: "review", pullRequest, trigger, scope: "changed" }];
}

function translateComment(
  payload: CommentEvent,
  number: number,
  place: CommentRef["place"],
): readonly Intent[] {
  const { comment } = payload;
  if (!isPerson(payload.sender) || comment.user?.id !== payload.sender.id) return [];
  // An App that writes in the name of a person may have been talked into it.
  if (comment.performed_via_github_app !== null && comment.performed_via_github_app !== undefined) return [];
  const parsed = parseCommand(comment.body);
  if (parsed.kind === "none") return [];
  const pullRequest: PullRequestRef = { repository: repositoryOf(payload), number };
  const actor: Actor = { id: comment.user.id, login: comment.user.login, isBot: false };
  const told = { pullRequest, actor, comment: { place, commentId: comment.id } };
  return parsed.kind === "command"
    ? [{ kind: "command", command: parsed.command, ...told, isExamined: false }]
    : [{ kind: "malformed-command", ...told }];
}

function isPerson(account: Account): boolean {
  return account.type === "User";
}

function isOurs(
  checked: Pick<Checked, "app">,
  { sender }: { readonly sender: Account },
  { appId }: TranslationContext,
): boolean {
  return checked.app?.id === appId && isPerson(sender);
}

function translateCheckRun(payload: PayloadOf<"check_run">): readonly Intent[] {
  const repository = repositoryOf(payload);
  const { check_run: run } = payload;
  const named = readExternalId(run.external_id ?? "");
  if (named === null || named.repositoryId !== repository.repositoryId) return translateListed(run, payload);
  const { number, isQueue } = named;
  if (isQueue) return [{ kind: "merge-group", repository, headSha: run.head_sha, pullRequest: number }];
  return number === null ? [] : [rerun({ repository, number })];
}

function translateListed(checked: Checked, payload: InRepository): readonly Intent[] {
  const repository = repositoryOf(payload);
  const numbers = checked.pull_requests
    .filter(({ base }) => base.repo.id === repository.repositoryId)
    .map(({ number }) => number);
  return [...new Set(numbers)].slice(0, mostRerun).map((number) => rerun({ repository, number }));
}

function rerun(pullRequest: PullRequestRef): Intent {
  return { kind: "review", pullRequest, trigger: "rerun", scope: "full" };
}

interface NamedCheck {
  readonly repositoryId: number;
  /** Null when the check belongs to no single pull request. */
  readonly number: number | null;
  readonly isQueue: boolean;
}

// GitHub lists no pull request for a check of a fork, so the check itself has to know.
function readExternalId(externalId: string): NamedCheck | null {
  const [, repository, number, rest] =
    /^assay:(\d{1,15}):(\d{1,10}):(queue|\d{1,10})(?:\.\d{1,10})?$/.exec(externalId) ?? [];
  if (repository === undefined || number === undefined) return null;
  return { repositoryId: Number(repository), number: Number(number) || null, isQueue: rest === "queue" };
}

/** The pull request in `refs/heads/gh-readonly-queue/BRANCH/pr-NUMBER-SHA`; null for a name of another form. */
function readQueueBranch(headRef: string): number | null {
  const last = headRef.startsWith("refs/heads/gh-readonly-queue/")
    ? headRef.slice(headRef.lastIndexOf("/"))
    : "";
  const [, number] = /^\/pr-([1-9]\d{0,9})-[0-9a-f]{40,64}$/.exec(last) ?? [];
  return number === undefined ? null : Number(number);
}

function translateInstallation(
  { action, installation }: PayloadOf<"installation">,
  { appId }: TranslationContext,
): readonly Intent[] {
  const isGone = action === "deleted" || action === "suspend";
  if (!isGone || installation.app_id !== appId) return [];
  return [{ kind: "installation-gone", installationId: installation.id }];
}

function translateRemoval(
  { installation, repositories_removed: removed }: PayloadOf<"installation_repositories">,
  { appId }: TranslationContext,
): readonly Intent[] {
  if (removed.length === 0 || installation.app_id !== appId) return [];
  const repositoryIds = removed.map(({ id }) => id);
  return [{ kind: "repositories-gone", installationId: installation.id, repositoryIds }];
}
