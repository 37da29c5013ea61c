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
} as const;

const ranks: Readonly<Record<Severity, number>> = { critical: 4, high: 3, medium: 2, low: 1 };

/**
 * Inconclusive stays 2 whatever was found. So does a review with gaps in which nothing reaches `failOn`: otherwise
 * one harmless finding would turn an unfinished review into a passed one.
 */
export function exitCodeOf(verdict: Verdict, result: ReviewResult, failOn: Severity | "never"): number {
  if (verdict === "inconclusive") return exitCode.inconclusive;
  if (reaches(result, failOn)) return exitCode.defects;
  return isWholeReviewed(result.coverage) ? exitCode.noDefects : exitCode.inconclusive;
}

/** Whether a defect that counts is at least that severe. */
export function reaches(result: ReviewResult, failOn: Severity | "never"): boolean {
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
    case "GIT_BAD_RANGE":
      return exitCode.usage;
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

/** The table as `--help` and README show it. */
export const exitCodeHelp = `Exit codes:
  0   no security defects, everything reviewed
  1   defects at or above --fail-on
  2   inconclusive: something was not reviewed, or no model is configured
  64  the command was not understood        65  the diff or repository cannot be read
  66  an input file is missing              69  git, Node.js or Assay is missing or too old
  73  the output cannot be written          74  the store is damaged or failed
  75  the store is in use or unreachable    78  a setting or configuration file is wrong`;
