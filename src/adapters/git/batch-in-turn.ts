/** What is asked for in the same turn of the event loop is loaded by one call; whoever asked gets all that it brought. */
export function batchInTurn<Loaded>(
  load: (keys: readonly string[]) => Promise<Loaded>,
): (key: string) => Promise<Loaded> {
  let waiting = new Set<string>();
  let batch: Promise<Loaded> | null = null;
  const loadBatch = async () => {
    await Promise.resolve();
    const keys = [...waiting];
    waiting = new Set();
    batch = null;
    return load(keys);
  };
  return (key) => {
    waiting.add(key);
    batch ??= loadBatch();
    return batch;
  };
}
