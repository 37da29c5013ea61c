import { describe, expect, it } from "vitest";
import { findTrustChanges } from "../../../src/checks/find-trust-changes.ts";
import { buildChange, type FileSpec } from "../../fakes/build-change.ts";

const kinds = (spec: FileSpec) => findTrustChanges(buildChange([spec])).map((notice) => notice.kind);
const edited = (path: string, more: Partial<FileSpec> = {}): FileSpec => ({
  path,
  base: "a\n",
  head: "b\n",
  ...more,
});

describe("findTrustChanges", () => {
  it.each<[string, FileSpec, readonly string[]]>([
    ["the reviewer's policy", edited(".github/assay.yml"), ["review-policy-changed"]],
    [
      "a policy that is moved away",
      edited("old.yml", { previousPath: ".github/assay.yml" }),
      ["review-policy-changed"],
    ],
    ["a policy in other case", edited(".GitHub/Assay.yml"), ["review-policy-changed"]],
    ["a removed workflow", edited(".github/workflows/ci.yml", { head: null }), ["workflow-changed"]],
    ["code owners", edited("docs/CODEOWNERS"), ["code-owners-changed"]],
    ["agent instructions", edited("packages/a/AGENTS.md"), ["agent-instructions-changed"]],
    ["rules of an editor", edited(".cursor/rules/x.mdc"), ["agent-instructions-changed"]],
    ["a symbolic link", edited("a", { kind: "symlink", newMode: "120000" }), ["symlink-changed"]],
    ["a submodule", edited("lib", { kind: "submodule", newMode: "160000" }), ["submodule-changed"]],
    ["a file that becomes executable", edited("run.sh", { newMode: "100755" }), ["executable-added"]],
    [
      "a program of the build",
      edited("gradle/wrapper/gradle-wrapper.jar", { kind: "binary" }),
      ["build-program-changed"],
    ],
    ["ordinary code", edited("src/agents.ts"), []],
    ["a file that was executable before", edited("run.sh", { oldMode: "100755", newMode: "100755" }), []],
  ])("says what %s means", (_name, spec, expected) => {
    expect(kinds(spec)).toEqual(expected);
  });

  it("lists at most five paths in one notice and neutralises them", () => {
    const paths = ["a`b/CLAUDE.md", ...Array.from({ length: 7 }, (_, at) => `p${at}/CLAUDE.md`)];
    expect(findTrustChanges(buildChange(paths.map((path) => edited(path))))).toEqual([
      {
        kind: "agent-instructions-changed",
        text: "This change touches instructions for coding agents; they were read as data, not followed: `a?b/CLAUDE.md`, `p0/CLAUDE.md`, `p1/CLAUDE.md`, `p2/CLAUDE.md`, `p3/CLAUDE.md` and 3 more.",
      },
    ]);
  });
});
