import { type Figure, larger, plain } from "../figure.ts";
import type { EngineFigures } from "../store.ts";
import type { LoadFigures } from "./deliver-at-rate.ts";

/** What one engine takes, as figures of the bench. What could not be measured or reached is left out. */
export function composeStoreFigures(engine: EngineFigures): readonly Figure[] {
  const { name, rawRate, startUps, size } = engine;
  const store = (text: string, unit: string, value: number | null) =>
    value === null ? [] : [plain(`${name}: ${text}`, unit, value)];
  return [
    ...composeLoad(engine),
    larger(`${name}: store alone, one at a time`, "/s", rawRate.serialPerSecond),
    larger(`${name}: store alone, 20 at once`, "/s", rawRate.parallelPerSecond),
    ...startUps.flatMap((backlog) => [
      ...store(`store opens over ${backlog.name}`, "ms", backlog.openMs),
      ...store(`first claim over ${backlog.name}`, "ms", backlog.claimMs),
      ...store(`the App starts over ${backlog.name}`, "ms", backlog.appMs),
    ]),
    ...store(
      `size of ${size.reviews.toLocaleString("en-US")} reviews`,
      "MB",
      (size.bytes - size.emptyBytes) / 1e6,
    ),
    ...store("of that kept after a week", "MB", (size.prunedBytes - size.emptyBytes) / 1e6),
  ];
}

function composeLoad({ name, load }: EngineFigures): readonly Figure[] {
  const { steady, highest, overloaded, perWebhook, cpuMsPerWebhook, startedInMs } = load;
  const at = `${name}, ${steady.ratePerSecond} webhooks a second`;
  const each = (text: string, unit: string, value: number | null) =>
    value === null ? [] : [plain(`${at}: ${text}`, unit, value)];
  const rate = (text: string, figures: LoadFigures | null) =>
    figures === null ? [] : [larger(`${name}: ${text}`, "/s", figures.ratePerSecond)];
  return [
    larger(`${at}: acknowledged`, "/s", steady.acknowledgedPerSecond),
    ...each("answered after, median", "ms", steady.medianMs),
    ...each("answered after, p99", "ms", steady.p99Ms),
    ...each("refused", "", steady.refused),
    ...each("waits for the disk per webhook", "", perWebhook.syncs),
    ...each("transactions per webhook", "", perWebhook.transactions),
    ...each("processor time of the App per webhook", "ms", cpuMsPerWebhook),
    ...rate("highest rate with p99 under 500 ms", highest),
    ...rate("lowest rate without", overloaded),
    ...each("the App starts, store empty", "ms", startedInMs),
  ];
}
