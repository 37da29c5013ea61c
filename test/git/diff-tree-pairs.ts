import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Tree, TreePair } from "./random-trees.ts";
import { createRepository } from "./temporary-repository.ts";

function quote(path: string): string {
  const escaped = path.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
  return `"${escaped}"`;
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

function writeCommit(tree: Tree, mark: number): string {
  const entries = [...tree].map(([path, { mode, content }]) =>
    mode === "160000"
      ? `M ${mode} ${content} ${quote(path)}\n`
      : `M ${mode} inline ${quote(path)}\n${data(content)}`,
  );
  const head = `commit refs/heads/main\nmark :${mark}\ncommitter T <t@example.org> 0 +0000\n${data("")}`;
  return `${head}deleteall\n${entries.join("")}\n`;
}

/** What git says that changed in each pair, with these options: one diff a pair, by two processes for all of them. */
export function diffTreePairs(
  pairs: readonly TreePair[],
  options: readonly string[] = [],
): readonly string[] {
  const repository = createRepository();
  try {
    // The directory is named twice, so that no mistake here can reach the repository that the tests run in.
    const env = { ...repository.environment, GIT_DIR: join(repository.directory, ".git") };
    const running = { cwd: repository.directory, env, maxBuffer: 512_000_000 };
    const marks = join(repository.directory, "marks");
    const stream = pairs.map(
      (pair, index) => writeCommit(pair.base, 2 * index + 1) + writeCommit(pair.head, 2 * index + 2),
    );
    execFileSync("git", ["fast-import", "--quiet", `--export-marks=${marks}`], {
      ...running,
      input: stream.join(""),
    });
    const lines = readFileSync(marks, "utf8").trim().split("\n");
    const commits = new Map(
      lines.map((line) => [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)]),
    );
    const input = pairs.map(
      (_, index) => `${commits.get(`:${2 * index + 2}`)} ${commits.get(`:${2 * index + 1}`)}\n`,
    );
    const args = ["diff-tree", "--stdin", "--always", "-r", "--raw", "-p", "-M", "--full-index", ...options];
    const output = execFileSync("git", args, { ...running, input: input.join("") }).toString("utf8");
    // Before every diff stands the name of the commit; no line of a diff is forty digits.
    return output.split(/^[0-9a-f]{40}\n/m).slice(1);
  } finally {
    repository.remove();
  }
}
