import type { Progress } from "../../pipeline/ports.ts";

export interface ProgressLine {
  readonly show: (progress: Progress) => void;
  readonly clear: () => void;
}

/** One line on stderr that is written over; silent when stderr is not a terminal. */
export function createProgressLine(startedAt: number): ProgressLine {
  if (!process.stderr.isTTY) return { show: () => undefined, clear: () => undefined };
  return {
    show: (progress) => process.stderr.write(`\r\u001b[K${formatProgress(progress, Date.now() - startedAt)}`),
    clear: () => process.stderr.write("\r\u001b[K"),
  };
}

/** `reviewing 3/12 · 8,400 + 900 tokens · $0.02 · 0:14` */
export function formatProgress(progress: Progress, elapsedMs: number): string {
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
