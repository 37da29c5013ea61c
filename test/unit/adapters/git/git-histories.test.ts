import { execFileSync } from "node:child_process";
import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createRepository, type TemporaryRepository } from "../../../git/temporary-repository.ts";
import { readChange, summarize } from "./read-change.ts";

const unsafe = "import db\ndef get(id):\n    return db.run('SELECT * FROM t WHERE id=' + id)\n";
const repaired = "import db\ndef get(id):\n    return db.run('SELECT * FROM t WHERE id=?', id)\n";

let repository: TemporaryRepository;
beforeEach(() => {
  repository = createRepository();
});
afterEach(() => repository.remove());

const merge = (name: string, ...options: string[]) =>
  repository.git("merge", "--quiet", "--no-edit", "--no-ff", ...options, name);

/** Main repairs the file and merges the feature; the feature merges the repair and takes it back, or keeps it. */
function crossHistories(strategy: readonly string[]): { readonly left: string; readonly right: string } {
  const { git, write, commit } = repository;
  write("app.py", unsafe);
  commit("root");
  git("checkout", "--quiet", "-b", "feature");
  write("early.py", "limit = 3\n");
  const early = commit("early");
  git("checkout", "--quiet", "main");
  write("app.py", repaired);
  const repair = commit("repair");
  merge(early);
  git("checkout", "--quiet", "feature");
  merge(repair, ...strategy);
  write("late.py", "name = 'x'\n");
  commit("late");
  expect(git("merge-base", "--all", "main", "feature").split("\n").toSorted()).toEqual(
    [early, repair].toSorted(),
  );
  return { left: git("rev-parse", "main"), right: git("rev-parse", "feature") };
}

describe("two branches that merged each other crosswise", () => {
  const range = { kind: "range", range: "main...feature" } as const;

  test("hide no repair that one of them took back, and every text is known", async () => {
    const { left, right } = crossHistories(["--strategy=ours"]);
    const { change, problems } = await readChange(repository, range);

    expect([change.base, change.head, problems]).toEqual([left, right, []]);
    expect(summarize(change.files)).toEqual(["app.py modified text whole", "late.py added text whole"]);
    expect(change.files[0]).toMatchObject({
      base: [{ firstLine: 1, text: repaired.trimEnd() }],
      head: [{ firstLine: 1, text: unsafe.trimEnd() }],
    });
  });

  test("differ in nothing else where both kept it", async () => {
    crossHistories([]);
    const { change } = await readChange(repository, range);
    expect(summarize(change.files)).toEqual(["late.py added text whole"]);
  });

  test("are known by texts that no commit holds, where both changed one file", async () => {
    const { git, write, commit } = repository;
    const lines = (first: string, last: string) => `${first}\n${"x\n".repeat(20)}${last}\n`;
    write("a.txt", lines("1", "1"));
    commit("root");
    git("checkout", "--quiet", "-b", "feature");
    write("a.txt", lines("2", "1"));
    const early = commit("first line");
    git("checkout", "--quiet", "main");
    write("a.txt", lines("1", "2"));
    const late = commit("last line");
    merge(early);
    git("checkout", "--quiet", "feature");
    merge(late);
    write("a.txt", lines("2", "3"));
    commit("last line again");
    const { change } = await readChange(repository, range);

    expect(change.files).toMatchObject([
      { base: [{ text: lines("2", "2").trimEnd() }], head: [{ text: lines("2", "3").trimEnd() }] },
    ]);
    expect(repository.git("count-objects", "-v")).not.toContain("garbage: 1");
  });

  test("are refused where what they have in common conflicts, and two dots are not", async () => {
    const { git, write, commit } = repository;
    write("a.txt", "1\n");
    commit("root");
    git("checkout", "--quiet", "-b", "feature");
    write("a.txt", "2\n");
    const early = commit("two");
    git("checkout", "--quiet", "main");
    write("a.txt", "3\n");
    const late = commit("three");
    merge(early, "--strategy=ours");
    git("checkout", "--quiet", "feature");
    merge(late, "--strategy=ours");
    await expect(readChange(repository, range)).rejects.toMatchObject({
      code: "GIT_BAD_RANGE",
      message: expect.stringContaining("common ancestors that conflict"),
      remedy: expect.stringContaining("two dots"),
    });
    const { change } = await readChange(repository, { kind: "range", range: "main..feature" });
    expect(summarize(change.files)).toEqual(["a.txt modified text whole"]);
  });

  test("run no program that the repository names for merges", async () => {
    crossHistories(["--strategy=ours"]);
    const proof = join(repository.directory, ".git", "ran");
    repository.write(".git/program.sh", `#!/bin/sh\necho ran > "${proof}"\n`);
    chmodSync(join(repository.directory, ".git/program.sh"), 0o755);
    repository.write(".git/info/attributes", "* merge=own\n");
    repository.git("config", "merge.own.driver", "./.git/program.sh");
    repository.git("config", "merge.default", "own");
    const { change } = await readChange(repository, range);

    expect(summarize(change.files)).toContain("app.py modified text whole");
    expect(existsSync(proof)).toBe(false);
  });
});

describe("a shallow clone", () => {
  function clone(depth: number): string {
    const directory = join(repository.directory, "..", `depth ${depth}`);
    const options = ["--quiet", `--depth=${depth}`, "--single-branch", "--branch", "tested"];
    execFileSync("git", ["clone", ...options, `file://${repository.directory}`, directory], {
      env: repository.environment,
    });
    return directory;
  }

  /** The repair is merged by a long chain and taken back; a shorter way leads to a commit before it. */
  function hideRepair(): { readonly repair: string; readonly head: string } {
    const { git, write, commit } = repository;
    write("app.py", unsafe);
    commit("root");
    git("checkout", "--quiet", "-b", "feature");
    write("early.py", "limit = 3\n");
    commit("early");
    git("checkout", "--quiet", "main");
    write("app.py", repaired);
    const repair = commit("repair");
    git("checkout", "--quiet", "-b", "chain");
    for (let index = 0; index < 8; index += 1) commit(`link ${index}`);
    git("checkout", "--quiet", "feature");
    merge("chain", "--strategy=ours");
    const head = git("rev-parse", "HEAD");
    git("checkout", "--quiet", "-b", "tested", "main");
    merge(head);
    return { repair, head };
  }

  test("is not asked where the two parted when its history is cut off in between", async () => {
    const { repair, head } = hideRepair();
    const range = { kind: "range", range: `${repair}...${head}` } as const;

    await expect(readChange(repository, range, clone(5))).rejects.toMatchObject({ code: "GIT_SHALLOW" });
    const { change } = await readChange(repository, range, clone(11));
    expect(change.base).toBe(repair);
    expect(summarize(change.files)).toContain("app.py modified text whole");
  });

  test("answers when all of the history since then is there", async () => {
    const { git, write, commit } = repository;
    for (let index = 0; index < 9; index += 1) commit(`old ${index}`);
    const fork = commit("fork");
    git("checkout", "--quiet", "-b", "tested");
    write("a.txt", "1\n");
    commit("one");
    write("a.txt", "2\n");
    commit("two");
    const { change } = await readChange(repository, { kind: "range", range: `${fork}...HEAD` }, clone(3));

    expect(change.base).toBe(fork);
    expect(summarize(change.files)).toEqual(["a.txt added text whole"]);
  });
});
