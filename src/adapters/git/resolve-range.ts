import { ReviewError } from "../../domain/errors.ts";
import { findMergeBases, isHistoryWhole } from "./find-merge-bases.ts";
import { type Repository, readWord, runGitWell } from "./open-repository.ts";
import { runGit } from "./run-git.ts";

/** The two ends of a change as commits. */
export interface CommitRange {
  /** Null is the time before the first commit. */
  readonly base: string | null;
  readonly head: string;
  /**
   * Where the two sides merged each other crosswise: their best common ancestors, whose merge is what the head is
   * compared with; the base is the left side itself. Empty in every other history.
   */
  readonly ancestors: readonly string[];
}

const MAX_SHOWN = 200;

function show(word: string): string {
  return JSON.stringify(word.length > MAX_SHOWN ? `${word.slice(0, MAX_SHOWN)}…` : word);
}

function badRange(message: string, remedy: string): ReviewError {
  return new ReviewError("GIT_BAD_RANGE", message, { remedy });
}

function shallow(message: string): ReviewError {
  return new ReviewError("GIT_SHALLOW", message, {
    remedy: "Fetch more history: git fetch --unshallow, or git fetch --deepen 100.",
  });
}

async function findCommit(repository: Repository, word: string): Promise<string | null> {
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${word}^{commit}`];
  const outcome = await runGit(repository.place, { args });
  return outcome.exitCode === 0 ? readWord(outcome) : null;
}

/** Whether a shallow clone may lack what the word means: a full name, or a step back from a commit that is there. */
async function mayBeCutOff(repository: Repository, word: string): Promise<boolean> {
  if (!repository.isShallow) return false;
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(word)) return true;
  const step = word.search(/[~^]/);
  return step > 0 && (await findCommit(repository, word.slice(0, step))) !== null;
}

// What these name does not depend on the names of branches and tags: git looks for them first.
const FIRST_IN_LINE = /^(?:@|[A-Z_]*HEAD|refs\/.*|[0-9a-f]{40}|[0-9a-f]{64})(?:[~^@:].*)?$/;

/**
 * Git takes a tag before a branch and only warns: whoever may push a tag called `main` could choose what a branch is
 * compared with.
 */
async function refuseAmbiguity(repository: Repository, word: string): Promise<void> {
  if (FIRST_IN_LINE.test(word)) return;
  const args = ["rev-parse", "--verify", "--end-of-options", `${word}^{commit}`];
  const { messages } = await runGit(repository.place, {
    args: ["-c", "core.warnAmbiguousRefs=true", ...args],
  });
  if (!/refname .* is ambiguous/.test(messages)) return;
  throw badRange(
    `${show(word)} means more than one thing in this repository, such as a branch and a tag.`,
    "Write refs/heads/NAME, refs/tags/NAME, or the whole name of the commit.",
  );
}

async function loadCommit(repository: Repository, word: string): Promise<string> {
  const commit = await findCommit(repository, word);
  if (commit !== null) {
    await refuseAmbiguity(repository, word);
    return commit;
  }
  if (await mayBeCutOff(repository, word)) {
    throw shallow(`The history of this shallow clone ends before ${show(word)}.`);
  }
  if (word === "HEAD")
    throw badRange("The repository has no commit yet.", "Commit something, or review --staged.");
  throw badRange(
    `git does not know a commit ${show(word)}.`,
    "Name a branch, a tag or a commit; git log shows them.",
  );
}

// A commit object of more than this is not one that a person made.
const MAX_COMMIT_BYTES = 16_000_000;

/** The first parent as the commit itself names it, whether or not it is there; null for a root commit. */
async function readFirstParent(repository: Repository, commit: string): Promise<string | null> {
  const call = { args: ["cat-file", "commit", commit], maxBytes: MAX_COMMIT_BYTES };
  const lines = readWord(await runGitWell(repository.place, call)).split("\n", 2);
  const parent = lines[1];
  return parent?.startsWith("parent ") ? parent.slice("parent ".length) : null;
}

async function resolveCommit(repository: Repository, word: string): Promise<CommitRange> {
  const head = await loadCommit(repository, word);
  const base = await readFirstParent(repository, head);
  if (base !== null && (await findCommit(repository, base)) === null) {
    throw shallow(`The history of this shallow clone ends at ${show(word)}; what it changed is not known.`);
  }
  return { base, head, ancestors: [] };
}

async function resolveSinceFork(repository: Repository, left: string, right: string): Promise<CommitRange> {
  const start = await loadCommit(repository, left);
  const head = await loadCommit(repository, right);
  const ends = { base: start, head };
  const bases = await findMergeBases(repository, ends);
  const words = `${show(left)} and ${show(right)}`;
  const [base] = bases;
  if (repository.isShallow && base === undefined) {
    throw shallow(`This shallow clone does not hold a common ancestor of ${words}.`);
  }
  if (!(await isHistoryWhole(repository, ends, bases))) {
    throw shallow(`This shallow clone does not hold all of the history of ${words} since they parted.`);
  }
  if (base !== undefined) {
    return bases.length > 1 ? { ...ends, ancestors: bases } : { base, head, ancestors: [] };
  }
  throw badRange(
    `${words} have no common ancestor.`,
    "Compare them directly, with two dots in the place of three.",
  );
}

function refuseStrange(range: string): void {
  if (range.startsWith("-")) {
    throw badRange(
      `The range ${show(range)} begins with a dash.`,
      "Name a range such as main...HEAD; options come before it.",
    );
  }
  if (range === "" || range.includes("\0") || range.includes("\n")) {
    throw badRange(`${show(range)} is not a range.`, "Name a range such as main...HEAD.");
  }
}

/**
 * Finds the commits of `a..b`, `a...b` (since the two parted), or one commit against its first parent. A side that
 * is left out is HEAD. Throws `GIT_BAD_RANGE` or `GIT_SHALLOW`.
 */
export async function resolveRange(repository: Repository, range: string): Promise<CommitRange> {
  refuseStrange(range);
  const dots = range.indexOf("..");
  if (dots === -1) return resolveCommit(repository, range);
  const isSinceFork = range.startsWith("...", dots);
  const left = range.slice(0, dots) || "HEAD";
  const right = range.slice(dots + (isSinceFork ? 3 : 2)) || "HEAD";
  refuseStrange(right);
  if (isSinceFork) return resolveSinceFork(repository, left, right);
  const base = await loadCommit(repository, left);
  return { base, head: await loadCommit(repository, right), ancestors: [] };
}

/** The words that resolve to the same range again, whatever becomes of branches and tags. */
export function nameRange({ base, head, ancestors }: CommitRange): string {
  if (base === null) return head;
  return `${base}${ancestors.length > 1 ? "..." : ".."}${head}`;
}

/** HEAD, or null in a repository without commits. */
export function findHead(repository: Repository): Promise<string | null> {
  return findCommit(repository, "HEAD");
}
