/** More than this is a hang, whatever the input. */
export const longestMs = 100;

/** Time of this thread alone where Node tells it: other programs on the machine are no matter. */
function now(): number {
  if (!("threadCpuUsage" in process)) return performance.now();
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/** How long work takes by itself: what seems slow is done again, because the machine may have been busy. */
export function leastMs(work: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 4 && least > longestMs / 2; round += 1) {
    const startedAt = now();
    work();
    least = Math.min(least, now() - startedAt);
  }
  return least;
}
