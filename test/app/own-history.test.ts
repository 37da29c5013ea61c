import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { createGitSource } from "../../src/adapters/git/create-git-source.ts";
import { renderJson } from "../../src/review/render/render-json.ts";
import { hermeticEnvironment } from "../git/temporary-repository.ts";
import { readReport } from "./read-report.ts";
import { cleanModel, reviewInProcess } from "./review-in-process.ts";

const directory = fileURLToPath(new URL("../..", import.meta.url));
const environment = hermeticEnvironment("/nonexistent");
/** Each takes some seconds; the last dozen are others with every dozen commits. */
const wanted = 12;

const git = (...args: string[]) =>
  execFileSync("git", ["-C", directory, ...args], {
    env: environment,
    encoding: "utf8",
  }).trim();

/** The last commits of this repository; not those whose parent a shallow clone lacks. */
function findCommits(): readonly string[] {
  const rows = git("log", `--max-count=${wanted}`, "--first-parent", "--format=%H %P").split("\n");
  const isShallow = git("rev-parse", "--is-shallow-repository") === "true";
  // Git shows the last commit of a shallow clone as if it had no parent.
  return rows.filter((row) => !isShallow || row.includes(" ")).map((row) => row.split(" ")[0]!);
}

const commits = findCommits();
if (commits.length < wanted) {
  console.warn(`Of the last ${wanted} commits ${commits.length} are here: only those are reviewed.`);
}

it("has at least one commit to review, unless the clone holds a single one", () => {
  const isShallow = git("rev-parse", "--is-shallow-repository") === "true";
  expect(commits.length).toBeGreaterThanOrEqual(isShallow ? 0 : 1);
});

it.each(commits)("reviews %s without a model and with one, and accounts for every hunk", async (commit) => {
  const source = () =>
    createGitSource({ directory, selection: { kind: "range", range: commit }, environment });

  const alone = readReport(renderJson((await reviewInProcess(source(), null)).result));
  const asked = readReport(renderJson((await reviewInProcess(source(), cleanModel)).result));

  expect(alone.verdict).toBe("inconclusive");
  expect(alone.head).toBe(commit);
  expect(asked.coverage.hunks.total).toBe(alone.coverage.hunks.total);
  expect(asked.coverage.files.failed).toEqual([]);
  expect(asked.coverage.hunks.failed).toEqual([]);
});
