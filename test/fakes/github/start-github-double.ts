import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addInstallation, type InstallationHandle, type InstallRequest } from "./act-on-installation.ts";
import {
  addRepository,
  createRepositoryHandle,
  type RepositoryContext,
  type RepositoryHandle,
} from "./act-on-repository.ts";
import { appRoutes } from "./app-routes.ts";
import { checkRoutes } from "./check-routes.ts";
import { commentRoutes } from "./comment-routes.ts";
import { createEventComposer, type EventComposer } from "./compose-event.ts";
import { createFaultPlan, type FaultRule, type PlannedFault } from "./faults.ts";
import { graphqlRoute } from "./graphql-route.ts";
import { createHookRoutes } from "./hook-routes.ts";
import { createRouteMatcher } from "./match-route.ts";
import { pullRoutes } from "./pull-routes.ts";
import type { RecordedCall, Violation } from "./recorded-call.ts";
import { repositoryRoutes } from "./repository-routes.ts";
import { reviewRoutes } from "./review-routes.ts";
import { createCallServer } from "./serve-calls.ts";
import {
  createWebhookSender,
  type Delivery,
  type WebhookEvent,
  type WebhookSender,
} from "./webhook-sender.ts";
import {
  type Account,
  type AccountType,
  type AppIdentity,
  findAccount,
  githubLimits,
  type Limits,
  type Permissions,
  type Repository,
  type World,
} from "./world.ts";
import type { FileContent } from "./write-git-objects.ts";

export interface GitHubDoubleOptions {
  readonly permissions?: Permissions;
  /** Events that the App subscribed to. */
  readonly events?: readonly string[];
  readonly appSlug?: string;
  /** Smaller limits than GitHub's. */
  readonly limits?: Partial<Limits>;
  /** Where webhooks go; can be set later on `webhooks.settings.url`. */
  readonly webhookUrl?: string;
  readonly webhookSecret?: string;
  readonly webhookTimeoutMs?: number;
  /** How long a new review stays out of lists. */
  readonly reviewsVisibleAfterMs?: number;
  readonly repointReviewsOnForcePush?: boolean;
  readonly now?: () => number;
}

export interface NewRepository {
  /** `owner/name`; the owner is made when it does not exist. */
  readonly fullName: string;
  readonly isPrivate?: boolean;
  readonly defaultBranch?: string;
  /** Files of the first commit; a README when absent. */
  readonly files?: Readonly<Record<string, FileContent>>;
}

/** GitHub on a free port of this machine: its API, its webhooks, and the people who use it. */
export interface GitHubDouble extends AsyncDisposable {
  /** As `baseUrl` of Octokit, like api.github.com. */
  readonly url: string;
  /** The same as a GitHub Enterprise server, with `/api/v3`. */
  readonly enterpriseUrl: string;
  readonly app: AppIdentity;
  readonly webhookSecret: string;
  readonly world: World;
  readonly webhooks: WebhookSender;
  readonly compose: EventComposer;
  /** Every call, in order of arrival. */
  readonly calls: readonly RecordedCall[];
  /** Calls that changed something. */
  readonly writes: readonly RecordedCall[];
  /** Calls apart from those that mint or revoke tokens. */
  readonly callsWithoutTokens: readonly RecordedCall[];
  /** What did not agree with GitHub's published description; tests assert that it is empty. */
  readonly violations: readonly Violation[];
  /** Every attempt to deliver a webhook. */
  readonly deliveries: readonly Delivery[];
  /** The account of this name, made when it does not exist. */
  account(login: string, type?: AccountType): Account;
  repository(request: NewRepository): RepositoryHandle;
  /** Installs the App, without a webhook. */
  install(request: InstallRequest): InstallationHandle;
  fault(rule: FaultRule): PlannedFault;
  clearFaults(): void;
  /** Forgets calls and violations, keeps the world. */
  clearCalls(): void;
  deliver(event: WebhookEvent, guid?: string): Promise<Delivery>;
  redeliver(delivery: Delivery): Promise<Delivery>;
  close(): Promise<void>;
}

const defaultPermissions: Permissions = {
  checks: "write",
  contents: "read",
  issues: "write",
  metadata: "read",
  pull_requests: "write",
};

const defaultEvents: readonly string[] = [
  "check_run",
  "check_suite",
  "issue_comment",
  "pull_request",
  "pull_request_review_comment",
];

// Making a key takes longer than everything else here.
const keys = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

export async function startGitHubDouble(options: GitHubDoubleOptions = {}): Promise<GitHubDouble> {
  const folder = mkdtempSync(join(tmpdir(), "github-double-"));
  const world = createWorld(options);
  const calls: RecordedCall[] = [];
  const violations: Violation[] = [];
  const faults = createFaultPlan();
  const settings = {
    url: options.webhookUrl ?? null,
    secret: options.webhookSecret ?? randomBytes(32).toString("hex"),
    contentType: "json" as const,
    isDropping: false,
    timeoutMs: options.webhookTimeoutMs ?? 10_000,
  };
  const webhooks = createWebhookSender(world, settings, violations);
  const routes = [
    ...appRoutes,
    ...repositoryRoutes,
    ...pullRoutes,
    ...reviewRoutes,
    ...commentRoutes,
    ...checkRoutes,
    ...createHookRoutes(webhooks),
    graphqlRoute,
  ];
  const server = createCallServer({ world, faults, match: createRouteMatcher(routes), calls, violations });
  const url = await listen(server);
  const compose = createEventComposer(world, url);
  world.onSuiteRerequested = (suite) => {
    const sent = webhooks.send(compose.checkSuite(suite, world.app.bot));
    sent.catch((error: unknown) => {
      violations.push({ side: "webhook", subject: "check_suite", problems: [String(error)] });
    });
  };
  const handles = new Map<number, RepositoryHandle>();
  const context: RepositoryContext = {
    world,
    compose,
    send: (event) => webhooks.send(event),
    api: url,
    folder,
    handleOf: (repository: Repository) => {
      const handle = handles.get(repository.id) ?? createRepositoryHandle(context, repository);
      handles.set(repository.id, handle);
      return handle;
    },
  };
  const close = async () => {
    await stop(server);
    for (const { git } of world.repositories.values()) git.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const account = (login: string, type: AccountType = "User") =>
    findAccount(world, login) ?? addAccount(world, login, type);
  return {
    url,
    enterpriseUrl: `${url}/api/v3`,
    app: world.app,
    webhookSecret: settings.secret,
    world,
    webhooks,
    compose,
    calls,
    get writes() {
      return calls.filter(({ isApplied }) => isApplied);
    },
    get callsWithoutTokens() {
      return calls.filter(({ isToken }) => !isToken);
    },
    violations,
    deliveries: webhooks.deliveries,
    account,
    repository: (request) => {
      const [owner = "", name = ""] = request.fullName.split("/");
      const wanted = { isPrivate: request.isPrivate ?? true, defaultBranch: request.defaultBranch ?? "main" };
      const added = addRepository(context, { ...wanted, owner: account(owner), name, parent: null });
      const handle = context.handleOf(added);
      handle.commit({ files: request.files ?? { "README.md": "# A project\n" }, message: "First commit" });
      return handle;
    },
    install: (request) => addInstallation(context, request),
    fault: (rule) => faults.add(rule),
    clearFaults: () => faults.clear(),
    clearCalls: () => {
      calls.length = 0;
      violations.length = 0;
    },
    deliver: (event, guid) => webhooks.send(event, guid),
    redeliver: (delivery) => webhooks.redeliver(delivery),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function createWorld(options: GitHubDoubleOptions): World {
  let lastId = 1_000;
  const nextId = () => ++lastId;
  const slug = options.appSlug ?? "assay";
  const owner: Account = { id: nextId(), login: "app-owner", type: "Organization" };
  const bot: Account = { id: nextId(), login: `${slug}[bot]`, type: "Bot" };
  return {
    app: {
      id: nextId(),
      slug,
      name: slug,
      owner,
      bot,
      privateKey: keys.privateKey,
      publicKey: keys.publicKey,
      permissions: options.permissions ?? defaultPermissions,
      events: options.events ?? defaultEvents,
      createdAt: "2026-01-01T00:00:00Z",
    },
    accounts: new Map([owner, bot].map((account) => [account.id, account])),
    repositories: new Map(),
    installations: new Map(),
    tokens: new Map(),
    reviews: new Map(),
    reviewComments: new Map(),
    issueComments: new Map(),
    checkRuns: new Map(),
    checkSuites: new Map(),
    limits: { ...githubLimits, ...options.limits },
    now: options.now ?? Date.now,
    nextId,
    reviewsVisibleAfterMs: options.reviewsVisibleAfterMs ?? 0,
    repointReviewsOnForcePush: options.repointReviewsOnForcePush ?? false,
    onSuiteRerequested: () => undefined,
  };
}

function addAccount(world: World, login: string, type: AccountType): Account {
  const account: Account = { id: world.nextId(), login, type };
  world.accounts.set(account.id, account);
  return account;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  // A server that listens on a port has an address of this kind.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
