import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createGitSource } from "../../../../src/adapters/git/create-git-source.ts";
import { createRepository, type TemporaryRepository } from "../../../git/temporary-repository.ts";
import { readChange, summarize } from "./read-change.ts";

let repository: TemporaryRepository;
let first: string;
let second: string;
let third: string;

beforeEach(() => {
  repository = createRepository();
  repository.write("a.txt", "1\n2\n3\n");
  first = repository.commit();
  repository.git("checkout", "--quiet", "-b", "side");
  repository.write("side.txt", "side\n");
  second = repository.commit();
  repository.git("checkout", "--quiet", "main");
  repository.write("a.txt", "1\ntwo\n3\n");
  third = repository.commit();
});

afterEach(() => repository.remove());

describe("a range of commits", () => {
  test("with two dots compares the two ends", async () => {
    const { change, problems } = await readChange(repository, { kind: "range", range: "main..side" });
    expect({ base: change.base, head: change.head, label: change.label, problems }).toEqual({
      base: third,
      head: second,
      label: "main..side",
      problems: [],
    });
    expect(summarize(change.files)).toEqual(["a.txt modified text whole", "side.txt added text whole"]);
  });

  test("with three dots begins where the two parted", async () => {
    const { change } = await readChange(repository, { kind: "range", range: "main...side" });
    expect([change.base, change.head]).toEqual([first, second]);
    expect(summarize(change.files)).toEqual(["side.txt added text whole"]);
  });

  test("takes HEAD for an end that is left out", async () => {
    const { change } = await readChange(repository, { kind: "range", range: `${first}..` });
    expect([change.base, change.head]).toEqual([first, third]);
  });

  test("of one commit compares with its parent, and gives both texts whole", async () => {
    const { change } = await readChange(repository, { kind: "range", range: "HEAD" });
    expect([change.base, change.head]).toEqual([first, third]);
    expect(change.files[0]).toMatchObject({
      base: [{ firstLine: 1, text: "1\n2\n3" }],
      head: [{ firstLine: 1, text: "1\ntwo\n3" }],
    });
  });

  test("of a merge compares with its first parent", async () => {
    repository.git("merge", "--quiet", "--no-edit", "side");
    const { change } = await readChange(repository, { kind: "range", range: "HEAD" });
    expect(change.base).toBe(third);
    expect(summarize(change.files)).toEqual(["side.txt added text whole"]);
  });

  test.each(["sha1", "sha256"])("of a root commit has every file added, in %s too", async (format) => {
    const other = createRepository(`--object-format=${format}`);
    try {
      other.write("x", "1\n");
      const root = other.commit();
      const { change } = await readChange(other, { kind: "range", range: "HEAD" });
      expect([change.base, change.head]).toEqual([null, root]);
      expect(summarize(change.files)).toEqual(["x added text whole"]);
    } finally {
      other.remove();
    }
  });

  test("may name an annotated tag", async () => {
    repository.git("tag", "-a", "v1", "-m", "v1", second);
    const { change } = await readChange(repository, { kind: "range", range: "v1" });
    expect(change.head).toBe(second);
  });

  test("is read in a bare repository, and from a directory inside one with files", async () => {
    const bare = `${repository.directory}/../bare repository.git`;
    repository.git("clone", "--quiet", "--bare", ".", bare);
    const { change } = await readChange(repository, { kind: "range", range: "main" }, bare);
    expect(summarize(change.files)).toEqual(["a.txt modified text whole"]);

    const inner = join(repository.directory, "deep/er");
    mkdirSync(inner, { recursive: true });
    const fromInside = await readChange(repository, { kind: "range", range: "main" }, inner);
    expect(summarize(fromInside.change.files)).toEqual(["a.txt modified text whole"]);
  });

  test.each([
    ["nowhere", 'git does not know a commit "nowhere".'],
    ["main..nowhere", 'git does not know a commit "nowhere".'],
    ["nowhere...main", 'git does not know a commit "nowhere".'],
    ["HEAD~9", 'git does not know a commit "HEAD~9".'],
    ["HEAD^{tree}", 'git does not know a commit "HEAD^{tree}".'],
    ["--output=x", 'The range "--output=x" begins with a dash.'],
    ["main..--all", 'The range "--all" begins with a dash.'],
    ["", '"" is not a range.'],
    ["a\0b", '"a\\u0000b" is not a range.'],
  ])("that git does not know is refused by name: %j", async (range, message) => {
    await expect(readChange(repository, { kind: "range", range })).rejects.toMatchObject({
      code: "GIT_BAD_RANGE",
      message,
      remedy: expect.any(String),
    });
  });

  test("without a common ancestor is refused", async () => {
    repository.git("checkout", "--quiet", "--orphan", "island");
    repository.commit();
    await expect(readChange(repository, { kind: "range", range: "main...island" })).rejects.toMatchObject({
      code: "GIT_BAD_RANGE",
    });
  });
});

describe("a shallow clone", () => {
  function cloneShallow(): string {
    const clone = join(repository.directory, "../shallow");
    execFileSync(
      "git",
      ["clone", "--quiet", "--depth=1", "--no-single-branch", `file://${repository.directory}`, clone],
      {
        env: repository.environment,
        stdio: "pipe",
      },
    );
    return clone;
  }

  test.each(["HEAD", "HEAD~1..HEAD", "HEAD^", "origin/side...HEAD"])(
    "says how to get more for %s",
    async (range) => {
      await expect(readChange(repository, { kind: "range", range }, cloneShallow())).rejects.toMatchObject({
        code: "GIT_SHALLOW",
        remedy: expect.stringContaining("git fetch --unshallow"),
      });
    },
  );

  test("says so for a commit that was not fetched", async () => {
    const range = `${first}..HEAD`;
    await expect(readChange(repository, { kind: "range", range }, cloneShallow())).rejects.toMatchObject({
      code: "GIT_SHALLOW",
    });
  });

  test("still does not know a wrong name", async () => {
    await expect(
      readChange(repository, { kind: "range", range: "nope~1" }, cloneShallow()),
    ).rejects.toMatchObject({
      code: "GIT_BAD_RANGE",
    });
  });
});

describe("where there is nothing to read", () => {
  test.each([["/"], ["/does/not/exist"]])("%s is not a repository", async (directory) => {
    await expect(readChange(repository, { kind: "range", range: "HEAD" }, directory)).rejects.toMatchObject({
      code: "GIT_NOT_A_REPOSITORY",
    });
  });

  test("a missing git is named", async () => {
    const source = createGitSource({
      directory: repository.directory,
      selection: { kind: "staged" },
      environment: { PATH: "/does/not/exist" },
    });
    await expect(source.readDiff(new AbortController().signal)).rejects.toMatchObject({
      code: "GIT_MISSING",
    });
  });

  test("an interrupted reading ends at once", async () => {
    const source = createGitSource({
      directory: repository.directory,
      selection: { kind: "staged" },
      environment: repository.environment,
    });
    await expect(source.readDiff(AbortSignal.abort())).rejects.toMatchObject({ code: "INTERRUPTED" });
  });

  test("a repository without commits has no range", async () => {
    const empty = createRepository();
    try {
      await expect(readChange(empty, { kind: "range", range: "HEAD" })).rejects.toMatchObject({
        code: "GIT_BAD_RANGE",
        message: "The repository has no commit yet.",
      });
    } finally {
      empty.remove();
    }
  });
});
