import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createDiffSource } from "../../../src/adapters/git/create-diff-source.ts";
import { createGitSource, type GitSelection } from "../../../src/adapters/git/create-git-source.ts";
import type { Snapshot } from "../../../src/pipeline/ports-snapshot.ts";
import { createRepository } from "../../git/temporary-repository.ts";
import { openReadingScene } from "../../unit/adapters/github/reading-scene.ts";

const base = {
  "src/app.ts": 'import { load } from "./store";\nload(1);\n',
  "src/store.ts": "export function load(key: number) {\n  return key;\n}\n",
  "src/old.ts": "gone(load);\n",
  "lib/far.ts": "far.load();\n",
  "data.bin": Buffer.from([1, 0, 2]),
} as const;
const head = {
  "src/app.ts": 'import { load } from "./store";\nload(2);\nloaded();\n',
  "src/old.ts": null,
} as const;

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function openGit(selection: GitSelection): Promise<Snapshot> {
  const repository = createRepository();
  cleanups.push(repository.remove);
  for (const [path, text] of Object.entries(base)) repository.write(path, text);
  symlinkSync("store.ts", join(repository.directory, "src", "link.ts"));
  repository.commit();
  repository.write("src/app.ts", head["src/app.ts"]);
  repository.git("rm", "--quiet", "src/old.ts");
  if (selection.kind === "range") repository.commit();
  if (selection.kind === "staged") repository.git("add", "--all");
  const { directory, environment } = repository;
  const source = createGitSource({ directory, environment, selection });
  expect(source.openSnapshot()).toBeNull();
  await source.readDiff(new AbortController().signal);
  // Whatever stands in the working tree afterwards is not looked at.
  repository.write("src/store.ts", "overwritten\n");
  expect(source.openSnapshot()).toBe(source.openSnapshot());
  return source.openSnapshot()!;
}

async function openGitHub(): Promise<Snapshot> {
  const link = { mode: "120000", text: "store.ts" } as const;
  const data = { mode: "100644", text: base["data.bin"] } as const;
  const scene = await openReadingScene({ files: { ...base, "src/link.ts": link, "data.bin": data } });
  cleanups.push(() => scene[Symbol.asyncDispose]());
  const pull = await scene.repository.openPullRequest({ branch: "change", files: head, isDelivered: false });
  const { state } = await scene.reader.fetchSnapshot(scene.refOf(pull), scene.signal);
  const { source } = await scene.reader.openChange(state, scene.signal);
  return source.openSnapshot()!;
}

describe.each([
  ["a range of commits", () => openGit({ kind: "range", range: "HEAD~1..HEAD" })],
  ["the index", () => openGit({ kind: "staged" })],
  ["the working tree", () => openGit({ kind: "worktree" })],
  ["a pull request", openGitHub],
])("the snapshot of %s", (name, open) => {
  it("gives texts as they stand at the head, and null of what is no text of its own", async () => {
    const snapshot = await open();
    const paths = ["src/app.ts", "src/store.ts", "src/old.ts", "src/link.ts", "data.bin", "src", "no.ts"];
    const texts = await Promise.all(paths.map((path) => snapshot.readFile(path)));
    expect(texts).toEqual([head["src/app.ts"], base["src/store.ts"], null, null, null, null, null]);
    expect(await snapshot.readFile("src/store.ts")).toBe(base["src/store.ts"]);
  });

  it("selects the files that are there, in the given order", async () => {
    const snapshot = await open();
    const paths = [
      "src/store.ts",
      "src/old.ts",
      "src/store.js",
      "../x",
      "src/app.ts",
      "lib/far.ts",
      "src/link.ts",
    ];
    expect(await snapshot.selectExisting(paths)).toEqual(["src/store.ts", "src/app.ts", "lib/far.ts"]);
  });

  it("finds many words in the same turn, each as if it were asked for alone", async () => {
    const words = [
      "load",
      "loaded",
      "key",
      "import",
      "nowhere",
      ...Array.from({ length: 40 }, (_, at) => `no${at}`),
    ];
    const alone = await open();
    const expected: unknown[] = [];
    for (const word of words) expected.push(await alone.findWord(word, 9));
    const together = await open();
    expect(await Promise.all(words.map((word) => together.findWord(word, 9)))).toEqual(expected);
    expect(expected.slice(0, 4).every((lines) => (lines as unknown[]).length > 0)).toBe(true);
  });

  it("finds whole words at the head, by path and line, as many as are wanted", async () => {
    const snapshot = await open();
    const app = [
      { path: "src/app.ts", line: 1, text: 'import { load } from "./store";' },
      { path: "src/app.ts", line: 2, text: "load(2);" },
    ];
    const store = { path: "src/store.ts", line: 1, text: "export function load(key: number) {" };
    const far = name === "a pull request" ? [] : [{ path: "lib/far.ts", line: 1, text: "far.load();" }];
    expect(await snapshot.findWord("load", 9)).toEqual([...far, ...app, store]);
    expect(await snapshot.findWord("load", 1)).toHaveLength(1);
    expect(await snapshot.findWord("lo", 9)).toEqual([]);
    expect(await snapshot.findWord("", 9)).toEqual([]);
    expect(await snapshot.findWord(".*\n", 9)).toEqual([]);
  });
});

describe("the bounds of a snapshot", () => {
  it("on GitHub are 60 files beside the changed ones, in a few calls, each file once", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 80 }, (_, at) => [`lib/f${at}.ts`, `let a${at};\n`]),
    );
    const large = { "src/large.ts": "x".repeat(300_000) };
    const scene = await openReadingScene({ files: { "src/a.ts": "1\n", ...many, ...large } });
    cleanups.push(() => scene[Symbol.asyncDispose]());
    const pull = await scene.repository.openPullRequest({
      branch: "change",
      files: { "src/a.ts": "2\n" },
      isDelivered: false,
    });
    const { state } = await scene.reader.fetchSnapshot(scene.refOf(pull), scene.signal);
    const { source } = await scene.reader.openChange(state, scene.signal);
    const before = scene.calls().length;
    const snapshot = source.openSnapshot()!;
    const paths = ["src/a.ts", "src/large.ts", ...Object.keys(many)];
    expect(await snapshot.selectExisting(paths)).toEqual(paths);
    const texts = await Promise.all(paths.map((path) => snapshot.readFile(path)));
    expect(texts.slice(0, 3)).toEqual(["2\n", null, "let a0;\n"]);
    expect(texts.filter((text) => text !== null)).toHaveLength(1 + 59);
    await Promise.all(paths.map((path) => snapshot.readFile(path)));
    // One call lists two folders, one reads the files.
    expect(scene.calls().slice(before)).toEqual(["POST /graphql", "POST /graphql"]);
    expect(scene.github.violations).toEqual([]);
  });

  it("in git leave out large files", async () => {
    const repository = createRepository();
    cleanups.push(repository.remove);
    repository.write("large.txt", "x".repeat(600_000));
    repository.write("small.txt", "x");
    repository.commit();
    const { directory, environment } = repository;
    const source = createGitSource({ directory, environment, selection: { kind: "latest" } });
    await source.readDiff(new AbortController().signal);
    const snapshot = source.openSnapshot()!;
    expect(await snapshot.readFile("large.txt")).toBeNull();
    expect(await snapshot.readFile("small.txt")).toBe("x");
  });

  it("of a mere diff is that there is none", () => {
    expect(createDiffSource({ text: "", label: "a pipe" }).openSnapshot()).toBeNull();
  });
});
