import { dirname, posix } from "node:path";
import { htmlUrl, repositoryUrl } from "./present-repository.ts";
import type { GitObject } from "./read-git-objects.ts";
import { type Answer, ApiFailure, notFound, type RepositoryRequest } from "./route.ts";

interface TreeEntry {
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
  readonly size: number;
  readonly path: string;
}

/** `GET contents/{path}`: follows symbolic links inside the repository, and calls submodules files in listings. */
export async function readContents(request: RepositoryRequest): Promise<Answer> {
  const { repository, params, query } = request;
  const ref = query["ref"] ?? repository.defaultBranch;
  const commit = await repository.git.objects.read(`${repository.git.tip(ref) ?? ref}^{commit}`);
  if (commit === null) throw new ApiFailure(404, `No commit found for the ref ${ref}`);
  const path = (params["path"] ?? "").replace(/^\/+|\/+$/g, "");
  return present(request, commit.sha, path, 0);
}

async function present(
  request: RepositoryRequest,
  commit: string,
  path: string,
  links: number,
): Promise<Answer> {
  const { git } = request.repository;
  if (path === "") return presentFolder(request, commit, path);
  const [entry] = await listTree(git.read(["ls-tree", "-z", "--long", commit, "--", path]));
  if (entry === undefined) throw notFound();
  if (entry.type === "tree") return presentFolder(request, commit, path);
  const describe = (type: string) => describeEntry(request, commit, entry, type);
  if (entry.type === "commit")
    return { status: 200, body: { ...describe("submodule"), submodule_git_url: null } };
  const object = await git.objects.read(entry.sha);
  if (object === null) throw notFound();
  if (entry.mode === "120000") {
    const target = object.bytes.toString("utf8");
    const inside = posix.normalize(posix.join(dirname(path), target));
    const isInside = !inside.startsWith("..") && !target.startsWith("/") && links < 5;
    const [found] = isInside
      ? await listTree(git.read(["ls-tree", "-z", "--long", commit, "--", inside]))
      : [];
    if (found?.type === "blob") return present(request, commit, inside, links + 1);
    return { status: 200, body: { ...describe("symlink"), target } };
  }
  return presentFile(request, describe("file"), object);
}

function presentFile(request: RepositoryRequest, shown: Record<string, unknown>, object: GitObject): Answer {
  const { limits } = request.world;
  if (object.bytes.length > limits.inlineBytes * 100)
    throw new ApiFailure(403, "This API returns blobs up to 100 MB in size.");
  if (/raw/.test(request.accept)) {
    return {
      status: 200,
      body: object.bytes,
      headers: { "content-type": "application/vnd.github.raw+json" },
    };
  }
  const isInline = object.bytes.length <= limits.inlineBytes;
  const content = isInline ? object.bytes.toString("base64").replace(/.{1,60}/g, "$&\n") : "";
  return { status: 200, body: { ...shown, content, encoding: isInline ? "base64" : "none" } };
}

async function presentFolder(request: RepositoryRequest, commit: string, path: string): Promise<Answer> {
  const folder = path === "" ? [] : ["--", `${path}/`];
  const entries = await listTree(request.repository.git.read(["ls-tree", "-z", "--long", commit, ...folder]));
  const kinds: Readonly<Record<string, string>> = { tree: "dir", blob: "file", commit: "file" };
  const kindOf = (entry: TreeEntry) => (entry.mode === "120000" ? "symlink" : (kinds[entry.type] ?? "file"));
  return { status: 200, body: entries.map((entry) => describeEntry(request, commit, entry, kindOf(entry))) };
}

async function listTree(listing: Promise<string>): Promise<readonly TreeEntry[]> {
  const lines = (await listing).split("\0").filter((line) => line !== "");
  return lines.map((line) => {
    const [facts = "", path = ""] = line.split("\t");
    const [mode = "", type = "", sha = "", size = "-"] = facts.split(/ +/);
    return { mode, type, sha, size: size === "-" ? 0 : Number(size), path };
  });
}

function describeEntry(
  request: RepositoryRequest,
  commit: string,
  entry: TreeEntry,
  type: string,
): Record<string, unknown> {
  const { repository, api } = request;
  const path = entry.path.split("/").map(encodeURIComponent).join("/");
  const self = `${repositoryUrl(api, repository)}/contents/${path}?ref=${commit}`;
  const html = `${htmlUrl(repository)}/blob/${commit}/${path}`;
  const isSubmodule = entry.type === "commit";
  const objects = `${repositoryUrl(api, repository)}/git/${entry.type === "tree" ? "trees" : "blobs"}/${entry.sha}`;
  const git = isSubmodule ? null : objects;
  return {
    type,
    size: entry.size,
    name: posix.basename(entry.path),
    path: entry.path,
    sha: entry.sha,
    url: self,
    git_url: git,
    html_url: html,
    download_url: type === "file" && !isSubmodule ? `${htmlUrl(repository)}/raw/${commit}/${path}` : null,
    _links: { self, git, html },
  };
}
