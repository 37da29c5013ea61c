import { expect, test } from "vitest";
import type { ChangedFile } from "../../../../src/domain/change-set.ts";
import { loadChange } from "../../../../src/pipeline/load-change.ts";
import { numberedLines } from "../../../contract/github/open-scene.ts";
import type { PullRequestHandle } from "../../../fakes/github/act-on-pull-request.ts";
import type { FileContent } from "../../../fakes/github/write-git-objects.ts";
import { failureOf, openReadingScene, type ReadingScene, type SceneRequest } from "./reading-scene.ts";

type Files = Readonly<Record<string, FileContent>>;

const quiet = { isDelivered: false } as const;

async function openPull(base: Files, head: Files, request: SceneRequest = {}) {
  const scene = await openReadingScene({ ...request, files: base });
  const pull = await scene.repository.openPullRequest({ branch: "change", files: head, ...quiet });
  return { scene, pull };
}

async function readChange(scene: ReadingScene, pull: PullRequestHandle) {
  const { state } = await scene.reader.fetchSnapshot(scene.refOf(pull), scene.signal);
  const opened = await scene.reader.openChange(state, scene.signal);
  const loaded = await loadChange(opened.source, scene.signal);
  return { ...loaded, opened, state, files: loaded.change.files };
}

function brief(file: ChangedFile | undefined) {
  if (file === undefined) return null;
  const { path, previousPath, status, kind, isComplete, unreadable, hunks } = file;
  return { path, previousPath, status, kind, isComplete, unreadable, hunks: hunks.length };
}

const plain = {
  previousPath: null,
  status: "modified",
  kind: "text",
  isComplete: true,
  unreadable: null,
  hunks: 1,
};
const bytes = (...values: number[]): FileContent => ({ mode: "100644", text: Buffer.from(values) });
const submodule = (digit: string): FileContent => ({ mode: "160000", commit: digit.repeat(40) });

test("every kind of file is read as git would tell it", async () => {
  const long = numberedLines(60);
  const { scene, pull } = await openPull(
    {
      "edited.ts": long,
      "gone.ts": "alpha\nbeta\n",
      "old name.ts": long,
      "moved.ts": long,
      "picture.png": bytes(1, 0, 2),
      "no-newline": "a\nb",
      "crlf.txt": "a\r\nb\r\n",
      "was-file": "content\n",
      "mode.sh": "echo\n",
      module: submodule("1"),
    },
    {
      "edited.ts": long.replace("line 5\n", "line five\n").replace("line 55\n", "line fifty-five\n"),
      "added.ts": "one\ntwo\n",
      "gone.ts": null,
      "old name.ts": null,
      'new "näme".ts': long.replace("line 30\n", "line thirty\n"),
      "moved.ts": null,
      "folder/moved.ts": long,
      "empty-added": "",
      "picture.png": bytes(1, 0, 3),
      "no-newline": "a\nc",
      "crlf.txt": "a\r\nc\r\n",
      "was-file": { mode: "120000", text: "target" },
      "mode.sh": { mode: "100755", text: "echo\n" },
      module: submodule("2"),
      "line\nfeed": "x\n",
    },
  );
  await using _ = scene;
  const { files, problems, opened, change } = await readChange(scene, pull);
  const found = Object.fromEntries(files.map((file) => [file.path, brief(file)]));
  const of = (path: string, rest: object) => ({ [path]: { ...plain, path, ...rest } });
  expect(found).toEqual({
    ...of("edited.ts", { hunks: 2 }),
    ...of("added.ts", { status: "added" }),
    ...of("gone.ts", { status: "deleted" }),
    ...of('new "näme".ts', { status: "renamed", previousPath: "old name.ts" }),
    ...of("folder/moved.ts", { status: "renamed", previousPath: "moved.ts", hunks: 0 }),
    ...of("empty-added", { status: "added", hunks: 0 }),
    ...of("picture.png", { kind: "binary", isComplete: false, hunks: 0 }),
    ...of("no-newline", {}),
    ...of("crlf.txt", {}),
    ...of("was-file", {}),
    ...of("mode.sh", { hunks: 0 }),
    ...of("module", { kind: "submodule", isComplete: false }),
    ...of("line\nfeed", { status: "added" }),
  });
  expect([problems, opened.shortfalls, change.base, change.head]).toEqual([
    [],
    [],
    pull.baseSha,
    pull.headSha,
  ]);
  expect(scene.github.violations).toEqual([]);
});

test("an empty file that goes leaves no hunk", async () => {
  const { scene, pull } = await openPull({ empty: "", other: "x\n" }, { empty: null });
  await using _ = scene;
  const { files } = await readChange(scene, pull);
  expect(files.map(brief)).toEqual([{ ...plain, path: "empty", status: "deleted", hunks: 0 }]);
});

test("patches that a long page lost are found on smaller pages", async () => {
  const names = Array.from({ length: 30 }, (_, index) => `f${String(index).padStart(2, "0")}.ts`);
  const base = Object.fromEntries(names.map((name) => [name, numberedLines(20)]));
  const edit = (text: string) => text.replace("line 3\n", "x\n").replace("line 15\n", "y\nz\n");
  const head = Object.fromEntries(names.map((name) => [name, edit(numberedLines(20))]));
  const { scene, pull } = await openPull(base, head, { double: { limits: { pagePatchLines: 100 } } });
  await using _ = scene;
  const { files, opened } = await readChange(scene, pull);
  expect(files.map(({ hunks, unreadable }) => [hunks.length, unreadable])).toEqual(
    names.map(() => [2, null]),
  );
  expect(opened.shortfalls).toEqual([]);
});

test("a patch that GitHub does not show at all is made of the two texts", async () => {
  const lines = numberedLines(300);
  const head = lines.replace("line 100\n", "").replace("line 200\n", "line two hundred\nand more\n");
  const { scene, pull } = await openPull(
    { "big.ts": lines, "small.ts": "a\n" },
    { "big.ts": head, "new.ts": lines, "small.ts": "b\n" },
    { double: { limits: { filePatchLines: 10 } } },
  );
  await using _ = scene;
  const { files, opened, problems } = await readChange(scene, pull);
  expect(files.map(brief)).toEqual([
    { ...plain, path: "big.ts" },
    { ...plain, path: "new.ts", status: "added" },
    { ...plain, path: "small.ts" },
  ]);
  const big = files[0]?.hunks[0];
  expect([big?.oldStart, big?.oldLines, big?.newStart, big?.newLines]).toEqual([97, 107, 97, 107]);
  expect([opened.shortfalls, problems]).toEqual([[], []]);
});

test("what is too large to be read is named, and never counts as read", async () => {
  const huge = "x".repeat(1_100_000);
  const { scene, pull } = await openPull({ "huge.txt": `${huge}\n` }, { "huge.txt": `${huge}y\n`, a: "1\n" });
  await using _ = scene;
  const { files } = await readChange(scene, pull);
  expect(files.map(brief)).toEqual([
    { ...plain, path: "a", status: "added" },
    {
      ...plain,
      path: "huge.txt",
      isComplete: false,
      hunks: 0,
      unreadable: "the diff names the file and holds none of its lines",
    },
  ]);
});

test("a batch that GitHub cannot answer as a whole is asked for in halves", async () => {
  const names = Array.from({ length: 20 }, (_, index) => `f${index}.ts`);
  const { scene, pull } = await openPull(
    Object.fromEntries(names.map((name) => [name, `old ${name}\n`])),
    Object.fromEntries(names.map((name) => [name, `new ${name}\n`])),
  );
  await using _ = scene;
  const isLarge = ({ body }: { readonly body: unknown }) => JSON.stringify(body).includes("$e25:");
  scene.github.fault({ fault: { kind: "html" }, route: "/graphql", when: isLarge, times: 99 });
  const { files } = await readChange(scene, pull);
  expect(files.map(({ isComplete }) => isComplete)).toEqual(names.map(() => true));
});

test("a list of another shape than GitHub documents is not guessed at", async () => {
  const { scene, pull } = await openPull({ "a.ts": "one\n" }, { "a.ts": "two\n" });
  await using _ = scene;
  const { state } = await scene.reader.fetchSnapshot(scene.refOf(pull), scene.signal);
  const fault = { kind: "status", status: 200, body: [{ filename: "a.ts" }] } as const;
  scene.github.fault({ fault, route: "/files" });
  const failure = await failureOf(scene.reader.openChange(state, scene.signal));
  expect(failure.code).toBe("GITHUB_BAD_RESPONSE");
});

test("branches without a common history are told as such", async () => {
  await using scene = await openReadingScene({ files: { "a.ts": "one\n" } });
  scene.repository.commit({ branch: "island", parent: null, files: { "b.ts": "two\n" } });
  const pull = await scene.repository.openPullRequest({ branch: "island", ...quiet });
  const { state } = await scene.reader.fetchSnapshot(scene.refOf(pull), scene.signal);
  const failure = await failureOf(scene.reader.openChange(state, scene.signal));
  expect(failure.code).toBe("GITHUB_NOT_FOUND");
});

test("texts that GraphQL cuts come by object name", async () => {
  const { scene, pull } = await openPull(
    { "long.ts": numberedLines(50) },
    { "long.ts": `${numberedLines(50)}end\n` },
    { double: { limits: { inlineBytes: 100 } } },
  );
  await using _ = scene;
  const { files } = await readChange(scene, pull);
  expect(files.map(brief)).toEqual([{ ...plain, path: "long.ts" }]);
  expect(scene.calls().filter((call) => call.includes("/git/blobs/")).length).toBe(2);
});

test.each([false, true])(
  "a change of a fork is read from the base repository (fork deleted: %s)",
  async (isDeleted) => {
    await using scene = await openReadingScene({ files: { "a.ts": "one\n" } });
    const fork = scene.repository.fork(scene.github.account("stranger"));
    const request = { branch: "change", from: fork, files: { "a.ts": "two\n" }, ...quiet };
    const pull = await scene.repository.openPullRequest(request);
    if (isDeleted) fork.delete();
    const { files, state, opened } = await readChange(scene, pull);
    expect(files.map(brief)).toEqual([{ ...plain, path: "a.ts" }]);
    expect([state.headRepositoryId, opened.shortfalls]).toEqual([isDeleted ? null : fork.id, []]);
    expect(scene.github.violations).toEqual([]);
  },
);

test("a push between the look and the reading is noticed: nothing of the new head is taken for the old one", async () => {
  const { scene, pull } = await openPull({ "a.ts": "one\n" }, { "a.ts": "two\n" });
  await using _ = scene;
  const { state } = await scene.reader.fetchSnapshot(scene.refOf(pull), scene.signal);
  await pull.push({ "a.ts": "three\nfour\n", "b.ts": "five\n" });
  const opened = await scene.reader.openChange(state, scene.signal);
  const { change } = await loadChange(opened.source, scene.signal);
  expect(change.files.map(({ path, unreadable }) => [path, unreadable !== null])).toEqual([
    ["a.ts", true],
    ["b.ts", true],
  ]);
  expect(opened.shortfalls).toEqual([
    "Something was pushed while the files were listed; GitHub listed them for another commit.",
    "GitHub counts 1 changed files and listed 2.",
    "GitHub counts 1 added and 1 removed lines; the files that it listed have 3 and 1.",
  ]);
});

test("the base is where the branches parted, and only commits on top count as an addition", async () => {
  const { scene, pull } = await openPull({ "a.ts": "one\n" }, { "a.ts": "two\n" });
  await using _ = scene;
  const mergeBase = pull.baseSha;
  scene.repository.commit({ files: { "main.ts": "later\n" } });
  const first = (await readChange(scene, pull)).state.headSha;
  await pull.push({ "a.ts": "three\n" });
  const pushed = await readChange(scene, pull);
  expect([pushed.opened.mergeBase, pushed.files.map(({ path }) => path)]).toEqual([mergeBase, ["a.ts"]]);
  expect(await pushed.opened.isAncestor(first, scene.signal)).toBe(true);
  expect(await pushed.opened.isAncestor(pushed.state.headSha, scene.signal)).toBe(true);
  await pull.forcePush({ "a.ts": "other\n" });
  const forced = await readChange(scene, pull);
  expect(await forced.opened.isAncestor(first, scene.signal)).toBe(false);
  const unknown = first.replaceAll(/[0-9a-f]/g, "9") as typeof first;
  expect(await forced.opened.isAncestor(unknown, scene.signal)).toBe(false);
});

test("attributes are those of the base", async () => {
  const { scene, pull } = await openPull(
    { ".gitattributes": "*.lock linguist-generated\n", "a.lock": "1\n", "b.ts": "1\n" },
    { ".gitattributes": "* linguist-generated\n", "a.lock": "2\n", "b.ts": "2\n" },
  );
  await using _ = scene;
  const { attributes } = await readChange(scene, pull);
  expect(attributes).toEqual(
    new Map([
      [".gitattributes", new Map()],
      ["a.lock", new Map([["linguist-generated", "set"]])],
      ["b.ts", new Map()],
    ]),
  );
});

/** Six hundred files of twelve kinds, fifty of each. */
function makeAwkwardFiles(): {
  readonly base: Files;
  readonly head: Files;
  readonly paths: readonly string[];
} {
  const base: Record<string, FileContent> = {};
  const head: Record<string, FileContent> = {};
  const paths: string[] = [];
  const put = (path: string, before: FileContent, after: FileContent) => {
    if (before !== null) base[path] = before;
    head[path] = after;
    paths.push(path);
  };
  for (let index = 0; index < 50; index += 1) {
    const lines = numberedLines(30 + index).replaceAll("line", `line of ${index},`);
    put(`src/edited-${index}.ts`, lines, `${lines}end\n`);
    put(`src/added-${index}.ts`, null, `added ${index}\n`);
    put(`src/deleted-${index}.ts`, `deleted ${index}\n`, null);
    put(`empty/${index}`, null, "");
    put(`bytes/${index}.bin`, bytes(0, index), bytes(0, index, 1));
    put(`links/${index}`, { mode: "120000", text: `a${index}` }, { mode: "120000", text: `b${index}` });
    put(`modules/${index}`, submodule("a"), submodule("b"));
    put(`mode/${index}.sh`, `echo ${index}\n`, { mode: "100755", text: `echo ${index}\n` });
    put(`odd "names"/\\ü ${index}\u0001.ts`, null, `odd ${index}\n`);
    put(`large/${index}.ts`, null, numberedLines(80));
    put(`cut/${index}.txt`, `one ${index}`, `two ${index}`);
    base[`moved/from-${index}.ts`] = `${lines}moved\n`;
    head[`moved/from-${index}.ts`] = null;
    head[`moved/to-${index}.ts`] = `${lines}moved\nand edited\n`;
    paths.push(`moved/to-${index}.ts`);
  }
  return { base, head, paths };
}

test("of six hundred files of awkward kinds every one is accounted for", async () => {
  const { base, head, paths } = makeAwkwardFiles();
  const limits = { filePatchLines: 60, pagePatchLines: 400 };
  const { scene, pull } = await openPull(base, head, { double: { limits } });
  await using _ = scene;
  const { files, opened, problems } = await readChange(scene, pull);
  expect(files.map(({ path }) => path).toSorted()).toEqual(paths.toSorted());
  expect([opened.shortfalls, problems]).toEqual([[], []]);
  const unread = files.filter(({ unreadable }) => unreadable !== null).map(({ path }) => path);
  expect(unread).toEqual([]);
  const partly = files.filter(({ isComplete, kind }) => !isComplete && kind === "text");
  expect(partly.map(({ path }) => path)).toEqual([]);
  expect(scene.github.violations).toEqual([]);
});
