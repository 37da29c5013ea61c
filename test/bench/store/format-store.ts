import type { EngineFigures, StoreFigures } from "../store.ts";
import type { LoadFigures } from "./deliver-at-rate.ts";
import type { StartUpFigures } from "./start-up.ts";

type Row = readonly [label: string, read: (figures: EngineFigures) => string];

const rows: readonly Row[] = [
  ["100 webhooks/s: acknowledged per second", ({ load }) => load.steady.acknowledgedPerSecond.toFixed(0)],
  ["  answered after, median / p99 / worst", ({ load }) => describeTimes(load.steady)],
  ["  refused of 1,000", ({ load }) => String(load.steady.refused)],
  ["  waits for the disk per webhook", ({ load }) => describeNumber(load.perWebhook.syncs)],
  ["  transactions per webhook", ({ load }) => describeNumber(load.perWebhook.transactions)],
  ["  processor time of the App per webhook", ({ load }) => describeMs(load.cpuMsPerWebhook)],
  ["highest rate with p99 under 500 ms", ({ load }) => describeLoad(load.highest)],
  ["lowest rate without", ({ load }) => describeLoad(load.overloaded)],
  ["store alone, one at a time", ({ rawRate }) => `${rawRate.serialPerSecond.toFixed(0)} /s`],
  ["store alone, 20 at once", ({ rawRate }) => `${rawRate.parallelPerSecond.toFixed(0)} /s`],
  ["App starts, store empty", ({ load }) => describeMs(load.startedInMs)],
  ["size of 10,000 reviews", ({ size }) => describeMegabytes(size.bytes - size.emptyBytes)],
  ["  of that kept after a week", ({ size }) => describeMegabytes(size.prunedBytes - size.emptyBytes)],
];

/** A table with a column for each engine. */
export function formatStore({ loadAverages, syncMs, engines, seconds }: StoreFigures): string {
  const [before, after] = loadAverages;
  const startUps = engines[0]?.startUps.map((_, index) => startUpRows(index)) ?? [];
  const lines = [
    ["store", engines.map(({ name }) => name)] as const,
    ...[...rows, ...startUps.flat()].map(([label, read]) => [label, engines.map(read)] as const),
  ].map(([label, cells]) => `${label.padEnd(46)}${cells.map((cell) => cell.padStart(28)).join("")}`);
  return [
    "",
    `One short write reaches this disk in ${describeMs(syncMs.median)} (p99 ${describeMs(syncMs.p99)}).`,
    `Load of the machine ${before.toFixed(1)} before, ${after.toFixed(1)} after; measured in ${seconds.toFixed(0)} s.`,
    "",
    ...lines,
    "",
  ].join("\n");
}

function startUpRows(index: number): readonly Row[] {
  const read =
    (describe: (figures: StartUpFigures) => string): Row[1] =>
    ({ startUps }) => {
      const figures = startUps[index];
      return figures === undefined ? "-" : describe(figures);
    };
  const label: Row[1] = read(({ name }) => name);
  return [
    ["store opens over", label],
    ["  takes, and the first claim", read((one) => `${describeMs(one.openMs)}, ${describeMs(one.claimMs)}`)],
    ["  the App starts", read(({ appMs }) => describeMs(appMs))],
  ];
}

function describeLoad(figures: LoadFigures | null): string {
  return figures === null ? "-" : `${figures.ratePerSecond} /s (p99 ${figures.p99Ms.toFixed(0)} ms)`;
}

function describeTimes({ medianMs, p99Ms, worstMs }: LoadFigures): string {
  return `${medianMs.toFixed(1)} / ${p99Ms.toFixed(0)} / ${worstMs.toFixed(0)} ms`;
}

function describeNumber(value: number | null): string {
  return value === null ? "-" : value.toFixed(1);
}

function describeMs(value: number | null): string {
  return value === null ? "-" : `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

function describeMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
