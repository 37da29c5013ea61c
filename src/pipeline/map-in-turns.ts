/** So long work may keep the event loop before others get their turn, in milliseconds. */
const sliceMs = 20;

/**
 * What `work` makes of each item, in their order. Whatever else the process has to do, webhooks among it, is done in
 * between; a single item is never interrupted.
 */
export async function mapInTurns<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Result | Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  // What was done before counts for nobody else.
  let beganAt = Number.NEGATIVE_INFINITY;
  for (const item of items) {
    if (performance.now() - beganAt >= sliceMs) {
      await giveWay();
      beganAt = performance.now();
    }
    results.push(await work(item));
  }
  return results;
}

/** What the work makes, after everything else that the process has to do: two long steps are not one longer. */
export async function inTurn<Result>(work: () => Result): Promise<Result> {
  await giveWay();
  return work();
}

function giveWay(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
