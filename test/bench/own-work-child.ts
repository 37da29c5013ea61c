import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { countTokens, reviewSynthetic } from "./review-synthetic.ts";
import { largeShape, synthesizeChange } from "./synthetic-change.ts";
import { createTimedModel } from "./timed-model.ts";

/** What one review in a process of its own took; printed as JSON. */
export interface OwnWork {
  readonly changedLines: number;
  readonly questions: number;
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  /** Highest of the whole process, the change itself among it. */
  readonly peakMb: number;
  readonly longestDelayMs: number;
}

const resolutionMs = 5;

async function measure(files: number): Promise<OwnWork> {
  const change = synthesizeChange({ ...largeShape, files });
  const model = createTimedModel({ countTokens, defectEvery: 0, pace: 0 });
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  await delay(100);
  histogram.enable();
  const beganAt = performance.now();
  const cpu = process.cpuUsage();
  await reviewSynthetic(change, model, "standard");
  const { user, system } = process.cpuUsage(cpu);
  const wallSeconds = (performance.now() - beganAt) / 1_000;
  // What blocked last is seen when the timer comes the next time.
  await delay(4 * resolutionMs);
  histogram.disable();
  return {
    changedLines: change.changedLines,
    questions: model.calls.length,
    cpuSeconds: (user + system) / 1e6,
    wallSeconds,
    peakMb: process.resourceUsage().maxRSS / 1_024,
    // Each value holds the time between two turns as well.
    longestDelayMs: Math.max(0, histogram.max / 1e6 - resolutionMs),
  };
}

if (import.meta.main) process.stdout.write(JSON.stringify(await measure(Number(process.argv[2] ?? 600))));
