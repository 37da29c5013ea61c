import { readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createGitSource } from "../../../../src/adapters/git/create-git-source.ts";
import { createRepository, type TemporaryRepository } from "../../../git/temporary-repository.ts";
import { readChange, summarize } from "./read-change.ts";

let repository: TemporaryRepository;

beforeEach(() => {
  repository = createRepository();
  repository.write("a.txt", "1\n2\n3\n");
  repository.write(".gitignore", "*.log\n");
  repository.commit();
});

afterEach(() => repository.remove());

describe("what is staged", () => {
  test("is compared with HEAD, and nothing else of the working tree is seen", async () => {
    repository.write("a.txt", "1\nstaged\n3\n");
    repository.git("add", "a.txt");
    repository.write("a.txt", "1\nnot staged\n3\n");
    repository.write("untracked.txt", "x\n");
    const { change } = await readChange(repository, { kind: "staged" });
    expect({ label: change.label, head: change.head }).toEqual({ label: "--staged", head: null });
    expect(summarize(change.files)).toEqual(["a.txt modified text whole"]);
    expect(change.files[0]?.head).toEqual([{ firstLine: 1, text: "1\nstaged\n3" }]);
  });

  test("is all added in a repository without commits", async () => {
    const empty = createRepository();
    try {
      empty.write("x", "1\n");
      empty.git("add", "x");
      const { change } = await readChange(empty, { kind: "staged" });
      expect(change.base).toBeNull();
      expect(summarize(change.files)).toEqual(["x added text whole"]);
    } finally {
      empty.remove();
    }
  });

  test("is nothing where nothing was ever added", async () => {
    const empty = createRepository();
    try {
      expect((await readChange(empty, { kind: "staged" })).change.files).toEqual([]);
    } finally {
      empty.remove();
    }
  });

  test("cannot be told while there are conflicts", async () => {
    repository.git("checkout", "--quiet", "-b", "side");
    repository.write("a.txt", "side\n");
    repository.commit();
    repository.git("checkout", "--quiet", "main");
    repository.write("a.txt", "main\n");
    repository.commit();
    expect(() => repository.git("merge", "side")).toThrow();
    await expect(readChange(repository, { kind: "staged" })).rejects.toMatchObject({
      code: "GIT_FAILED",
      message: "The index holds merge conflicts.",
    });
  });

  test("is read from the index that a commit hook names", async () => {
    repository.write("b.txt", "b\n");
    const index = join(repository.directory, ".git/other-index");
    const environment = { ...repository.environment, GIT_INDEX_FILE: index };
    repository.git("add", "b.txt");
    repository.git("read-tree", "--index-output=.git/other-index", repository.git("write-tree"));
    repository.git("reset", "--quiet");
    const source = createGitSource({
      directory: repository.directory,
      selection: { kind: "staged" },
      environment,
    });
    expect((await source.readDiff(new AbortController().signal)).text).toContain("b.txt");
  });
});

describe("what is not committed", () => {
  test("holds changed, deleted, moved and untracked files, ignored ones not", async () => {
    repository.write("gone.txt", "x\n");
    repository.write("moved.txt", "some\nlines\nto\nknow\nit\nby\n");
    repository.commit();
    repository.write("a.txt", "1\n2\nthree\n");
    rmSync(join(repository.directory, "gone.txt"));
    repository.git("mv", "moved.txt", "new name.txt");
    repository.write("untracked/ü.txt", "new\n");
    repository.write("ignored.log", "no\n");
    const { change } = await readChange(repository, { kind: "worktree" });
    expect(change.label).toBe("uncommitted changes");
    expect(summarize(change.files)).toEqual([
      "a.txt modified text whole",
      "gone.txt deleted text whole",
      "new name.txt renamed text whole",
      "untracked/ü.txt added text whole",
    ]);
  });

  test("leaves index, objects and references as they were", async () => {
    const show = (): string[] => [
      repository.git("count-objects", "-v"),
      repository.git("for-each-ref"),
      readFileSync(join(repository.directory, ".git/index")).toString("hex"),
    ];
    const before = show();
    repository.write("a.txt", "changed\n");
    repository.write("new.txt", "new\n");
    await readChange(repository, { kind: "worktree" });
    expect(show()).toEqual(before);
  });

  test("shows a symbolic link as its target's name, never what lies behind it", async () => {
    const secret = join(repository.directory, "../outside.txt");
    repository.write("../outside.txt", "outside\n");
    symlinkSync(secret, join(repository.directory, "link"));
    const { change } = await readChange(repository, { kind: "worktree" });
    expect(summarize(change.files)).toEqual(["link added symlink whole"]);
    expect(change.files[0]?.head).toEqual([{ firstLine: 1, text: secret }]);
  });

  test("is the latest change, and the last commit where there is none", async () => {
    const latest = { kind: "latest" } as const;
    expect((await readChange(repository, latest)).change.label).toBe("HEAD");
    repository.write("a.txt", "changed\n");
    expect((await readChange(repository, latest)).change.label).toBe("uncommitted changes");
  });

  test("does not exist in a bare repository", async () => {
    const bare = createRepository("--bare");
    try {
      await expect(readChange(bare, { kind: "worktree" })).rejects.toMatchObject({ code: "GIT_BAD_RANGE" });
    } finally {
      bare.remove();
    }
  });
});
