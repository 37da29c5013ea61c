import type { ReviewError } from "../../domain/errors.ts";
import type { ModelPause, Onlooker, Progress } from "../../pipeline/ports.ts";
import { describeFailure, explainDeadEndpoint } from "./describe-failure.ts";

export interface ProgressLine extends Onlooker {
  readonly show: (progress: Progress) => void;
  readonly clear: () => void;
  /** Says what became of an endpoint to which no connection came about; nothing where there was none. */
  readonly explainGivenUp: (baseUrl: string) => void;
}

/** Where the line is written; `process.stderr` is one. */
export interface ProgressOutlet {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const mostLines = 20;
/** A wait that is no later try than one that was told is told again after so long. */
const silenceMs = 30_000;

/**
 * One line on a terminal that is written over. Elsewhere only waits for the model are told, each kind once and no more
 * than a few: a log must not fill while an endpoint is down. `now` is in milliseconds.
 */
export function createProgressLine(outlet: ProgressOutlet, now: () => number): ProgressLine {
  const startedAt = now();
  const over = (text: string) => outlet.write(`\r\u001b[K${text}`);
  const isLate = watchPauses(now);
  let lost: ReviewError | null = null;
  return {
    show: (progress) => {
      if (outlet.isTTY) over(formatProgress(progress, now() - startedAt));
    },
    clear: () => {
      if (outlet.isTTY) over("");
    },
    onPause: (pause) => {
      if (outlet.isTTY) over(formatPause(pause));
      else if (isLate(pause)) outlet.write(`assay: ${formatPause(pause)}\n`);
    },
    onGivenUp: (error) => {
      if (error.connectionCode !== null) lost = error;
    },
    explainGivenUp: (baseUrl) => {
      if (lost !== null) outlet.write(`assay: ${explainDeadEndpoint(lost, baseUrl)}\n`);
    },
  };
}

/** Whether a pause says more than those before it: many questions wait at once, and each for the same reason. */
function watchPauses(now: () => number): (pause: ModelPause) => boolean {
  let highest = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  let told = 0;
  return ({ nextTry }) => {
    const isNew = nextTry > highest || now() - toldAt >= silenceMs;
    if (!isNew || told >= mostLines) return false;
    highest = Math.max(highest, nextTry);
    toldAt = now();
    told += 1;
    return true;
  };
}

/** `the model does not answer (connection refused); trying again in 4 s, attempt 2 of 6` */
export function formatPause({ error, waitMs, nextTry, lastTry }: ModelPause): string {
  const wait = `trying again in ${Math.ceil(waitMs / 1_000)} s, attempt ${nextTry} of ${lastTry}`;
  return `the model does not answer (${describeFailure(error)}); ${wait}`;
}

/** `reviewing 3/12 · 8,400 + 900 tokens · $0.02 · 0:14` */
function formatProgress(progress: Progress, elapsedMs: number): string {
  const seconds = Math.floor(elapsedMs / 1000);
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const cost = progress.costUsd === null ? "cost unknown" : `$${progress.costUsd.toFixed(4)}`;
  const count = (tokens: number) => tokens.toLocaleString("en-US");
  return [
    `reviewing ${progress.unitsDone}/${progress.unitsTotal}`,
    `${count(progress.promptTokens)} + ${count(progress.completionTokens)} tokens`,
    cost,
    time,
  ].join(" · ");
}
