import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import type { InstallationHandle } from "../../fakes/github/act-on-installation.ts";
import type { RepositoryHandle } from "../../fakes/github/act-on-repository.ts";
import {
  type GitHubDouble,
  type GitHubDoubleOptions,
  startGitHubDouble,
} from "../../fakes/github/start-github-double.ts";
import type { FileContent } from "../../fakes/github/write-git-objects.ts";

/** A double with one private repository, the App installed on it, and clients of both kinds. */
export interface Scene extends AsyncDisposable {
  readonly github: GitHubDouble;
  readonly repository: RepositoryHandle;
  readonly installation: InstallationHandle;
  readonly octokit: Octokit;
  readonly appOctokit: Octokit;
  readonly at: { readonly owner: string; readonly repo: string };
}

/** A log that says nothing: refusals are expected here. */
export const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

export async function openScene(
  options: GitHubDoubleOptions = {},
  files?: Readonly<Record<string, FileContent>>,
): Promise<Scene> {
  const github = await startGitHubDouble(options);
  const repository = github.repository({
    fullName: "octo-org/shop",
    ...(files === undefined ? {} : { files }),
  });
  const installation = github.install({ account: github.account("octo-org") });
  const appOctokit = openClient(github, github.url, null);
  const octokit = openClient(github, github.url, installation.id);
  const at = { owner: "octo-org", repo: "shop" };
  const close = () => github.close();
  return { github, repository, installation, octokit, appOctokit, at, [Symbol.asyncDispose]: close };
}

/** A plain Octokit: as the App, or as one of its installations. */
export function openClient(github: GitHubDouble, baseUrl: string, installationId: number | null): Octokit {
  const auth = { appId: github.app.id, privateKey: github.app.privateKey };
  return new Octokit({
    baseUrl,
    log: silent,
    authStrategy: createAppAuth,
    auth: installationId === null ? auth : { ...auth, installationId },
  });
}

/** Numbered lines: `line 1` and so on. */
export function numberedLines(count: number): string {
  return Array.from({ length: count }, (_, index) => `line ${index + 1}\n`).join("");
}
