/** How waiting ended: with the value, or because the signal came first. */
export type Settled<Value> =
  | { readonly kind: "settled"; readonly value: Value }
  | { readonly kind: "aborted" };

/**
 * Waits for work that may not heed the signal: resolves as soon as it aborts, rejects only if the work failed before.
 * A rejection after the abort is taken note of and has no effect.
 */
export async function settleOrAbort<Value>(
  work: Promise<Value>,
  signal: AbortSignal,
): Promise<Settled<Value>> {
  return new Promise((resolve, reject) => {
    const stop = () => resolve({ kind: "aborted" });
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
    const finish = (settle: () => void) => {
      signal.removeEventListener("abort", stop);
      settle();
    };
    work.then(
      (value) => finish(() => resolve({ kind: "settled", value })),
      // An error that the abort itself caused is the abort.
      (error: unknown) => finish(signal.aborted ? stop : () => reject(error)),
    );
  });
}
