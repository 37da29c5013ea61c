import { join } from "node:path";
import {
  type ActionContext,
  createPullRequestHandle,
  type PullRequestHandle,
} from "./act-on-pull-request.ts";
import { type CommitRequest, createGitRepository } from "./git-repository.ts";
import type { Delivery } from "./webhook-sender.ts";
import { type Account, fullName, type PullRequest, type Repository, type Role, timestamp } from "./world.ts";
import type { FileContent } from "./write-git-objects.ts";

type Files = Readonly<Record<string, FileContent>>;

export interface PullRequestRequest {
  /** Branch that holds the change, in `from` when the change comes from a fork. */
  readonly branch: string;
  readonly from?: RepositoryHandle;
  /** Commits these files on the branch first, starting it at the base when it does not exist. */
  readonly files?: Files;
  readonly base?: string;
  readonly author?: Account;
  readonly title?: string;
  readonly body?: string;
  readonly isDraft?: boolean;
  /** False: no webhook, as when the App was not installed yet. */
  readonly isDelivered?: boolean;
}

/** A repository that people act on. */
export interface RepositoryHandle {
  readonly state: Repository;
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly fullName: string;
  readonly defaultBranch: string;
  /** Folder of the bare git repository. */
  readonly folder: string;
  /** Writes a commit without any webhook; answers its name. */
  commit(request: Omit<CommitRequest, "branch"> & { readonly branch?: string }): string;
  tip(branch: string): string | null;
  setBranch(branch: string, sha: string | null): void;
  openPullRequest(request: PullRequestRequest): Promise<PullRequestHandle>;
  pullRequest(number: number): PullRequestHandle;
  fork(owner: Account, name?: string): RepositoryHandle;
  /** Old names redirect: 301 for reading, 307 for writing. */
  rename(name: string): void;
  transfer(owner: Account): void;
  /** Pull requests from it keep their commits and lose `head.repo`. */
  delete(): void;
  setPrivate(isPrivate: boolean): void;
  setRole(account: Account, role: Role): void;
  /** A merge group on top of the base branch: a commit, and the webhook that asks for its checks. */
  requestMergeGroup(
    pull: PullRequestHandle,
  ): Promise<{ readonly headSha: string; readonly delivery: Delivery }>;
  /** A commit on a branch, with its push webhook. */
  push(branch: string, files: Files): Promise<Delivery>;
}

/** What repositories need of the double: where to keep forks, and one handle for each. */
export interface RepositoryContext extends ActionContext {
  readonly folder: string;
  handleOf(repository: Repository): RepositoryHandle;
}

export interface RepositoryRequest {
  readonly owner: Account;
  readonly name: string;
  readonly isPrivate: boolean;
  readonly defaultBranch: string;
  readonly parent: Repository | null;
}

export function addRepository(context: RepositoryContext, request: RepositoryRequest): Repository {
  const { world, folder } = context;
  const id = world.nextId();
  const repository: Repository = {
    ...request,
    id,
    isDeleted: false,
    git: createGitRepository(join(folder, `${id}.git`), request.parent?.git ?? null),
    formerNames: new Set(),
    roles: new Map(),
    pulls: new Map(),
    nextNumber: 1,
  };
  world.repositories.set(id, repository);
  return repository;
}

export function createRepositoryHandle(context: RepositoryContext, repository: Repository): RepositoryHandle {
  const { world, compose, send } = context;
  const { git, defaultBranch } = repository;
  const handles = new Map<number, PullRequestHandle>();
  const pullHandle = (pull: PullRequest) => {
    const handle = handles.get(pull.number) ?? createPullRequestHandle(context, pull);
    handles.set(pull.number, handle);
    return handle;
  };
  const leaveName = () => repository.formerNames.add(fullName(repository).toLowerCase());
  return {
    state: repository,
    id: repository.id,
    get owner() {
      return repository.owner.login;
    },
    get name() {
      return repository.name;
    },
    get fullName() {
      return fullName(repository);
    },
    defaultBranch,
    folder: git.folder,
    commit: (request) => git.commit({ branch: defaultBranch, ...request }),
    tip: (branch) => git.tip(branch),
    setBranch: (branch, sha) => git.setRef(`refs/heads/${branch}`, sha),
    openPullRequest: async (request) => {
      const pull = addPullRequest(context, repository, request);
      const handle = pullHandle(pull);
      if (request.isDelivered !== false) await handle.deliver("opened");
      return handle;
    },
    pullRequest: (number) => {
      const pull = repository.pulls.get(number);
      if (pull === undefined) throw new Error(`there is no pull request ${number}`);
      return pullHandle(pull);
    },
    fork: (owner, name = repository.name) => {
      const isPrivate = repository.isPrivate;
      const fork = addRepository(context, { owner, name, isPrivate, defaultBranch, parent: repository });
      const tip = git.tip(defaultBranch);
      if (tip !== null) fork.git.setRef(`refs/heads/${defaultBranch}`, tip);
      return context.handleOf(fork);
    },
    rename: (name) => {
      leaveName();
      repository.name = name;
    },
    transfer: (owner) => {
      leaveName();
      repository.owner = owner;
    },
    delete: () => {
      repository.isDeleted = true;
      for (const other of world.repositories.values()) {
        for (const pull of other.pulls.values()) {
          if (pull.headRepository === repository) pull.headRepository = null;
        }
      }
    },
    setPrivate: (isPrivate) => {
      repository.isPrivate = isPrivate;
    },
    setRole: (account, role) => {
      repository.roles.set(account.id, role);
    },
    requestMergeGroup: async ({ state: pull }) => {
      const base = git.tip(pull.baseBranch) ?? pull.baseSha;
      const branch = `gh-readonly-queue/${pull.baseBranch}/pr-${pull.number}-${base}`;
      const headSha = git.commit({
        branch,
        parent: base,
        mergeOf: pull.headSha,
        files: {},
        message: "Merge",
      });
      const refs = { headRef: `refs/heads/${branch}`, baseRef: `refs/heads/${pull.baseBranch}` };
      const group = { headSha, baseSha: base, ...refs };
      return { headSha, delivery: await send(compose.mergeGroup(repository, group, pull.author)) };
    },
    push: async (branch, files) => {
      const before = git.tip(branch) ?? "0".repeat(40);
      const after = git.commit({ branch, files });
      const push = { ref: `refs/heads/${branch}`, before, after, isForced: false };
      return send(compose.push(repository, push, repository.owner));
    },
  };
}

function addPullRequest(
  context: RepositoryContext,
  repository: Repository,
  request: PullRequestRequest,
): PullRequest {
  const { world } = context;
  const source = request.from?.state ?? repository;
  const baseBranch = request.base ?? repository.defaultBranch;
  const baseSha = repository.git.tip(baseBranch);
  if (baseSha === null) throw new Error(`there is no branch ${baseBranch}`);
  if (request.files !== undefined) {
    const parent = source.git.tip(request.branch) ?? baseSha;
    source.git.commit({ branch: request.branch, parent, files: request.files });
  }
  const headSha = source.git.tip(request.branch);
  if (headSha === null) throw new Error(`there is no branch ${request.branch}`);
  const now = timestamp(world);
  const number = repository.nextNumber++;
  const pull: PullRequest = {
    id: world.nextId(),
    number,
    repository,
    author: request.author ?? source.owner,
    title: request.title ?? "Change something",
    body: request.body ?? null,
    state: "open",
    isDraft: request.isDraft ?? false,
    isLocked: false,
    mergedAt: null,
    closedAt: null,
    mergeable: true,
    createdAt: now,
    updatedAt: now,
    headRepository: source,
    headOwnerLogin: source.owner.login,
    headBranch: request.branch,
    headSha,
    baseBranch,
    baseSha,
    labels: [],
  };
  repository.pulls.set(number, pull);
  repository.git.setRef(`refs/pull/${number}/head`, headSha);
  return pull;
}
