import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
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
const fetch = async (wanted: readonly string[], variables = { GIT_ALLOW_PROTOCOL: "file" }) => {
  const environment = composeGitEnvironment(origin.environment);
  const place = { directory: clone, environment, signal: new AbortController().signal };
  return fetchCommits(await openRepository(place), wanted, variables);
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

it("a program that the configuration names as the other side does not run", async () => {
  const ran = join(clone, "ran");
  git("config", "remote.origin.uploadpack", `touch '${ran}'; git-upload-pack`);
  git("config", "core.alternateRefsCommand", `touch '${ran}'; false`);
  writeFileSync(join(clone, ".git", "objects", "info", "alternates"), join(origin.directory, ".git/objects"));

  expect(await fetch([commits[0] ?? ""])).toBe(true);
  expect(existsSync(ran)).toBe(false);
});

it.each(["", "https:http", "ext:ssh:git", "https:http:file"])(
  "an origin on this machine is reached only where the protocol is allowed: %j",
  async (allowed) => {
    expect(await fetch([commits[0] ?? ""], { GIT_ALLOW_PROTOCOL: allowed })).toBe(allowed.endsWith(":file"));
  },
);

it("branches with unusual names are fetched, and no other branch is written", async () => {
  const names = ["main+next", "größe/ä", "a@b", "release-1.x", "x#1"];
  for (const name of names) origin.git("branch", name);
  git("config", "--replace-all", "remote.origin.fetch", "+refs/heads/*:refs/heads/*");
  const branches = () => git("for-each-ref", "--format=%(refname)", "refs/heads");

  expect(await fetch(names.map((name) => `+refs/heads/${name}:refs/remotes/origin/${name}`))).toBe(true);
  expect(branches()).toBe("refs/heads/main");
  expect(git("rev-parse", "refs/remotes/origin/main+next")).toBe(commits[2]);
});

it.each(["of the repository", "of a file that it includes for itself"])(
  "the credentials of the checkout are shown to its host: a header in the configuration %s",
  async (where) => {
    const seen: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    // A server that listens on a port has an address with it.
    const { port } = server.address() as AddressInfo;
    const header = [`http.http://127.0.0.1:${port}/.extraheader`, "AUTHORIZATION: basic eDp5"] as const;
    const included = join(clone, "..", "credentials");
    git("remote", "set-url", "origin", `http://127.0.0.1:${port}/owner/shop`);
    if (where === "of the repository") git("config", ...header);
    else {
      git("config", "--file", included, ...header);
      git("config", `includeIf.gitdir:${join(clone, ".git")}.path`, included);
    }

    expect(await fetch([commits[0] ?? ""], { GIT_ALLOW_PROTOCOL: "https:http" })).toBe(false);
    expect(seen).toEqual(["basic eDp5"]);
    await new Promise((resolve) => void server.close(resolve));
  },
);
