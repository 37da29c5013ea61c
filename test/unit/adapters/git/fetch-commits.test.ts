import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { fetchCommits } from "../../../../src/adapters/git/fetch-commits.ts";
import { composeGitEnvironment } from "../../../../src/adapters/git/git-environment.ts";
import { openRepository } from "../../../../src/adapters/git/open-repository.ts";
import { createRepository, type TemporaryRepository } from "../../../git/temporary-repository.ts";

let origin: TemporaryRepository;
let clone: string;
const commits: string[] = [];

beforeEach(() => {
  origin = createRepository();
  origin.git("config", "uploadpack.allowReachableSHA1InWant", "true");
  commits.splice(0, commits.length, origin.commit("one"), origin.commit("two"), origin.commit("three"));
  clone = join(origin.directory, "..", "clone");
  origin.git("clone", "--quiet", "--depth=1", `file://${origin.directory}`, clone);
});
afterEach(() => origin.remove());

const git = (...args: string[]) => origin.git("-C", clone, ...args);
const fetch = async (wanted: readonly string[]) => {
  const environment = composeGitEnvironment(origin.environment);
  const place = { directory: clone, environment, signal: new AbortController().signal };
  return fetchCommits(await openRepository(place), wanted, {});
};

it("commits and the history before them are fetched into a shallow clone, and no hook of it runs", async () => {
  const ran = join(clone, "ran");
  const hook = join(clone, ".git", "hooks", "reference-transaction");
  mkdirSync(join(clone, ".git", "hooks"), { recursive: true });
  writeFileSync(hook, `#!/bin/sh\ntouch '${ran}'\n`);
  chmodSync(hook, 0o755);

  expect(await fetch([commits[1] ?? "", "+refs/heads/main:refs/remotes/origin/main"])).toBe(true);
  expect(git("rev-list", "--count", commits[2] ?? "")).toBe("3");
  expect(git("rev-parse", "refs/remotes/origin/main")).toBe(commits[2]);
  expect(git("rev-parse", "HEAD")).toBe(commits[2]);
  expect([existsSync(ran), existsSync(join(clone, ".git", "FETCH_HEAD"))]).toEqual([false, false]);
});

it.each([
  ["nothing", []],
  ["an option", ["--upload-pack=touch x"]],
  ["a word", ["main"]],
  ["a branch with another local name", ["+refs/heads/main:refs/heads/main"]],
  ["one of them", ["a".repeat(40), "-q"]],
])("%s is not fetched", async (_name, wanted) => {
  expect(await fetch(wanted)).toBe(false);
});

it("a remote that would run a program is refused", async () => {
  const ran = join(clone, "ran");
  git("remote", "set-url", "origin", `ext::sh -c touch% ${ran.replaceAll(" ", "% ")}`);

  expect(await fetch([commits[0] ?? ""])).toBe(false);
  expect(existsSync(ran)).toBe(false);
});
