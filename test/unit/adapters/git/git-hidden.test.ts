import { existsSync, mkdirSync, rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createRepository, type TemporaryRepository } from "../../../git/temporary-repository.ts";
import { readChange, summarize } from "./read-change.ts";

let repository: TemporaryRepository;
let proof: string;

beforeEach(() => {
  repository = createRepository();
  proof = join(repository.directory, ".git/proof");
  repository.write("a.txt", "1\n");
  repository.write("b.txt", "1\n");
  repository.commit();
});

afterEach(() => repository.remove());

/** A repository inside, with a filter in its own configuration and a file that git has to read again. */
function createHostile(name: string): string {
  const inner = join(repository.directory, name);
  mkdirSync(inner);
  repository.git("init", "--quiet", inner);
  repository.write(`${name}/.gitattributes`, "* filter=e\n");
  repository.write(`${name}/x.py`, "x\n");
  repository.git("-C", inner, "add", "--all");
  repository.git("-C", inner, "commit", "--quiet", "-m", "inner");
  repository.git("-C", inner, "config", "filter.e.clean", `touch '${proof}'; cat`);
  repository.git("-C", inner, "config", "core.fsmonitor", `touch '${proof}'; false`);
  return inner;
}

async function readWorkTree(): Promise<readonly string[]> {
  return summarize((await readChange(repository, { kind: "worktree" })).change.files);
}

describe("a repository inside of the working tree", () => {
  test.each(["false", "true"])(
    "runs nothing as a touched submodule, sparse checkout %s",
    async (isSparse) => {
      const inner = createHostile("sub");
      repository.commit();
      repository.git("config", "core.sparseCheckout", isSparse);
      utimesSync(join(inner, "x.py"), 1, 1);
      rmSync(proof, { force: true });
      expect(await readWorkTree()).toEqual([]);
      expect(existsSync(proof)).toBe(false);
      repository.git(
        "-C",
        inner,
        "-c",
        "core.fsmonitor=false",
        "commit",
        "--quiet",
        "--allow-empty",
        "-m",
        "y",
      );
      rmSync(proof, { force: true });
      expect(await readWorkTree()).toEqual(["sub modified submodule"]);
      expect(existsSync(proof)).toBe(false);
    },
  );

  test("runs nothing when it is untracked", async () => {
    const inner = createHostile("sub");
    utimesSync(join(inner, "x.py"), 1, 1);
    rmSync(proof, { force: true });
    expect(await readWorkTree()).toEqual(["sub added submodule"]);
    expect(existsSync(proof)).toBe(false);
  });

  test("is no change while it is not checked out, and deleted when its directory is gone", async () => {
    const inner = createHostile("sub");
    repository.commit();
    rmSync(inner, { recursive: true });
    mkdirSync(inner);
    expect(await readWorkTree()).toEqual([]);
    rmSync(inner, { recursive: true });
    expect(await readWorkTree()).toEqual(["sub deleted submodule"]);
  });
});

describe("flags of the index", () => {
  test.each(["--assume-unchanged", "--skip-worktree"])("hide no changed file: %s", async (flag) => {
    repository.git("update-index", flag, "a.txt", "b.txt");
    repository.write("a.txt", "hidden\n");
    expect(await readWorkTree()).toEqual(["a.txt modified text whole"]);
  });

  test("keep what a sparse checkout left out from being deleted", async () => {
    repository.git("update-index", "--skip-worktree", "a.txt");
    rmSync(join(repository.directory, "a.txt"));
    expect(await readWorkTree()).toEqual([]);
  });
});
