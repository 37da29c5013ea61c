/**
 * Lets `fetch` wait for as long as its caller does. The runtime itself gives up after 300 seconds without a header, and
 * a model behind a queue of people or files may take longer; the deadline of each call stays `ASSAY_MODEL_TIMEOUT_MS`.
 * The runtime has no option for it: its dispatcher is reached by the symbol that it shares with the `undici` package.
 */
export async function letFetchWait(): Promise<void> {
  // The dispatcher is there after the first use of `fetch`, which needs no network here.
  await fetch("data:,ready");
  const symbol = Symbol.for("undici.globalDispatcher.1");
  const dispatcher: unknown = Reflect.get(globalThis, symbol);
  if (typeof dispatcher !== "object" || dispatcher === null) return;
  const patient: unknown = Reflect.construct(dispatcher.constructor, [{ headersTimeout: 0, bodyTimeout: 0 }]);
  Reflect.set(globalThis, symbol, patient);
}
