import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createGitRepository, type GitRepository } from "../../fakes/github/git-repository.ts";
import type { FileContent } from "../../fakes/github/write-git-objects.ts";
import { type Tree, treePair } from "../../git/random-trees.ts";

let folder: string;
let repository: GitRepository;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "written-objects-"));
  repository = createGitRepository(join(folder, "one.git"), null);
});

afterEach(() => {
  repository.close();
  rmSync(folder, { recursive: true, force: true });
});

test("what is written is what git itself would have written", () => {
  fc.assert(
    fc.property(treePair, ({ base, head }) => {
      const first = repository.commit({ branch: "main", parent: null, files: contents(base) });
      const second = repository.commit({ branch: "main", files: changes(base, head) });
      expect(list(first)).toEqual(expected(base));
      expect(list(second)).toEqual(expected(head));
    }),
    { numRuns: 20 },
  );
  expect(() => git(["fsck", "--strict", "--no-dangling"])).not.toThrow();
});

test("a file that becomes a folder, and a folder that becomes a file, replace each other", () => {
  repository.commit({ branch: "main", files: { a: "file", "b/c": "in a folder", "b/d": "too" } });
  const commit = repository.commit({ branch: "main", files: { "a/x": "now a folder", b: "now a file" } });
  expect(list(commit).map((line) => line.split("\t")[1])).toEqual(["a/x", "b"]);
  expect(git(["show", `${commit}:a/x`])).toBe("now a folder");
});

test("a folder without files is gone", () => {
  repository.commit({ branch: "main", files: { "a/b/c": "only", d: "stays" } });
  const commit = repository.commit({ branch: "main", files: { "a/b/c": null, "not/there": null } });
  expect(git(["ls-tree", "--name-only", commit])).toBe("d\n");
});

test("branches are seen by git, and a deleted one is gone", () => {
  const commit = repository.commit({ branch: "feature/one", files: { a: "text" } });
  expect(git(["for-each-ref", "--format=%(objectname) %(refname)"])).toBe(
    `${commit} refs/heads/feature/one\n`,
  );
  repository.setRef("refs/heads/feature/one", null);
  expect(repository.tip("feature/one")).toBeNull();
  expect(repository.tip("../../etc/passwd")).toBeNull();
  expect(repository.tip("feature")).toBeNull();
});

function contents(tree: Tree): Record<string, FileContent> {
  return Object.fromEntries(
    [...tree].map(([path, { mode, content }]) => [
      path,
      mode === "160000" ? { mode, commit: content } : { mode, text: content },
    ]),
  );
}

function changes(base: Tree, head: Tree): Record<string, FileContent> {
  const removed = [...base.keys()].filter((path) => !head.has(path)).map((path) => [path, null] as const);
  return { ...Object.fromEntries(removed), ...contents(head) };
}

function expected(tree: Tree): readonly string[] {
  return [...tree].map(([path, { mode }]) => `${mode}\t${path}`).toSorted();
}

function list(commit: string): readonly string[] {
  const entries = git(["ls-tree", "-r", "-z", commit])
    .split("\0")
    .filter((entry) => entry !== "");
  return entries.map((entry) => `${entry.slice(0, 6)}${entry.slice(entry.indexOf("\t"))}`).toSorted();
}

function git(args: readonly string[]): string {
  const env = { PATH: process.env["PATH"] ?? "", GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" };
  return execFileSync("git", ["-C", repository.folder, ...args], { encoding: "utf8", env });
}
