/** Runs work of one key after another, in the order in which it came; work of other keys goes on beside it. */
export type TakeTurns = <Result>(key: string, work: () => Promise<Result>) => Promise<Result>;

/** Turns for any number of keys; a key without work is forgotten. */
export function createTurns(): TakeTurns {
  const last = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const before = last.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (last.get(key) === mine) last.delete(key);
    }
  };
}
