import { presentFilePage } from "./present-files.ts";
import { countPull, presentPullInList, presentPullRequest } from "./present-pull-request.ts";
import { repositoryUrl } from "./present-repository.ts";
import { readPullDiff } from "./read-git-diff.ts";
import {
  type Answer,
  ApiFailure,
  notFound,
  paginate,
  type RepositoryRequest,
  type Route,
  readNumber,
  readPage,
  repositoryRoute,
} from "./route.ts";
import type { PullRequest } from "./world.ts";

const readsPulls = [{ pull_requests: "read" }] as const;

export function findPull({ repository, params }: RepositoryRequest): PullRequest {
  const pull = repository.pulls.get(
    readNumber(params, "pull_number" in params ? "pull_number" : "issue_number"),
  );
  if (pull === undefined) throw notFound();
  return pull;
}

function listPulls(request: RepositoryRequest): Answer {
  const { repository, query, api } = request;
  const state = query["state"] ?? "open";
  const sort = query["sort"] === "updated" ? "updatedAt" : "createdAt";
  const isAscending = query["direction"] === "asc";
  const found = [...repository.pulls.values()]
    .filter((pull) => state === "all" || pull.state === state)
    .filter((pull) => query["base"] === undefined || pull.baseBranch === query["base"])
    .filter(
      (pull) => query["head"] === undefined || `${pull.headOwnerLogin}:${pull.headBranch}` === query["head"],
    )
    .sort((one, other) => one[sort].localeCompare(other[sort]) || one.number - other.number);
  if (!isAscending) found.reverse();
  const url = `${repositoryUrl("", repository)}/pulls`;
  return paginate(
    request,
    url,
    found.map((pull) => presentPullInList(api, pull)),
  );
}

async function getPull(request: RepositoryRequest): Promise<Answer> {
  const pull = findPull(request);
  const format = /vnd\.github\.(?:v3\.)?(diff|patch)/.exec(request.accept)?.[1];
  if (format === undefined)
    return { status: 200, body: await presentPullRequest(request.api, request.world, pull) };
  const { changedFiles } = await countPull(pull);
  if (changedFiles > request.world.limits.compareFiles) {
    const field = "diff";
    throw new ApiFailure(406, "Sorry, the diff exceeded the maximum number of files (300).", {
      errors: [{ resource: "PullRequest", field, code: "too_large" }],
    });
  }
  const text = await request.repository.git.read([
    "diff",
    "-M",
    "--full-index",
    `${pull.baseSha}...${pull.headSha}`,
  ]);
  return {
    status: 200,
    body: Buffer.from(text),
    headers: { "content-type": `application/vnd.github.v3.${format}; charset=utf-8` },
  };
}

async function listFiles(request: RepositoryRequest): Promise<Answer> {
  const { repository, world, api, query } = request;
  const pull = findPull(request);
  const all = await readPullDiff(repository.git, pull.baseSha, pull.headSha);
  const files = all.slice(0, world.limits.pullFiles);
  const { perPage, page } = readPage(query);
  const place = { repository: pull.headRepository ?? repository, sha: pull.headSha, limits: world.limits };
  const shown = presentFilePage(api, place, files.slice((page - 1) * perPage, page * perPage));
  const url = `${repositoryUrl("", repository)}/pulls/${pull.number}/files`;
  return paginate(request, url, files, () => shown);
}

export const pullRoutes: readonly Route[] = [
  repositoryRoute("GET", "/pulls", readsPulls, listPulls),
  repositoryRoute("GET", "/pulls/{pull_number}", readsPulls, getPull),
  repositoryRoute("GET", "/pulls/{pull_number}/files", readsPulls, listFiles),
];
