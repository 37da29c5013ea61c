import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { type GitHubDouble, startGitHubDouble } from "../../fakes/github/start-github-double.ts";
import { startApp } from "../start-app.ts";
import { createWebhookSource } from "./compose-webhooks.ts";
import { countDiskWork, type DiskWork } from "./count-syncs.ts";
import { deliverAtRate, type LoadFigures } from "./deliver-at-rate.ts";
import type { StorePlace } from "./open-engine.ts";

export interface AcknowledgedLoad {
  /** 100 webhooks a second for ten seconds. */
  readonly steady: LoadFigures;
  /** The highest rate tried at which everything was acknowledged in time; null where none was. */
  readonly highest: LoadFigures | null;
  /** The lowest rate at which it was not; null where none was reached. */
  readonly overloaded: LoadFigures | null;
  /** Each for one webhook at 100 a second. */
  readonly perWebhook: DiskWork;
  /** Processor time of the App for one webhook at 100 a second, in milliseconds; null where it cannot be read. */
  readonly cpuMsPerWebhook: number | null;
  /** From the start of the App's process, on an empty store, until it listened. */
  readonly startedInMs: number;
}

/** Credentials of the App, and a GitHub that takes every request and answers none, so that reviews stay under way. */
export interface SilentGitHub extends AsyncDisposable {
  readonly double: GitHubDouble;
  readonly environment: Readonly<Record<string, string>>;
}

const steadyRate = 100;
const steadySeconds = 10;
const warmUpWebhooks = 100;
const countedWebhooks = 200;
const rampSeconds = 2;
const rampLimit = 1_600;
const lowestRate = 12.5;
/** What too high a rate left behind is done by then. */
const drainMs = 1_000;
const rampTimeoutMs = 3_000;
const acceptableP99Ms = 500;
const githubTimeoutMs = 10_000;

export async function startSilentGitHub(): Promise<SilentGitHub> {
  const double = await startGitHubDouble();
  const silence = createServer(() => undefined);
  await new Promise<void>((done) => silence.listen(0, "127.0.0.1", done));
  // A TCP server that listens has an address with a port.
  const { port } = silence.address() as AddressInfo;
  const environment = {
    APP_ID: String(double.app.id),
    PRIVATE_KEY: double.app.privateKey,
    WEBHOOK_SECRET: double.webhookSecret,
    GITHUB_API_URL: `http://127.0.0.1:${port}`,
  };
  const close = async () => {
    silence.closeAllConnections();
    silence.close();
    await double.close();
  };
  return { double, environment, [Symbol.asyncDispose]: close };
}

/** Webhooks through the App, a process of its own that has as many reviews under way as it may. */
export async function measureLoad(place: StorePlace, github: SilentGitHub): Promise<AcknowledgedLoad> {
  const app = await startApp({ ...github.environment, ...place.environment });
  try {
    const take = await createWebhookSource(github.double);
    const deliver = (count: number, ratePerSecond: number, timeoutMs = githubTimeoutMs) =>
      deliverAtRate({ url: app.webhookUrl, webhooks: take(count), ratePerSecond, timeoutMs });
    await deliver(warmUpWebhooks, steadyRate);
    const cpuBeforeMs = readCpuMs(app.pid);
    const steady = await deliver(steadyRate * steadySeconds, steadyRate);
    const cpuMs = readCpuMs(app.pid) - cpuBeforeMs;
    const counted = await countDiskWork(place, app.pid, () => deliver(countedWebhooks, steadyRate));
    const ramp = await climb(steady, (rate) => deliver(Math.round(rate * rampSeconds), rate, rampTimeoutMs));
    return {
      steady,
      ...ramp,
      perWebhook: divide(counted, countedWebhooks),
      cpuMsPerWebhook: Number.isNaN(cpuMs) ? null : cpuMs / steady.webhooks,
      startedInMs: app.startedInMs,
    };
  } finally {
    await app.stop();
  }
}

/** Doubles the rate until it is too high, and tries once between the last two; halves it where it is too high already. */
async function climb(
  steady: LoadFigures,
  deliver: (ratePerSecond: number) => Promise<LoadFigures>,
): Promise<Pick<AcknowledgedLoad, "highest" | "overloaded">> {
  if (!isInTime(steady)) return descend(steady, deliver);
  let highest = steady;
  while (highest.ratePerSecond < rampLimit) {
    const next = await deliver(highest.ratePerSecond * 2);
    if (isInTime(next)) {
      highest = next;
      continue;
    }
    const between = await deliver(highest.ratePerSecond * 1.5);
    return isInTime(between) ? { highest: between, overloaded: next } : { highest, overloaded: between };
  }
  return { highest, overloaded: null };
}

async function descend(
  steady: LoadFigures,
  deliver: (ratePerSecond: number) => Promise<LoadFigures>,
): Promise<Pick<AcknowledgedLoad, "highest" | "overloaded">> {
  let overloaded = steady;
  while (overloaded.ratePerSecond > lowestRate) {
    await delay(drainMs);
    const next = await deliver(overloaded.ratePerSecond / 2);
    if (isInTime(next)) return { highest: next, overloaded };
    overloaded = next;
  }
  return { highest: null, overloaded };
}

function isInTime({ p99Ms, refused }: LoadFigures): boolean {
  return refused === 0 && p99Ms < acceptableP99Ms;
}

function divide({ syncs, transactions }: DiskWork, count: number): DiskWork {
  const each = (total: number | null) => (total === null ? null : total / count);
  return { syncs: each(syncs), transactions: each(transactions) };
}

/** Of a process and its threads; not a number where the system keeps no such file. */
function readCpuMs(pid: number): number {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return Number.NaN;
  // User and system time, in ticks of a hundredth of a second, after the name, which may hold anything.
  const fields = readFileSync(file, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
