import { chmodSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createGitSource } from "../../../../src/adapters/git/create-git-source.ts";
import { createRepository, type TemporaryRepository } from "../../../git/temporary-repository.ts";
import { readChange, summarize } from "./read-change.ts";

let repository: TemporaryRepository;

beforeEach(() => {
  repository = createRepository();
});

afterEach(() => repository.remove());

async function summarizeHead(): Promise<readonly string[]> {
  const { change, problems } = await readChange(repository, { kind: "range", range: "HEAD" });
  expect(problems).toEqual([]);
  return summarize(change.files);
}

describe("the shapes that git knows", () => {
  test("come out of a real repository as what they are", async () => {
    repository.write("mode.sh", "#!/bin/sh\n");
    repository.write("type.txt", "text\n");
    repository.write("binary.bin", Buffer.from([0, 1, 2]));
    repository.write("crlf.txt", "a\r\nb\r\n");
    repository.write("same content.txt", "l1\nl2\nl3\nl4\n");
    repository.write("latin.txt", Buffer.from("caf\xe9\n1\n", "latin1"));
    repository.commit();
    chmodSync(join(repository.directory, "mode.sh"), 0o755);
    rmSync(join(repository.directory, "type.txt"));
    symlinkSync("target", join(repository.directory, "type.txt"));
    repository.write("binary.bin", Buffer.from([0, 1, 3]));
    repository.write("crlf.txt", "a\r\nB\r\n");
    repository.write("tab\there \u2028 日本.txt", "lone\rreturn\u2028separated");
    repository.write("latin.txt", Buffer.from("caf\xe9\n2\n", "latin1"));
    repository.write("empty", "");
    repository.git("mv", "same content.txt", "moved content.txt");
    repository.commit();
    expect(await summarizeHead()).toEqual([
      "binary.bin modified binary",
      "crlf.txt modified text whole",
      "empty added text whole",
      "latin.txt modified text whole",
      "mode.sh mode-changed text whole",
      "moved content.txt renamed text whole",
      "tab\there \u2028 日本.txt added text whole",
      "type.txt type-changed symlink whole",
    ]);
  });

  test("hold the pointer of a submodule and nothing of its inside", async () => {
    const commit = "0123456789".repeat(4);
    repository.write("x", "1\n");
    repository.commit();
    repository.git("update-index", "--add", "--cacheinfo", `160000,${commit},lib`);
    repository.git("commit", "--quiet", "-m", "submodule");
    const { change } = await readChange(repository, { kind: "range", range: "HEAD" });
    expect(summarize(change.files)).toEqual(["lib added submodule"]);
    expect(change.files[0]?.head).toEqual([{ firstLine: 1, text: `Subproject commit ${commit}` }]);
  });

  test("give no text of a blob that is larger than asked for", async () => {
    repository.write("large.txt", "x".repeat(2_000));
    repository.write("small.txt", "x\n");
    repository.commit();
    const source = createGitSource({
      directory: repository.directory,
      selection: { kind: "range", range: "HEAD" },
      environment: repository.environment,
    });
    const { text } = await source.readDiff(new AbortController().signal);
    const blobs = [...text.matchAll(/\.\.([0-9a-f]{40})/g)].map((found) => found[1] ?? "");
    const texts = await source.readBlobs([...blobs, "f".repeat(40), "not a name"], 1_000);
    expect([...texts.values()]).toEqual(["x\n"]);
  });
});

describe("attributes", () => {
  test("are those of the base: neither the change nor the checkout has a say", async () => {
    repository.write(".gitattributes", "gen/** linguist-generated\n*.js linguist-vendored=false\n");
    repository.write("lib/.gitattributes", "* linguist-vendored\n");
    repository.commit();
    repository.write(".gitattributes", "* linguist-generated linguist-vendored\n");
    for (const path of ["gen/a.ts", "lib/b.ts", "c.js", "d.ts"]) repository.write(path, "1\n");
    repository.commit();
    const { attributes } = await readChange(repository, { kind: "range", range: "HEAD" });
    expect(
      Object.fromEntries([...attributes].map(([path, known]) => [path, Object.fromEntries(known)])),
    ).toEqual({
      "gen/a.ts": { "linguist-generated": "set" },
      "lib/b.ts": { "linguist-vendored": "set" },
      "c.js": { "linguist-vendored": "false" },
    });
  });

  test("do not exist before a root commit", async () => {
    repository.write(".gitattributes", "* linguist-generated\n");
    repository.commit();
    const { attributes } = await readChange(repository, { kind: "range", range: "HEAD" });
    expect(attributes).toEqual(new Map());
  });

  test("of a change cannot hide its files as binary", async () => {
    repository.write(".gitattributes", "*.py binary\n*.js -diff\n");
    repository.write("a.py", "print(1)\n");
    repository.write("a.js", "go()\n");
    repository.commit();
    expect(await summarizeHead()).toEqual([
      ".gitattributes added text whole",
      "a.js added text whole",
      "a.py added text whole",
    ]);
  });
});
