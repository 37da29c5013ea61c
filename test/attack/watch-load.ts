import { monitorEventLoopDelay } from "node:perf_hooks";

/** What some work cost this process. */
export interface LoadFigures {
  /** Most bytes above the beginning, of all that the process holds outside and inside of the heap. */
  readonly grownBytes: number;
  readonly worstDelayMs: number;
  /** For a person. */
  readonly text: string;
}

const megabyte = 1024 * 1024;
const heldBytes = () => {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** Watches memory and the event loop until it is stopped. Delays are printed, never judged: the machine may be busy. */
export function watchLoad(): { readonly stop: () => LoadFigures } {
  const delays = monitorEventLoopDelay({ resolution: 5 });
  delays.enable();
  const before = heldBytes();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, heldBytes());
  }, 5);
  return {
    stop: () => {
      clearInterval(timer);
      delays.disable();
      most = Math.max(most, heldBytes());
      const grownBytes = most - before;
      const worstDelayMs = Math.round(delays.max / 1e6);
      const median = Math.round(delays.percentile(50) / 1e6);
      const text = `${Math.round(grownBytes / megabyte)} MB more memory, event loop late by ${median} ms in the median and ${worstDelayMs} ms at worst`;
      return { grownBytes, worstDelayMs, text };
    },
  };
}
