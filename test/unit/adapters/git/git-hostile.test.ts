import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createRepository, type TemporaryRepository } from "../../../git/temporary-repository.ts";
import { readChange, summarize } from "./read-change.ts";

let repository: TemporaryRepository;
let proof: string;
let program: string;

beforeEach(() => {
  repository = createRepository();
  proof = join(mkdtempSync(join(tmpdir(), "assay-proof-")), "ran");
  program = join(repository.directory, ".git/program.sh");
  repository.write(".git/program.sh", `#!/bin/sh\necho ran >> "${proof}"\ncat\nexit 0\n`);
  chmodSync(program, 0o755);
  repository.write(".gitattributes", "* filter=own diff=own\n");
  repository.write("a.txt", "1\n");
  repository.commit();
});

afterEach(() => {
  repository.remove();
  rmSync(join(proof, ".."), { recursive: true, force: true });
});

function makeHostile(): void {
  for (const key of [
    "core.fsmonitor",
    "core.sshCommand",
    "core.pager",
    "core.editor",
    "core.askPass",
    "diff.external",
    "diff.own.textconv",
    "diff.own.command",
    "filter.own.clean",
    "filter.own.process",
    "filter.own.smudge",
    "credential.helper",
  ]) {
    repository.git("config", key, `"${program}"`);
  }
  repository.git("config", "filter.own.required", "true");
  for (const hook of ["post-index-change", "pre-commit", "reference-transaction", "fsmonitor-watchman"]) {
    repository.write(`.git/hooks/${hook}`, `#!/bin/sh\necho ran >> "${proof}"\n`);
    chmodSync(join(repository.directory, ".git/hooks", hook), 0o755);
  }
}

describe("a hostile repository", () => {
  test("would run its programs for a plain git", () => {
    makeHostile();
    repository.write("a.txt", "2\n");
    expect(() => repository.git("status")).toThrow("clean filter 'own' failed");
    expect(existsSync(proof)).toBe(true);
  });

  test.each([
    ["range", { kind: "range", range: "HEAD" }],
    ["staged", { kind: "staged" }],
    ["worktree", { kind: "worktree" }],
    ["latest", { kind: "latest" }],
  ] as const)("runs none of its programs for %s", async (_, selection) => {
    repository.write("a.txt", "2\n");
    repository.git("add", "a.txt");
    repository.write("b.txt", "new\n");
    makeHostile();
    const { change } = await readChange(repository, selection);
    expect(change.files.length).toBeGreaterThan(0);
    expect(existsSync(proof)).toBe(false);
  });

  test("runs no program of a submodule either", async () => {
    const inner = join(repository.directory, "inner");
    mkdirSync(inner);
    repository.git("init", "--quiet", inner);
    repository.write("inner/.gitattributes", "* filter=own\n");
    repository.write("inner/x", "1\n");
    repository.git("-C", inner, "add", "--all");
    repository.git("-C", inner, "commit", "--quiet", "-m", "inner");
    repository.commit();
    repository.git("-C", inner, "commit", "--quiet", "--allow-empty", "-m", "inner again");
    repository.git("-C", inner, "config", "core.fsmonitor", program);
    repository.git("-C", inner, "config", "filter.own.clean", `"${program}"`);
    repository.write("inner/x", "2\n");
    rmSync(proof, { force: true });
    const { change } = await readChange(repository, { kind: "worktree" });
    expect(summarize(change.files)).toEqual(["inner modified submodule"]);
    expect(existsSync(proof)).toBe(false);
    repository.git("status");
    expect(existsSync(proof)).toBe(true);
  });

  test("cannot change how the diff is written", async () => {
    repository.write("a.txt", "2\n");
    repository.commit();
    const before = await readChange(repository, { kind: "range", range: "HEAD" });
    for (const [key, value] of [
      ["diff.noprefix", "true"],
      ["diff.mnemonicPrefix", "true"],
      ["diff.context", "0"],
      ["diff.algorithm", "patience"],
      ["diff.suppressBlankEmpty", "true"],
      ["color.ui", "always"],
      ["color.diff", "always"],
      ["core.quotePath", "false"],
      ["core.abbrev", "4"],
      ["diff.own.binary", "true"],
    ] as const) {
      repository.git("config", key, value);
    }
    expect(await readChange(repository, { kind: "range", range: "HEAD" })).toEqual(before);
  });

  test("cannot have a directory outside of it read", async () => {
    const outside = mkdtempSync(join(tmpdir(), "assay-outside-"));
    try {
      repository.git("config", "core.worktree", outside);
      await expect(readChange(repository, { kind: "worktree" })).rejects.toMatchObject({
        code: "GIT_FAILED",
      });
    } finally {
      rmSync(outside, { recursive: true });
    }
  });
});
