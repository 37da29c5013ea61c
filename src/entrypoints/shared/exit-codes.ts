import type { Coverage } from "../../domain/coverage.ts";
import type { ErrorCode } from "../../domain/errors.ts";
import type { Severity } from "../../domain/finding.ts";
import type { ReviewResult, Verdict } from "../../domain/review.ts";

/** Exit codes of the command line and the Action. Those from 64 on follow BSD's sysexits. */
export const exitCode = {
  noDefects: 0,
  defects: 1,
  inconclusive: 2,
  usage: 64,
  badInput: 65,
  missingInput: 66,
  unavailable: 69,
  internal: 70,
  cannotWrite: 73,
  storeBroken: 74,
  tryLater: 75,
  configuration: 78,
  /** As a shell reports a program that was stopped by Ctrl-C, and one whose reader went away. */
  stopped: 130,
  brokenPipe: 141,
} as const;

/** Every code in its order: source of the help and of the table in README. Options stand in backticks. */
export const exitCodeMeanings: Readonly<Record<(typeof exitCode)[keyof typeof exitCode], string>> = {
  0: "no security defects at or above `--fail-on` (default `high`), everything reviewed",
  1: "defects at or above `--fail-on`, whatever else was not reviewed",
  2: "inconclusive: something was not reviewed, or no model is configured",
  64: "the command was not understood",
  65: "the diff or repository cannot be read, a branch or commit is not known, or nothing differs",
  66: "an input file or folder is missing",
  69: "git, Node.js or Assay is missing or too old",
  70: "a defect of Assay",
  73: "the output cannot be written; doctor: the data folder",
  74: "the store is damaged",
  75: "the store is in use or cannot be reached; doctor: a server cannot be reached",
  78: "a setting or configuration file is wrong",
  130: "stopped at once, by a second Ctrl-C",
  141: "the reader of the output went away",
};

const ranks: Readonly<Record<Severity, number>> = { critical: 4, high: 3, medium: 2, low: 1 };

/**
 * A defect that reaches `failOn` is 1 whatever else failed: it is proved, and nobody turns it into an undecided run by
 * taking the model away. Otherwise a review with gaps is 2, also where it found something below `failOn`: one harmless
 * finding must not make an unfinished review a passed one. The App's check concludes alike.
 */
export function exitCodeOf(verdict: Verdict, result: ReviewResult, failOn: Severity | "never"): number {
  if (reaches(result, failOn)) return exitCode.defects;
  if (verdict === "inconclusive" || !isWholeReviewed(result.coverage)) return exitCode.inconclusive;
  return exitCode.noDefects;
}

/** Whether a defect that counts is at least that severe. */
function reaches(result: ReviewResult, failOn: Severity | "never"): boolean {
  return failOn !== "never" && worstOf(result) >= ranks[failOn];
}

function worstOf(result: ReviewResult): number {
  const counted = result.defects.filter(
    ({ confidence, status }) => confidence !== "pattern" && status !== "dismissed" && status !== "fixed",
  );
  return Math.max(0, ...counted.map(({ severity }) => ranks[severity]));
}

function isWholeReviewed(coverage: Coverage): boolean {
  return coverage.files.every(({ hunks, whole }) =>
    [...hunks, whole].every(({ state }) => state === "reviewed"),
  );
}

/** Which exit code a broken world has. */
export function exitCodeOfError(code: ErrorCode): number {
  switch (code) {
    case "INTERRUPTED":
      return exitCode.inconclusive;
    case "GIT_MISSING":
    case "STORE_TOO_NEW":
      return exitCode.unavailable;
    case "CONFIG_INVALID":
    case "MODEL_CONFIG":
    case "STORE_KEY":
    case "STORE_UNSAFE":
      return exitCode.configuration;
    case "STORE_LOCKED":
    case "STORE_UNAVAILABLE":
      return exitCode.tryLater;
    case "STORE_CORRUPT":
    case "STORE_FAILED":
    case "STORE_LEASE_LOST":
      return exitCode.storeBroken;
    case "STORE_NOT_EMPTY":
      return exitCode.cannotWrite;
    default:
      return exitCode.badInput;
  }
}

/** The codes as `--help` lists them. */
export const exitCodeHelp = [
  "Exit codes:",
  ...Object.entries(exitCodeMeanings).map(
    ([code, meaning]) => `  ${code.padEnd(4)} ${meaning.replaceAll("`", "")}`,
  ),
].join("\n");
