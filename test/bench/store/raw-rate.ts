import { randomUUID } from "node:crypto";
import { delivery, pullRequest, review } from "../../contract/store/store-samples.ts";
import type { StorePlace } from "./open-engine.ts";
import { median, threeTimes } from "./quantile.ts";

export interface RawRate {
  /** Webhooks taken over in a second, one after the other. */
  readonly serialPerSecond: number;
  /** The same with 20 under way at any time. */
  readonly parallelPerSecond: number;
}

const windowMs = 600;
const atOnce = 20;

/** How many webhooks a second the store itself takes over, without HTTP, in the process that measures. */
export async function measureRawRate(place: StorePlace): Promise<RawRate> {
  const store = await place.open();
  let number = 0;
  const accept = async () => {
    number += 1;
    const ref = pullRequest(number, 100 + (number % 200), 1 + (number % 20));
    await store.intake.accept(delivery({ guid: randomUUID(), receivedAtMs: Date.now() }), [
      review("opened", ref),
    ]);
  };
  const serialPerSecond = median(await threeTimes(() => countPerSecond(accept, 1)));
  const parallelPerSecond = median(await threeTimes(() => countPerSecond(accept, atOnce)));
  await store.close();
  return { serialPerSecond, parallelPerSecond };
}

async function countPerSecond(accept: () => Promise<void>, lanes: number): Promise<number> {
  const beganAt = performance.now();
  let count = 0;
  const acceptUntilEnd = async () => {
    for (; performance.now() - beganAt < windowMs; count += 1) await accept();
  };
  await Promise.all(Array.from({ length: lanes }, acceptUntilEnd));
  return (count * 1_000) / (performance.now() - beganAt);
}
