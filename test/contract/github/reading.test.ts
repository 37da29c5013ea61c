import { execFileSync } from "node:child_process";
import { afterEach, describe, expect, it } from "vitest";
import { numberedLines, openClient, openScene, type Scene } from "./open-scene.ts";

let scene: Scene;

afterEach(async () => {
  expect(scene.github.violations).toEqual([]);
  await scene.github.close();
});

describe("a pull request", () => {
  it("is told as git sees it", async () => {
    scene = await openScene({}, { "a.ts": numberedLines(5) });
    const pull = await scene.repository.openPullRequest({
      branch: "feature",
      files: { "a.ts": numberedLines(5).replace("line 3", "line three"), "b.ts": "new\n" },
      author: scene.github.account("alice"),
    });
    const { data } = await scene.octokit.pulls.get({ ...scene.at, pull_number: pull.number });

    expect(data).toMatchObject({
      number: 1,
      state: "open",
      draft: false,
      user: { login: "alice", type: "User" },
      head: { sha: pull.headSha, ref: "feature", repo: { id: scene.repository.id } },
      base: { sha: pull.baseSha, ref: "main" },
      changed_files: 2,
      additions: 2,
      deletions: 1,
      commits: 1,
    });
  });

  it("is the same under a GitHub Enterprise address and under the repository's number", async () => {
    scene = await openScene();
    await scene.repository.openPullRequest({ branch: "feature", files: { "b.ts": "new\n" } });
    const enterprise = openClient(scene.github, scene.github.enterpriseUrl, scene.installation.id);
    const route = "GET /repositories/{repository_id}/pulls/{pull_number}";
    const { data } = await enterprise.request(route, { repository_id: scene.repository.id, pull_number: 1 });

    expect(data).toMatchObject({
      number: 1,
      url: `${scene.github.enterpriseUrl}/repos/octo-org/shop/pulls/1`,
    });
    expect(scene.github.callsWithoutTokens.map(({ route }) => route)).toEqual([
      "/repos/{owner}/{repo}/pulls/{pull_number}",
    ]);
  });

  it("from a fork that was deleted has no head repository, and is still there", async () => {
    scene = await openScene();
    const fork = scene.repository.fork(scene.github.account("mallory"));
    const pull = await scene.repository.openPullRequest({
      branch: "feature",
      from: fork,
      files: { "b.ts": "new\n" },
    });
    fork.delete();
    const { data } = await scene.octokit.pulls.get({ ...scene.at, pull_number: pull.number });
    const blob = await scene.octokit.repos.getContent({ ...scene.at, path: "b.ts", ref: pull.headSha });

    expect(data.head.repo).toBeNull();
    expect(data.head.sha).toBe(pull.headSha);
    expect(blob.data).toMatchObject({ type: "file", size: 4 });
  });
});

describe("a list", () => {
  it("comes in pages that name the next one", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 120 }, (_, index) => [`file-${index}.txt`, "text\n"]),
    );
    scene = await openScene();
    const pull = await scene.repository.openPullRequest({ branch: "feature", files });
    const first = await scene.octokit.pulls.listFiles({
      ...scene.at,
      pull_number: pull.number,
      per_page: 50,
    });
    const all = await scene.octokit.paginate(scene.octokit.pulls.listFiles, {
      ...scene.at,
      pull_number: pull.number,
      per_page: 50,
    });

    expect(first.headers.link).toContain('rel="next"');
    expect(all.map(({ filename }) => filename).sort()).toEqual(Object.keys(files).sort());
  });

  it("that has not changed is answered 304 when asked with its entity tag", async () => {
    scene = await openScene();
    const first = await scene.octokit.pulls.list(scene.at);
    const again = scene.octokit.pulls.list({
      ...scene.at,
      headers: { "if-none-match": first.headers.etag ?? "" },
    });

    await expect(again).rejects.toMatchObject({ status: 304 });
  });
});

describe("the files of a pull request", () => {
  it("have git's own patches, and none for binary files and pure renames", async () => {
    scene = await openScene({}, { "a.ts": numberedLines(30), "old.ts": numberedLines(10), "gone.ts": "x\n" });
    const pull = await scene.repository.openPullRequest({
      branch: "feature",
      files: {
        "a.ts": numberedLines(30).replace("line 3\n", "line three\n").replace("line 28\n", ""),
        "old.ts": null,
        "new.ts": numberedLines(10),
        "gone.ts": null,
        "image.png": { mode: "100644", text: Buffer.from([137, 80, 78, 71, 0, 1, 2]) },
        "run.sh": { mode: "100755", text: "#!/bin/sh\n" },
      },
    });
    const { data } = await scene.octokit.pulls.listFiles({ ...scene.at, pull_number: pull.number });
    const diff = execFileSync("git", [
      "-C",
      scene.repository.folder,
      "diff",
      "-M",
      pull.baseSha,
      pull.headSha,
      "--",
      "a.ts",
    ]);

    expect(
      data.map(({ filename, status, previous_filename }) => [filename, status, previous_filename ?? null]),
    ).toEqual([
      ["a.ts", "modified", null],
      ["gone.ts", "removed", null],
      ["image.png", "added", null],
      ["new.ts", "renamed", "old.ts"],
      ["run.sh", "added", null],
    ]);
    expect(data.filter(({ patch }) => patch === undefined).map(({ filename }) => filename)).toEqual([
      "image.png",
      "new.ts",
    ]);
    expect(diff.toString()).toContain(data[0]?.patch);
  });

  it("lose patch and counts once the patches of their page are too long", async () => {
    const files = { "a.ts": numberedLines(60), "b.ts": numberedLines(60), "c.ts": numberedLines(60) };
    scene = await openScene({ limits: { pagePatchLines: 130 } });
    const pull = await scene.repository.openPullRequest({ branch: "feature", files });
    const list = async (page: number, size: number) => {
      const wanted = { ...scene.at, pull_number: pull.number, per_page: size, page };
      const { data } = await scene.octokit.pulls.listFiles(wanted);
      return data.map(({ additions, patch }) => [additions, patch !== undefined]);
    };

    expect(await list(1, 3)).toEqual([
      [60, true],
      [60, true],
      [0, false],
    ]);
    expect(await list(3, 1)).toEqual([[60, true]]);
  });

  it("end at the limit of a pull request, while its own count goes on", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`file-${index}.txt`, "text\n"]),
    );
    scene = await openScene({ limits: { pullFiles: 10 } });
    const pull = await scene.repository.openPullRequest({ branch: "feature", files });
    const { data } = await scene.octokit.pulls.get({ ...scene.at, pull_number: pull.number });
    const listed = await scene.octokit.pulls.listFiles({ ...scene.at, pull_number: pull.number });

    expect([data.changed_files, listed.data.length]).toEqual([12, 10]);
  });
});

describe("git objects", () => {
  it("are blobs and trees with their modes", async () => {
    scene = await openScene(
      {},
      {
        "a.ts": "text\n",
        "bin/run": { mode: "100755", text: "x" },
        link: { mode: "120000", text: "a.ts" },
        module: { mode: "160000", commit: "1".repeat(40) },
      },
    );
    const tip = scene.repository.tip("main") ?? "";
    const { data } = await scene.octokit.git.getTree({ ...scene.at, tree_sha: tip, recursive: "true" });
    const blob = await scene.octokit.git.getBlob({ ...scene.at, file_sha: data.tree[0]?.sha ?? "" });

    expect(data.tree.map(({ path, mode, type }) => [path, mode, type])).toEqual([
      ["a.ts", "100644", "blob"],
      ["bin", "040000", "tree"],
      ["bin/run", "100755", "blob"],
      ["link", "120000", "blob"],
      ["module", "160000", "commit"],
    ]);
    expect(Buffer.from(blob.data.content, "base64").toString()).toBe("text\n");
  });

  it("are followed through symbolic links by the contents API, which calls submodules files in listings", async () => {
    scene = await openScene(
      {},
      {
        "secret.txt": "behind the link\n",
        "assay.yml": { mode: "120000", text: "secret.txt" },
        outside: { mode: "120000", text: "../../etc/passwd" },
        module: { mode: "160000", commit: "1".repeat(40) },
      },
    );
    const read = async (path: string) => (await scene.octokit.repos.getContent({ ...scene.at, path })).data;
    const listing = await read("");

    expect(await read("assay.yml")).toMatchObject({ type: "file", path: "secret.txt" });
    expect(await read("outside")).toMatchObject({ type: "symlink", target: "../../etc/passwd" });
    expect(Array.isArray(listing) && listing.find(({ name }) => name === "module")?.type).toBe("file");
    await expect(read("nothing")).rejects.toMatchObject({ status: 404 });
  });

  it("are compared from their merge base", async () => {
    scene = await openScene({}, { "a.ts": "1\n" });
    const base = scene.repository.tip("main") ?? "";
    const ahead = scene.repository.commit({ branch: "feature", parent: base, files: { "b.ts": "2\n" } });
    const main = scene.repository.commit({ files: { "c.ts": "3\n" } });
    const compare = async (basehead: string) => {
      const { data } = await scene.octokit.repos.compareCommitsWithBasehead({ ...scene.at, basehead });
      const { status, ahead_by, behind_by, files } = data;
      return [
        status,
        ahead_by,
        behind_by,
        data.merge_base_commit.sha,
        files?.map(({ filename }) => filename),
      ];
    };

    expect(await compare(`${base}...${ahead}`)).toEqual(["ahead", 1, 0, base, ["b.ts"]]);
    expect(await compare(`${main}...${ahead}`)).toEqual(["diverged", 1, 1, base, ["b.ts"]]);
    expect(await compare(`${ahead}...${base}`)).toEqual(["behind", 0, 1, base, []]);
    expect(await compare("main...main")).toEqual(["identical", 0, 0, main, []]);
  });
});
