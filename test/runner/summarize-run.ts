/** What the reporter counted inside the test process. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Tests that had begun, or were waiting, when the run ended. */
  readonly unfinished: number;
  /** Files that did not load, or whose hooks failed. */
  readonly brokenFiles: readonly string[];
  readonly unhandledErrors: number;
}

/** How the test process ended. */
export interface RunEnd {
  /** Null when the process died before it could count. */
  readonly tally: Tally | null;
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: string | null;
}

export interface RunSummary {
  readonly isGreen: boolean;
  /** Everything beyond plain failed tests that makes the run red, one sentence each. */
  readonly problems: readonly string[];
  /** `N passed, N failed`, with `, N skipped` where there are any. */
  readonly line: string;
}

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/**
 * Turns the end of a run into its last line. Whatever went wrong counts as failed: a run that broke never
 * reads "0 failed".
 */
export function summarizeRun(end: RunEnd): RunSummary {
  const problems = end.tally === null ? [] : describeTally(end.tally);
  const passed = end.tally?.passed ?? 0;
  const skipped = end.tally?.skipped ?? 0;
  let failed = end.tally === null ? 0 : countFailed(end.tally);

  if (end.tally === null) {
    problems.push(`the test process ended without a result (${describeExit(end)})`);
    failed += 1;
  } else if (failed === 0 && end.exitCode !== 0) {
    problems.push(`no test failed, but the test process ended badly (${describeExit(end)})`);
    failed += 1;
  }
  if (failed === 0 && passed === 0) {
    problems.push("no test ran");
    failed += 1;
  }

  const line = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
  return { isGreen: failed === 0, problems, line };
}

function countFailed(tally: Tally): number {
  return tally.failed + tally.unfinished + tally.brokenFiles.length + tally.unhandledErrors;
}

function describeTally(tally: Tally): string[] {
  const problems = tally.brokenFiles.map((file) => `${file} did not load, or a hook in it failed`);
  if (tally.unfinished > 0) problems.push(`${plural(tally.unfinished, "test")} did not finish`);
  if (tally.unhandledErrors > 0) {
    problems.push(`${plural(tally.unhandledErrors, "error")} outside of any test`);
  }
  return problems;
}

function describeExit(end: RunEnd): string {
  return end.signal === null ? `exit code ${end.exitCode}` : `signal ${end.signal}`;
}
