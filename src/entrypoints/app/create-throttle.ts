/** Lets `limit` events of a key through in any `windowMs`, counted from `now`; forgets keys that were quiet. */
export function createThrottle(limit: number, windowMs: number, now: () => number): (key: string) => boolean {
  const times = new Map<string, number[]>();
  return (key) => {
    const since = now() - windowMs;
    for (const [known, recent] of times) {
      if ((recent.at(-1) ?? 0) < since) times.delete(known);
    }
    const recent = (times.get(key) ?? []).filter((time) => time >= since);
    if (recent.length >= limit) return false;
    times.set(key, [...recent, now()]);
    return true;
  };
}
