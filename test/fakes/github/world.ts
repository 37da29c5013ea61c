import type { GitRepository } from "./git-repository.ts";

export type AccountType = "User" | "Organization" | "Bot";
export type Role = "admin" | "maintain" | "write" | "triage" | "read" | "none";
export type Access = "read" | "write";
export type Permissions = Readonly<Record<string, Access>>;
export type Side = "LEFT" | "RIGHT";

export interface Account {
  readonly id: number;
  /** Of a bot with its `[bot]` suffix, as REST names it. */
  login: string;
  readonly type: AccountType;
}

export interface Repository {
  readonly id: number;
  owner: Account;
  name: string;
  isPrivate: boolean;
  isDeleted: boolean;
  readonly defaultBranch: string;
  readonly git: GitRepository;
  readonly parent: Repository | null;
  /** Full names, lower-case, that redirect here. */
  readonly formerNames: Set<string>;
  readonly roles: Map<number, Role>;
  readonly pulls: Map<number, PullRequest>;
  nextNumber: number;
}

export interface Label {
  readonly id: number;
  readonly name: string;
}

export interface PullRequest {
  readonly id: number;
  readonly number: number;
  readonly repository: Repository;
  readonly author: Account;
  title: string;
  body: string | null;
  state: "open" | "closed";
  isDraft: boolean;
  isLocked: boolean;
  mergedAt: string | null;
  closedAt: string | null;
  mergeable: boolean | null;
  readonly createdAt: string;
  updatedAt: string;
  /** Null after the fork was deleted. */
  headRepository: Repository | null;
  readonly headOwnerLogin: string;
  readonly headBranch: string;
  headSha: string;
  baseBranch: string;
  baseSha: string;
  labels: Label[];
}

export type ReviewState = "PENDING" | "COMMENTED" | "APPROVED" | "CHANGES_REQUESTED" | "DISMISSED";

export interface Review {
  readonly id: number;
  readonly pull: PullRequest;
  readonly author: Account;
  state: ReviewState;
  body: string;
  commitId: string;
  readonly createdAt: string;
  submittedAt: string | null;
  minimizedReason: string | null;
}

export interface ReviewComment {
  readonly id: number;
  readonly pull: PullRequest;
  readonly review: Review;
  readonly author: Account;
  body: string;
  readonly path: string;
  readonly commitId: string;
  readonly diffHunk: string;
  readonly line: number | null;
  readonly side: Side;
  readonly startLine: number | null;
  readonly startSide: Side | null;
  readonly subjectType: "line" | "file";
  readonly inReplyTo: number | null;
  readonly createdAt: string;
  readonly reactions: Reaction[];
  minimizedReason: string | null;
}

export interface IssueComment {
  readonly id: number;
  readonly pull: PullRequest;
  readonly author: Account;
  body: string;
  readonly createdAt: string;
  updatedAt: string;
  readonly reactions: Reaction[];
  minimizedReason: string | null;
}

export interface Reaction {
  readonly id: number;
  readonly author: Account;
  readonly content: string;
  readonly createdAt: string;
}

export interface CheckRun {
  readonly id: number;
  readonly suite: CheckSuite;
  readonly repository: Repository;
  readonly headSha: string;
  /** Id of the App that made it. */
  readonly appId: number;
  name: string;
  status: string;
  conclusion: string | null;
  startedAt: string | null;
  completedAt: string | null;
  externalId: string;
  detailsUrl: string | null;
  title: string | null;
  summary: string | null;
  text: string | null;
  readonly annotations: Readonly<Record<string, unknown>>[];
  actions: readonly Readonly<Record<string, unknown>>[];
}

export interface CheckSuite {
  readonly id: number;
  readonly repository: Repository;
  readonly headSha: string;
  status: string;
  conclusion: string | null;
  readonly createdAt: string;
}

export interface Installation {
  readonly id: number;
  readonly account: Account;
  /** `all` covers every repository of the account, also later ones. */
  selection: "all" | "selected";
  readonly repositories: Set<number>;
  permissions: Permissions;
  suspendedAt: string | null;
  isDeleted: boolean;
  readonly createdAt: string;
  readonly rate: RateBudget;
}

export interface RateBudget {
  limit: number;
  used: number;
  /** Unix seconds. */
  resetAt: number;
}

export interface InstallationToken {
  readonly text: string;
  readonly installation: Installation;
  readonly permissions: Permissions;
  /** Null means every repository of the installation. */
  readonly repositoryIds: ReadonlySet<number> | null;
  expiresAt: number;
  isRevoked: boolean;
}

/** Sizes beyond which GitHub leaves things out; smaller ones make tests fast. */
export interface Limits {
  /** Lines of patch on one page of `pulls/{n}/files`; later files of the page lose patch and counts. */
  readonly pagePatchLines: number;
  readonly filePatchLines: number;
  readonly filePatchBytes: number;
  readonly pullFiles: number;
  readonly compareFiles: number;
  readonly treeEntries: number;
  readonly bodyCharacters: number;
  readonly inlineBytes: number;
  readonly ratePerHour: number;
}

export const githubLimits: Limits = {
  pagePatchLines: 20_000,
  filePatchLines: 20_000,
  filePatchBytes: 500_000,
  pullFiles: 3_000,
  compareFiles: 300,
  treeEntries: 100_000,
  bodyCharacters: 65_536,
  inlineBytes: 1_000_000,
  ratePerHour: 5_000,
};

export interface AppIdentity {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly owner: Account;
  /** The account under which the App writes. */
  readonly bot: Account;
  readonly privateKey: string;
  readonly publicKey: string;
  readonly permissions: Permissions;
  /** Events that the App subscribed to. */
  readonly events: readonly string[];
  readonly createdAt: string;
}

/** Everything that GitHub knows. Mutable: routes and test actions change it in place. */
export interface World {
  readonly app: AppIdentity;
  readonly accounts: Map<number, Account>;
  readonly repositories: Map<number, Repository>;
  readonly installations: Map<number, Installation>;
  readonly tokens: Map<string, InstallationToken>;
  readonly reviews: Map<number, Review>;
  readonly reviewComments: Map<number, ReviewComment>;
  readonly issueComments: Map<number, IssueComment>;
  readonly checkRuns: Map<number, CheckRun>;
  readonly checkSuites: Map<number, CheckSuite>;
  readonly limits: Limits;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly nextId: () => number;
  /** How long a posted review stays out of lists. */
  reviewsVisibleAfterMs: number;
  repointReviewsOnForcePush: boolean;
  /** Tells the App that a suite was asked for again, when that was asked through the API. */
  onSuiteRerequested: (suite: CheckSuite) => void;
}

/** Time as GitHub writes it: whole seconds, `Z`. */
export function timestamp(world: Pick<World, "now">): string {
  return `${new Date(world.now()).toISOString().slice(0, 19)}Z`;
}

/** Global node id of an object: the prefix tells its type. */
export function nodeId(prefix: string, id: number): string {
  return `${prefix}_kwDO${id}`;
}

export function parseNodeId(text: string): { readonly prefix: string; readonly id: number } | null {
  const match = /^([A-Z]+)_kwDO(\d{1,15})$/.exec(text);
  return match === null ? null : { prefix: match[1]!, id: Number(match[2]) };
}

export function findRepository(world: World, owner: string, name: string): Repository | null {
  const wanted = `${owner}/${name}`.toLowerCase();
  for (const repository of world.repositories.values()) {
    if (!repository.isDeleted && fullName(repository).toLowerCase() === wanted) return repository;
  }
  return null;
}

/** The repository that once had this name, when no other has it now. */
export function findMovedRepository(world: World, owner: string, name: string): Repository | null {
  const wanted = `${owner}/${name}`.toLowerCase();
  for (const repository of world.repositories.values()) {
    if (!repository.isDeleted && repository.formerNames.has(wanted)) return repository;
  }
  return null;
}

export function findAccount(world: World, login: string): Account | null {
  const wanted = login.toLowerCase();
  for (const account of world.accounts.values()) {
    if (account.login.toLowerCase() === wanted) return account;
  }
  return null;
}

export function fullName(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`;
}

/** Live repositories of an installation. */
export function repositoriesOf(world: World, installation: Installation): readonly Repository[] {
  return [...world.repositories.values()].filter((repository) => covers(installation, repository));
}

export function covers(installation: Installation, repository: Repository): boolean {
  if (repository.isDeleted || installation.isDeleted) return false;
  return installation.selection === "all"
    ? repository.owner.id === installation.account.id
    : installation.repositories.has(repository.id);
}

export function installationOf(world: World, repository: Repository): Installation | null {
  return [...world.installations.values()].find((installation) => covers(installation, repository)) ?? null;
}

/** What a person may do in a repository: an owner everything, a stranger reads what is public. */
export function roleOf(repository: Repository, account: Account): Role {
  if (account.id === repository.owner.id) return "admin";
  return repository.roles.get(account.id) ?? (repository.isPrivate ? "none" : "read");
}
