import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { isBranchName } from "../../../../src/adapters/git/branch-name.ts";

it.each([
  ..."main main+next größe/ä a@b @x x#1 a.b {a} a=b HEAD~ a^ a:b a?b a* [a a\\b a..b a@{b /a a/ a//b .a a/.b".split(
    " ",
  ),
  ..."a.lock a.lock/b a. a.lock.x @ -a a/-b a$(b) a;b a'b a\"b a,b a|b a&b <a> a!b a%b ~ : .".split(" "),
  "",
  "a b",
  "a\tb",
  "a\nb",
  "a\x7fb",
])("the name %j is one of a branch where git says so", (name) => {
  const { status } = spawnSync("git", ["check-ref-format", `refs/heads/${name}`]);
  expect(isBranchName(name)).toBe(status === 0 && name !== "@" && !name.startsWith("-"));
});

it("names that no file system holds are none", () => {
  expect([isBranchName("a".repeat(250)), isBranchName("a".repeat(251))]).toEqual([true, false]);
});
