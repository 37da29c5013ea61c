import { presentApp } from "./present-account.ts";
import { htmlUrl, repositoryUrl } from "./present-repository.ts";
import {
  type CheckRun,
  type CheckSuite,
  nodeId,
  type PullRequest,
  type Repository,
  type World,
} from "./world.ts";

/** Pull requests of a commit as checks list them: never those that come from a fork. */
export function pullsOfCommit(repository: Repository, sha: string): readonly PullRequest[] {
  return [...repository.pulls.values()].filter(
    (pull) => pull.headSha === sha && pull.state === "open" && pull.headRepository === repository,
  );
}

export function presentPullMinimal(api: string, pull: PullRequest): Record<string, unknown> {
  const end = (ref: string, sha: string, repository: Repository) => ({
    ref,
    sha,
    repo: { id: repository.id, url: repositoryUrl(api, repository), name: repository.name },
  });
  return {
    url: `${repositoryUrl(api, pull.repository)}/pulls/${pull.number}`,
    id: pull.id,
    number: pull.number,
    head: end(pull.headBranch, pull.headSha, pull.headRepository ?? pull.repository),
    base: end(pull.baseBranch, pull.baseSha, pull.repository),
  };
}

export function presentCheckRun(api: string, world: World, run: CheckRun): Record<string, unknown> {
  const { repository } = run;
  const url = `${repositoryUrl(api, repository)}/check-runs/${run.id}`;
  const web = `${htmlUrl(repository)}/runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId("CR", run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: web,
    details_url: run.detailsUrl ?? web,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suite.id },
    app: presentApp(api, world.app),
    pull_requests: pullsOfCommit(repository, run.headSha).map((pull) => presentPullMinimal(api, pull)),
  };
}

export function presentAnnotation(
  run: CheckRun,
  annotation: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const defaults = { start_column: null, end_column: null, title: null, raw_details: null };
  const blob = `${htmlUrl(run.repository)}/blob/${run.headSha}/${encodeURI(String(annotation["path"]))}`;
  return { ...defaults, ...annotation, blob_href: blob };
}

export function presentCheckSuite(
  api: string,
  world: World,
  suite: CheckSuite,
  branch: string | null,
): Record<string, unknown> {
  const { repository } = suite;
  const url = `${repositoryUrl(api, repository)}/check-suites/${suite.id}`;
  const runs = [...world.checkRuns.values()].filter((run) => run.suite === suite);
  return {
    id: suite.id,
    node_id: nodeId("CS", suite.id),
    head_branch: branch,
    head_sha: suite.headSha,
    status: suite.status,
    conclusion: suite.conclusion,
    url,
    before: suite.headSha,
    after: suite.headSha,
    pull_requests: pullsOfCommit(repository, suite.headSha).map((pull) => presentPullMinimal(api, pull)),
    app: presentApp(api, world.app),
    created_at: suite.createdAt,
    updated_at: suite.createdAt,
    rerequestable: true,
    runs_rerequestable: true,
    latest_check_runs_count: runs.length,
    check_runs_url: `${url}/check-runs`,
  };
}
