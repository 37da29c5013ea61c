/** Lets commands of one pull request be examined side by side, and begins to carry them out in the order in which they came. */
export type CommandOrder = (
  key: string,
  examined: Promise<boolean>,
  carryOut: () => Promise<void>,
) => Promise<void>;

/** Only the beginning is ordered: what takes long does not keep the next command waiting. */
export function createCommandOrder(): CommandOrder {
  const begun = new Map<string, Promise<unknown>>();
  return async (key, examined, carryOut) => {
    const earlier = begun.get(key);
    // It may fail while it waits for its turn, when nobody looks at it yet.
    examined.catch(ignore);
    const begin = async () => {
      await earlier;
      // Wrapped, so that waiting for the beginning is not waiting for the end.
      return (await examined) ? { end: carryOut() } : null;
    };
    const beginning = begin();
    // A command that fails stands in nobody's way.
    const settled = beginning.then(ignore, ignore);
    begun.set(key, settled);
    const running = await beginning.finally(() => {
      if (begun.get(key) === settled) begun.delete(key);
    });
    await running?.end;
  };
}

const ignore = () => undefined;
