import { presentAccount } from "./present-account.ts";
import { presentFileDiff } from "./present-files.ts";
import { htmlUrl, presentFullRepository, repositoryUrl } from "./present-repository.ts";
import { readContents } from "./read-contents.ts";
import { readComparison, readDiff } from "./read-git-diff.ts";
import {
  type Answer,
  ApiFailure,
  notFound,
  type RepositoryRequest,
  type Route,
  repositoryRoute,
  unprocessable,
} from "./route.ts";
import { findAccount, nodeId, type Repository, roleOf } from "./world.ts";

const readsContents = [{ contents: "read" }] as const;

async function getBlob({ repository, params, api, accept }: RepositoryRequest): Promise<Answer> {
  const sha = params["file_sha"] ?? "";
  const object = /^[0-9a-f]{40}$/.test(sha) ? await repository.git.objects.read(sha) : null;
  if (object?.type !== "blob") throw notFound();
  if (/raw/.test(accept)) {
    return {
      status: 200,
      body: object.bytes,
      headers: { "content-type": "application/vnd.github.raw+json" },
    };
  }
  return {
    status: 200,
    body: {
      sha,
      node_id: nodeId("B", repository.id),
      size: object.bytes.length,
      url: `${repositoryUrl(api, repository)}/git/blobs/${sha}`,
      content: encodeLines(object.bytes),
      encoding: "base64",
    },
  };
}

/** Base64 with a line feed after every sixty characters, as GitHub sends it. */
export function encodeLines(bytes: Buffer): string {
  return bytes.toString("base64").replace(/.{1,60}/g, "$&\n");
}

async function getTree({ repository, params, query, api, world }: RepositoryRequest): Promise<Answer> {
  const { git } = repository;
  const name = params["tree_sha"] ?? "";
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{tree}`];
  const sha = await (/^[0-9a-f]{40}$/.test(name) ? git.read(args) : git.run(args)).catch(() => {
    throw notFound();
  });
  const flags = query["recursive"] === undefined ? [] : ["-r", "-t"];
  const listing = await git.read(["ls-tree", "-z", "--long", ...flags, sha.trim()]);
  const url = `${repositoryUrl(api, repository)}/git`;
  const entries = listing.split("\0").filter((line) => line !== "");
  const tree = entries.slice(0, world.limits.treeEntries).map((line) => {
    const [facts = "", path = ""] = line.split("\t");
    const [mode = "", type = "", object = "", size = "-"] = facts.split(/ +/);
    const sizes = size === "-" ? {} : { size: Number(size) };
    return { path, mode, type, sha: object, ...sizes, url: `${url}/${type}s/${object}` };
  });
  return {
    status: 200,
    body: {
      sha: sha.trim(),
      url: `${url}/trees/${sha.trim()}`,
      tree,
      truncated: entries.length > tree.length,
    },
  };
}

async function resolveCommit(repository: Repository, name: string): Promise<string> {
  // `owner:branch` names a fork of the network; its objects are here, its refs are not.
  const wanted = /^[0-9a-f]{40}$/.test(name) ? name : (repository.git.tip(name) ?? name);
  const object = await repository.git.objects.read(`${wanted}^{commit}`);
  if (object === null) throw notFound();
  return object.sha;
}

async function presentCommit(
  api: string,
  repository: Repository,
  sha: string,
): Promise<Record<string, unknown>> {
  const format = ["%T", "%P", "%an", "%ae", "%aI", "%B"].join("%x00");
  const text = await repository.git.read(["show", "--no-patch", `--format=${format}`, sha]);
  const [tree = "", parents = "", name = "", email = "", date = "", message = ""] = text.split("\0");
  const who = { name, email, date: new Date(date).toISOString().replace(/\.\d+Z$/, "Z") };
  const url = repositoryUrl(api, repository);
  const web = htmlUrl(repository);
  return {
    sha,
    node_id: nodeId("C", repository.id),
    commit: {
      author: who,
      committer: who,
      message: message.trim(),
      tree: { sha: tree, url: `${url}/git/trees/${tree}` },
      url: `${url}/git/commits/${sha}`,
      comment_count: 0,
      verification: {
        verified: false,
        reason: "unsigned",
        signature: null,
        payload: null,
        verified_at: null,
      },
    },
    url: `${url}/commits/${sha}`,
    html_url: `${web}/commit/${sha}`,
    comments_url: `${url}/commits/${sha}/comments`,
    author: presentAccount(api, repository.owner),
    committer: presentAccount(api, repository.owner),
    parents: parents
      .split(" ")
      .filter((parent) => parent !== "")
      .map((parent) => ({
        sha: parent,
        url: `${url}/commits/${parent}`,
        html_url: `${web}/commit/${parent}`,
      })),
  };
}

async function compare(request: RepositoryRequest): Promise<Answer> {
  const { repository, params, api, world, query } = request;
  const match = /^(.+?)\.\.\.?(.+)$/.exec(params["basehead"] ?? "");
  if (match === null) throw notFound();
  const strip = (name: string) => name.replace(/^[\w-]+:/, "");
  const base = await resolveCommit(repository, strip(match[1]!));
  const head = await resolveCommit(repository, strip(match[2]!));
  const { mergeBase, aheadBy, behindBy } = await readComparison(repository.git, base, head);
  if (mergeBase === null)
    throw new ApiFailure(404, `No common ancestor between ${match[1]} and ${match[2]}.`);
  const commits = (await repository.git.read(["rev-list", "--reverse", `${base}..${head}`]))
    .split("\n")
    .filter(Boolean);
  const files = await readDiff(repository.git, mergeBase, head);
  const isFirstPage = (query["page"] ?? "1") === "1";
  const url = `${repositoryUrl(api, repository)}/compare/${params["basehead"]}`;
  const web = `${htmlUrl(repository)}/compare/${params["basehead"]}`;
  const shown = isFirstPage ? files.slice(0, world.limits.compareFiles) : [];
  return {
    status: 200,
    body: {
      url,
      html_url: web,
      permalink_url: web,
      diff_url: `${web}.diff`,
      patch_url: `${web}.patch`,
      base_commit: await presentCommit(api, repository, base),
      merge_base_commit: await presentCommit(api, repository, mergeBase),
      status: describeComparison(aheadBy, behindBy),
      ahead_by: aheadBy,
      behind_by: behindBy,
      total_commits: commits.length,
      commits: await Promise.all(commits.slice(0, 250).map((sha) => presentCommit(api, repository, sha))),
      files: shown.map((file) => presentFileDiff(api, { repository, sha: head, limits: world.limits }, file)),
    },
  };
}

function describeComparison(aheadBy: number, behindBy: number): string {
  if (aheadBy > 0 && behindBy > 0) return "diverged";
  if (aheadBy > 0) return "ahead";
  return behindBy > 0 ? "behind" : "identical";
}

const restRole = {
  admin: "admin",
  maintain: "write",
  write: "write",
  triage: "read",
  read: "read",
  none: "none",
};

function getPermission({ world, repository, params, api }: RepositoryRequest): Answer {
  const account = findAccount(world, params["username"] ?? "");
  if (account === null) throw new ApiFailure(404, `${params["username"]} is not a user`);
  const role = roleOf(repository, account);
  const permissions = {
    admin: role === "admin",
    maintain: role === "admin" || role === "maintain",
    push: ["admin", "maintain", "write"].includes(role),
    triage: ["admin", "maintain", "write", "triage"].includes(role),
    pull: role !== "none",
  };
  const user = { ...presentAccount(api, account), permissions, role_name: role };
  return { status: 200, body: { permission: restRole[role], role_name: role, user } };
}

export const repositoryRoutes: readonly Route[] = [
  repositoryRoute("GET", "", [], ({ api, repository }) => ({
    status: 200,
    body: presentFullRepository(api, repository),
  })),
  repositoryRoute("GET", "/git/blobs/{file_sha}", readsContents, getBlob),
  repositoryRoute("GET", "/git/trees/{tree_sha}", readsContents, getTree),
  repositoryRoute("GET", "/contents/{path}", readsContents, readContents),
  repositoryRoute("GET", "/compare/{basehead}", readsContents, compare),
  repositoryRoute("GET", "/commits/{ref}", readsContents, async ({ api, repository, params }) => {
    const sha = await resolveCommit(repository, params["ref"] ?? "");
    return { status: 200, body: await presentCommit(api, repository, sha) };
  }),
  repositoryRoute("GET", "/collaborators/{username}/permission", [], getPermission),
  repositoryRoute("POST", "/code-scanning/sarifs", [{ security_events: "write" }], (request) => {
    const { body, repository, api } = request;
    if (typeof body["sarif"] !== "string" || typeof body["commit_sha"] !== "string")
      throw unprocessable("sarif is missing");
    const id = `sarif-${request.world.nextId()}`;
    return { status: 202, body: { id, url: `${repositoryUrl(api, repository)}/code-scanning/sarifs/${id}` } };
  }),
];
