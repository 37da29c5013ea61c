import { appendFileSync } from "node:fs";

/** One row of the scorecard of `docs/reliability.md`. */
export interface ScoreRow {
  /** `R1`, or `replicas`. */
  readonly row: string;
  readonly fault: string;
  readonly input: string;
  readonly result: string;
  readonly isPass: boolean;
}

/** Whether the long figures are wanted (`npm run faults`), or the short ones of `npm test`. */
export const isFull = process.env["FAULTS"] === "full";

/** The long figure or the short one. */
export function choose<Value>(full: Value, short: Value): Value {
  return isFull ? full : short;
}

/** Time limit of a test in milliseconds: against hanging, not a measure of speed. */
export function limitMs(fullMinutes: number): number {
  return (isFull ? fullMinutes : 4) * 60_000;
}

/** Writes a row to the scorecard; in `npm test` there is none, and a person reads the line. */
export function score(row: ScoreRow): void {
  const path = process.env["FAULTS_SCORES"];
  if (path !== undefined) appendFileSync(path, `${JSON.stringify(row)}\n`);
  console.info(`${row.isPass ? "pass" : "FAIL"}  ${row.row}  ${row.input}: ${row.result}`);
}

/** A sign of life of a long run, every hundred steps. */
export function reportProgress(row: string, done: number, all: number): void {
  if (isFull && done % 25 === 0) console.info(`${row}: ${done} of ${all}`);
}
