import { chmodSync, cpSync, existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createGitSource } from "../../../../src/adapters/git/create-git-source.ts";
import { composeGitEnvironment } from "../../../../src/adapters/git/git-environment.ts";
import { openRepository } from "../../../../src/adapters/git/open-repository.ts";
import { loadChange } from "../../../../src/pipeline/load-change.ts";
import { createRepository, type TemporaryRepository } from "../../../git/temporary-repository.ts";
import { readChange, summarize } from "./read-change.ts";

let outer: TemporaryRepository;
let inner: TemporaryRepository;
let folder: string;

/** A repository with a change, and in one of its folders another one without files, as a commit can hold it. */
beforeEach(() => {
  [outer, inner] = [createRepository(), createRepository()];
  inner.write("a.py", "x = 1\n");
  inner.commit();
  inner.write("a.py", "x = 2\n");
  inner.commit();
  folder = join(outer.directory, "services/api");
  outer.write("services/api/app.py", "x = 1\n");
  outer.commit();
  for (const name of ["HEAD", "objects", "refs"]) {
    cpSync(join(inner.directory, ".git", name), join(folder, name), { recursive: true });
  }
  outer.write("services/api/config", "[core]\n\trepositoryformatversion = 0\n\tbare = true\n");
  outer.write("services/api/app.py", "eval(input())\n");
  outer.commit();
});

afterEach(() => {
  outer.remove();
  inner.remove();
});

const refused = {
  code: "GIT_NOT_A_REPOSITORY",
  message: expect.stringMatching(/services\/api" looks like a bare repository inside of another repository/),
  remedy: expect.stringContaining("set GIT_DIR to it"),
};

describe("a repository among the files of another one", () => {
  test.each([
    ["a range", { kind: "range", range: "HEAD" }],
    ["the index", { kind: "staged" }],
    ["what is there", { kind: "latest" }],
  ] as const)("is no source of %s, whether one stands in it or below it", async (_name, selection) => {
    mkdirSync(join(folder, "deep/er"), { recursive: true });
    for (const directory of [folder, join(folder, "deep/er"), join(folder, "objects")]) {
      await expect(readChange(outer, selection, directory)).rejects.toMatchObject(refused);
    }
  });

  test("is none either when it claims to have files of its own", async () => {
    outer.write("services/api/config", "[core]\n\tbare = false\n\tworktree = ../..\n");
    await expect(readChange(outer, { kind: "worktree" }, folder)).rejects.toMatchObject(refused);
  });

  test("is none either when it is reached by a link from outside", async () => {
    const link = join(outer.directory, "..", "link");
    symlinkSync(folder, link);
    await expect(readChange(outer, { kind: "range", range: "HEAD" }, link)).rejects.toMatchObject(refused);
  });

  test("is none either for a git that does not know the setting which forbids it", async () => {
    const bin = join(outer.directory, "..", "bin");
    const old = join(bin, "git");
    outer.write(
      "../bin/git",
      `#!/bin/bash\nargs=()\nfor arg in "$@"; do case "$arg" in safe.bareRepository=*) args+=(core.abbrev=40) ;; *) args+=("$arg") ;; esac; done\nPATH="\${PATH#*:}" exec git "\${args[@]}"\n`,
    );
    chmodSync(old, 0o755);
    const environment = { ...outer.environment, PATH: `${bin}:${outer.environment["PATH"]}` };
    const read = (directory: string) =>
      loadChange(
        createGitSource({ directory, selection: { kind: "range", range: "HEAD" }, environment }),
        new AbortController().signal,
      );

    await expect(read(folder)).rejects.toMatchObject(refused);
    expect((await read(join(inner.directory, ".git"))).change.files).toHaveLength(1);
    expect((await read(outer.directory)).change.files.length).toBeGreaterThan(1);
  });

  test("is read when GIT_DIR names it", async () => {
    const environment = { ...outer.environment, GIT_DIR: folder };
    const selection = { kind: "range", range: "HEAD" } as const;
    const source = createGitSource({ directory: outer.directory, selection, environment });
    const { change } = await loadChange(source, new AbortController().signal);

    expect(summarize(change.files)).toEqual(["a.py modified text whole"]);
  });

  test("does not hide the one around it from its other folders", async () => {
    const { change } = await readChange(outer, { kind: "range", range: "HEAD" });
    expect(summarize(change.files)).toContain("services/api/app.py modified text whole");
  });
});

test("the repository that was found is the one that is read, whatever appears later", async () => {
  const directory = join(outer.directory, "later");
  mkdirSync(directory);
  const environment = composeGitEnvironment(outer.environment);
  const opened = await openRepository({ directory, environment, signal: new AbortController().signal });

  expect(opened.isDiscoveredBare).toBe(false);
  expect(opened.place.environment["GIT_DIR"]).toBe(opened.gitDirectory);
  expect(existsSync(join(opened.gitDirectory, "HEAD"))).toBe(true);
});
