/** One call of a model: how long it took, and which other call it had to wait for. */
export interface ScheduledCall {
  readonly latencyMs: number;
  /** Position of the call that brought up this one; null where nothing had to be known before. */
  readonly after: number | null;
}

/**
 * No schedule of these calls, `limit` at a time, is shorter: neither than the work of each lane, nor than the longest
 * chain of calls, nor than what has to share a lane because there are more calls than lanes.
 */
export function findShortestTime(calls: readonly ScheduledCall[], limit: number): number {
  const work = calls.reduce((sum, { latencyMs }) => sum + latencyMs, 0) / limit;
  const chain = Math.max(0, ...calls.map((_, index) => chainMs(calls, index)));
  const longestFirst = calls.map(({ latencyMs }) => latencyMs).toSorted((one, other) => other - one);
  const shared = Array.from({ length: Math.floor((calls.length - 1) / limit) }, (_, index) => {
    const rounds = index + 1;
    // Of so many calls one lane has one more than there are rounds: at best the shortest of them.
    const among = longestFirst.slice(0, rounds * limit + 1);
    return among.slice(-(rounds + 1)).reduce((sum, latencyMs) => sum + latencyMs, 0);
  });
  return Math.max(work, chain, ...shared);
}

/** How long it takes somebody who knows all times beforehand and begins what leads to the most work first. */
export function simulateForeseen(calls: readonly ScheduledCall[], limit: number): number {
  const tail = tailsOf(calls);
  return simulate(calls, limit, (one, other) => (tail[other] ?? 0) - (tail[one] ?? 0));
}

/** How long it takes in the order of the calls, without a pause: nobody knows which answer brings up another question. */
export function simulateUnforeseen(calls: readonly ScheduledCall[], limit: number): number {
  return simulate(calls, limit, (one, other) => one - other);
}

function simulate(
  calls: readonly ScheduledCall[],
  limit: number,
  compare: (one: number, other: number) => number,
): number {
  const endsAt = new Map<number, number>();
  const lanes: number[] = Array.from({ length: limit }, () => 0);
  const waiting = new Set(calls.keys());
  while (waiting.size > 0) {
    const lane = lanes.indexOf(Math.min(...lanes));
    const nowMs = lanes[lane] ?? 0;
    const next = [...waiting].filter((index) => isReadyBy(nowMs, calls[index], endsAt)).toSorted(compare)[0];
    if (next === undefined) {
      lanes[lane] = Math.min(...[...endsAt.values()].filter((end) => end > nowMs));
      continue;
    }
    waiting.delete(next);
    lanes[lane] = nowMs + (calls[next]?.latencyMs ?? 0);
    endsAt.set(next, lanes[lane]);
  }
  return Math.max(0, ...endsAt.values());
}

function isReadyBy(
  nowMs: number,
  call: ScheduledCall | undefined,
  endsAt: ReadonlyMap<number, number>,
): boolean {
  if (call === undefined || call.after === null) return true;
  return (endsAt.get(call.after) ?? Number.POSITIVE_INFINITY) <= nowMs;
}

/** For each call its own time and the longest that comes of it. Calls come behind those that they wait for. */
function tailsOf(calls: readonly ScheduledCall[]): readonly number[] {
  const tails = calls.map(({ latencyMs }) => latencyMs);
  for (let index = calls.length - 1; index >= 0; index -= 1) {
    const after = calls[index]?.after;
    if (after === null || after === undefined) continue;
    const own = calls[after]?.latencyMs ?? 0;
    tails[after] = Math.max(tails[after] ?? 0, own + (tails[index] ?? 0));
  }
  return tails;
}

function chainMs(calls: readonly ScheduledCall[], index: number): number {
  let sum = 0;
  for (let at: number | null = index; at !== null; at = calls[at]?.after ?? null)
    sum += calls[at]?.latencyMs ?? 0;
  return sum;
}
