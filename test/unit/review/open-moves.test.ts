import { describe, expect, test } from "vitest";
import { type ChangedFile, RepoPath } from "../../../src/domain/change-set.ts";
import { openMoves } from "../../../src/review/select/open-moves.ts";
import { gitDiff, parseOne } from "./diff-outline.ts";

const template = parseOne(gitDiff("@@ -1 +1 @@\n-a\n+b\n"));
interface Globs {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}
const noGlobs: Globs = { include: [], exclude: [] };
const whole = (text: string): ChangedFile["head"] => [{ firstLine: 1, text }];

/** A move whose text is known and stays the same. */
function move(from: string, to: string, fields: Partial<ChangedFile> = {}): ChangedFile {
  return {
    ...template,
    path: RepoPath.parse(to),
    previousPath: RepoPath.parse(from),
    status: "renamed",
    oldMode: "100644",
    newMode: "100644",
    hunks: [],
    base: whole("one\ntwo"),
    head: whole("one\ntwo"),
    isComplete: true,
    ...fields,
  };
}

function open(
  files: readonly ChangedFile[],
  { attributes = {}, globs = noGlobs }: { attributes?: Record<string, string[]>; globs?: Globs } = {},
) {
  const known = new Map(
    Object.entries(attributes).map(([path, names]) => [path, new Map(names.map((name) => [name, "set"]))]),
  );
  const change = { base: null, head: null, label: "test", files };
  return openMoves(change, known, globs).files;
}

const outlineOf = ({ status, path, hunks }: ChangedFile) => [
  status,
  path,
  hunks.flatMap(({ lines }) => lines.map(({ kind, text }) => `${kind} ${text}`)),
];

describe("a move between places that are trusted alike", () => {
  test.each([
    ["src/a/x.ts", "src/b/x.ts"],
    ["src/a/x.ts", "lib/y.ts"],
    ["x.py", "src/x.py"],
    ["pkg/a/Store.java", "pkg/b/Shop.java"],
    ["src/A/X.php", "src/B/X.php"],
    ["src/Main.kt", "src/core/Main.kt"],
    ["src/auth/login.ts", "src/core/login.ts"],
    ["docs/a.md", "docs/guide/b.md"],
    ["test/x.test.ts", "test/unit/x.test.ts"],
    ["assets/a.png", "images/a.png"],
    ["lib/theme.css", "src/theme.css"],
  ])("stays one: %s to %s", (from, to) => {
    const files = [move(from, to)];
    expect(open(files)).toEqual(files);
  });

  test("keeps its hunks", () => {
    const files = [move("src/a/x.ts", "src/b/x.ts", { hunks: template.hunks })];
    expect(open(files)).toEqual(files);
  });
});

const into: readonly (readonly [string, string])[] = [
  ["docs/sample.txt", "src/handler.js"],
  ["docs/sample.js", "src/handler.js"],
  ["test/fixtures/x.js", "src/x.js"],
  ["src/x.test.ts", "src/x.ts"],
  ["vendor/lib/x.py", "src/auth.py"],
  ["vendor/a/x.py", "vendor/b/x.py"],
  ["api/user.pb.go", "server/user.pb.go"],
  ["x.js.map", "x.js"],
  ["docs/ci.yml", ".github/workflows/ci.yml"],
  ["docs/x.txt", ".htaccess"],
  ["docs/x.txt", "home/deploy/.ssh/authorized_keys"],
  ["docs/x.txt", "views/x.ejs"],
  ["notes.txt", "crontab"],
  ["notes.txt", "Dockerfile"],
  ["notes.json", "package-lock.json"],
  ["settings.old.json", "settings.json"],
  ["src/x.inc", "src/x.php"],
  ["includes/x.php", "x.php"],
  ["src/x.js", "public/x.js"],
  ["src/x.ts", "pages/x.ts"],
  ["src/x.ts", "src/app/api/x.ts"],
  ["src/x.ts", "api/x.ts"],
  ["src/x.rb", "db/migrate/001_x.rb"],
  ["src/x.ts", "routes/x.ts"],
  ["src/x.py", "src/conftest.py"],
  ["src/x.ts", "src/vite.config.ts"],
  ["src/x.ts", "src/routes/+server.ts"],
  ["src/x.sh", ".git-hooks/pre-commit"],
  ["src/x.php", "conf.d/x.php"],
  ["infra/test.tf", "infra/live.tf"],
];

describe("a move that changes how far a file is trusted", () => {
  const both = into.flatMap(([from, to]): (readonly [string, string])[] => [
    [from, to],
    [to, from],
  ]);
  test.each<readonly [string, string]>([
    ...both,
    ["middleware.ts", "old/middleware.ts"],
    ["src/x.ts", "old/x.ts"],
  ])("goes and comes with its whole text: %s to %s", (from, to) => {
    expect(open([move(from, to)]).map(outlineOf)).toEqual([
      ["deleted", from, ["removed one", "removed two"]],
      ["added", to, ["added one", "added two"]],
    ]);
  });

  test("is two files, each with one side", () => {
    const moved = move("docs/x.txt", "src/x.js", {
      hunks: template.hunks,
      oldBlob: "1".repeat(40),
      newBlob: "2".repeat(40),
      head: whole("one\nthree"),
    });
    expect(open([moved])).toEqual([
      {
        ...moved,
        path: "docs/x.txt",
        previousPath: null,
        status: "deleted",
        newMode: null,
        newBlob: null,
        head: [],
        hunks: [
          {
            index: 0,
            oldStart: 1,
            oldLines: 2,
            newStart: 0,
            newLines: 0,
            lines: [
              { kind: "removed", text: "one", oldLine: 1, newLine: null },
              { kind: "removed", text: "two", oldLine: 2, newLine: null },
            ],
          },
        ],
      },
      {
        ...moved,
        previousPath: null,
        status: "added",
        oldMode: null,
        oldBlob: null,
        base: [],
        hunks: [
          {
            index: 0,
            oldStart: 0,
            oldLines: 0,
            newStart: 1,
            newLines: 2,
            lines: [
              { kind: "added", text: "one", oldLine: null, newLine: 1 },
              { kind: "added", text: "three", oldLine: null, newLine: 2 },
            ],
          },
        ],
      },
    ]);
  });

  test("only comes, where it is a copy", () => {
    const copy = move("docs/x.txt", "src/x.js", { status: "copied" });
    expect(open([copy]).map(outlineOf)).toEqual([["added", "src/x.js", ["added one", "added two"]]]);
  });

  test.each(["linguist-vendored", "linguist-generated"])("is told by %s at its old place", (name) => {
    expect(open([move("ext/x.c", "src/x.c")], { attributes: { "ext/x.c": [name] } })).toHaveLength(2);
  });

  test.each<Globs>([
    { include: [], exclude: ["lab/**"] },
    { include: ["src/**"], exclude: [] },
  ])("is told by the policy %j", (globs) => {
    expect(open([move("lab/x.ts", "src/x.ts")], { globs })).toHaveLength(2);
    expect(open([move("src/x.ts", "lab/x.ts")], { globs })).toHaveLength(2);
  });

  test.each([
    ["a/link", "b/link", 2],
    ["a/link", "a/other", 1],
  ])("is, for a symbolic link, one into another folder: %s to %s", (from, to, count) => {
    expect(open([move(from, to, { kind: "symlink" })])).toHaveLength(count);
  });
});

describe("a move of which the whole text is not known", () => {
  const part = { base: whole("one"), head: whole("one"), isComplete: false };

  test("keeps its hunks, and an entry for what they do not show", () => {
    const moved = move("docs/x.txt", "src/x.js", { ...part, hunks: template.hunks });
    expect(open([moved])).toEqual([moved, { ...moved, hunks: [], base: [], head: [] }]);
  });

  test("stays as it is where it has none", () => {
    const moved = move("docs/x.txt", "src/x.js", part);
    expect(open([moved])).toEqual([moved]);
  });

  test("is what more lines become than can be held", () => {
    const large = whole("x\n".repeat(200_000));
    const moves = [1, 2, 3].map((n) => move(`docs/${n}.txt`, `src/${n}.js`, { base: large, head: large }));
    expect(open(moves).map(({ status }) => status)).toEqual(["deleted", "added", "renamed", "renamed"]);
  });
});

test.each(["binary", "submodule"] as const)("a %s that moves is left to its own reason", (kind) => {
  const files = [move("docs/x.txt", "src/x.js", { kind })];
  expect(open(files)).toEqual(files);
});

test("a path that follows no convention for its length counts as one that does", () => {
  expect(open([move(`${"a/".repeat(600)}x.ts`, "src/x.ts")])).toHaveLength(2);
});
