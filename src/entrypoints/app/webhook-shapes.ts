import { z } from "zod";

// Only what is needed is read, so that no title, body or branch of a pull request travels any further.
const Id = z.int().positive();
const Sha = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
const Account = z.object({ id: Id, login: z.string().min(1).max(100), type: z.string().max(40) });
const Repository = z.object({
  id: Id,
  name: z.string().min(1).max(100),
  owner: z.object({ login: z.string().min(1).max(100) }),
});
const inRepository = {
  repository: Repository,
  installation: z.object({ id: Id }),
  sender: Account,
};

const PullRequestEvent = z.object({
  ...inRepository,
  action: z.enum([
    "opened",
    "reopened",
    "synchronize",
    "ready_for_review",
    "edited",
    "labeled",
    "unlabeled",
    "closed",
  ]),
  number: Id,
  pull_request: z.object({ number: Id, head: z.object({ sha: Sha }) }),
  changes: z.object({ base: z.unknown().optional() }).optional(),
});

const Comment = z.object({
  id: Id,
  body: z.string(),
  /** Null when the account was deleted. */
  user: Account.nullable(),
  performed_via_github_app: z.object({ id: Id }).nullish(),
});

const IssueCommentEvent = z.object({
  ...inRepository,
  action: z.literal("created"),
  /** A pull request is an issue with a member `pull_request`. */
  issue: z.object({ number: Id, pull_request: z.looseObject({}).nullish() }),
  comment: Comment,
});

const ReviewCommentEvent = z.object({
  ...inRepository,
  action: z.literal("created"),
  pull_request: z.object({ number: Id }),
  comment: Comment,
});

const ListedPullRequest = z.object({
  number: Id,
  base: z.object({ repo: z.object({ id: Id }) }),
});

const CheckRunEvent = z.object({
  ...inRepository,
  action: z.literal("rerequested"),
  check_run: z.object({
    head_sha: Sha,
    external_id: z.string().nullish(),
    app: z.object({ id: Id }).nullable(),
    pull_requests: z.array(ListedPullRequest),
  }),
});

const CheckSuiteEvent = z.object({
  ...inRepository,
  action: z.literal("rerequested"),
  check_suite: z.object({
    head_sha: Sha,
    app: z.object({ id: Id }).nullable(),
    pull_requests: z.array(ListedPullRequest),
  }),
});

const MergeGroupEvent = z.object({
  repository: Repository,
  installation: z.object({ id: Id }),
  action: z.literal("checks_requested"),
  merge_group: z.object({ head_sha: Sha, head_ref: z.string().max(1_000) }),
});

// Other events carry an installation's id only: with all of it, no event of another name fits.
const WholeInstallation = z.object({ id: Id, app_id: Id, account: z.object({ id: Id }) });

const InstallationEvent = z.object({
  action: z.enum(["created", "deleted", "suspend", "unsuspend", "new_permissions_accepted"]),
  installation: WholeInstallation,
});

const InstallationRepositoriesEvent = z.object({
  action: z.literal("removed"),
  installation: WholeInstallation,
  repositories_removed: z.array(z.object({ id: Id })),
});

const shapes = {
  pull_request: PullRequestEvent,
  issue_comment: IssueCommentEvent,
  pull_request_review_comment: ReviewCommentEvent,
  check_run: CheckRunEvent,
  check_suite: CheckSuiteEvent,
  merge_group: MergeGroupEvent,
  installation: InstallationEvent,
  installation_repositories: InstallationRepositoriesEvent,
} as const;

/** An event that Assay listens to. */
export type WebhookEventName = keyof typeof shapes;

/** An event with what is read of its payload. */
export type Webhook = {
  readonly [Name in WebhookEventName]: {
    readonly event: Name;
    readonly payload: z.infer<(typeof shapes)[Name]>;
  };
}[WebhookEventName];

export type WebhookReading =
  | { readonly kind: "known"; readonly webhook: Webhook }
  /** An event or action that nobody here listens to. */
  | { readonly kind: "ignored" }
  /** The payload is not one of the event that the header names. */
  | { readonly kind: "malformed" };

/** Every event that Assay listens to. */
export const webhookEvents: readonly string[] = Object.keys(shapes);

/** The actions of an event that Assay listens to. */
export function listActions(event: WebhookEventName): readonly string[] {
  const { action } = shapes[event].shape;
  return [...("values" in action ? action.values : action.options)].map(String);
}

/** Whether Assay listens to an event at all. */
export function isWebhookEvent(event: string): event is WebhookEventName {
  return Object.hasOwn(shapes, event);
}

/** Reads a payload by the name of its event, which GitHub does not sign: both have to fit. Never throws. */
export function readWebhook(event: string, payload: unknown): WebhookReading {
  if (!isWebhookEvent(event)) return { kind: "ignored" };
  const action = z.object({ action: z.string() }).safeParse(payload);
  if (!action.success) return { kind: "malformed" };
  if (!listActions(event).includes(action.data.action)) return { kind: "ignored" };
  const result = shapes[event].safeParse(payload);
  if (!result.success) return { kind: "malformed" };
  // The shape was chosen by the event's name, which the type checker cannot follow.
  return { kind: "known", webhook: { event, payload: result.data } as Webhook };
}
