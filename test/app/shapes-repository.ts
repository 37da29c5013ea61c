import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { createRepository, type TemporaryRepository } from "../git/temporary-repository.ts";

const lines = (count: number, word: string) =>
  Array.from({ length: count }, (_, at) => `export const ${word}${at} = ${at};\n`).join("");
const submoduleAt = (digit: string) => `160000,${digit.repeat(40)},submodule`;

/** A repository whose last commit changes a file of each shape that git knows. */
export function commitOfEveryShape(): { repository: TemporaryRepository; commit: string } {
  const repository = createRepository();
  const { directory, write, git } = repository;
  const at = (path: string) => join(directory, path);

  write("long.ts", lines(30, "value"));
  write("deleted.ts", lines(3, "gone"));
  write("renamed.ts", lines(20, "kept"));
  write("same.ts", lines(20, "same"));
  write("run.sh", "echo run\n");
  write("picture.bin", Buffer.from([0, 1, 2, 3, 255, 0]));
  write("carriage.txt", "one\r\ntwo\r\n");
  write("unended.ts", "export const end = 1;");
  write("two words.ts", "export const two = 1;\n");
  write('quo"ted\\path.ts', "export const quoted = 1;\n");
  write("ünï/日本語.ts", "export const word = 1;\n");
  symlinkSync("long.ts", at("link-to-elsewhere"));
  git("add", "--all");
  git("update-index", "--add", "--cacheinfo", submoduleAt("1"));
  git("commit", "--quiet", "-m", "base");

  write("added.ts", lines(2, "added"));
  rmSync(at("deleted.ts"));
  mkdirSync(at("moved"));
  renameSync(at("renamed.ts"), at("moved/renamed.ts"));
  write("moved/renamed.ts", `${lines(20, "kept")}export const more = 1;\n`);
  renameSync(at("same.ts"), at("moved/same.ts"));
  write("copy-of-long.ts", `${lines(30, "value")}export const copied = 1;\n`);
  write("long.ts", `${lines(30, "value")}export const grown = 1;\n`);
  chmodSync(at("run.sh"), 0o755);
  write("picture.bin", Buffer.from([0, 9, 9, 9, 255, 0]));
  write("carriage.txt", "one\r\nthree\r\n");
  write("unended.ts", "export const end = 2;");
  write("two words.ts", "export const two = 2;\n");
  write('quo"ted\\path.ts', "export const quoted = 2;\n");
  write("ünï/日本語.ts", "export const word = 2;\n");
  rmSync(at("link-to-elsewhere"));
  symlinkSync("/etc/passwd", at("link-to-elsewhere"));
  mkdirSync(at("submodule"), { recursive: true });
  git("add", "--all", ":!submodule");
  git("update-index", "--cacheinfo", submoduleAt("2"));
  git("commit", "--quiet", "-m", "every shape");
  return { repository, commit: git("rev-parse", "HEAD") };
}
