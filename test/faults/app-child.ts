import { setTimeout as delay } from "node:timers/promises";
import { createLog } from "../../src/adapters/log/create-log.ts";
import { openStore } from "../../src/adapters/store/open-store.ts";
import { parseAppSettings } from "../../src/config/app-settings.ts";
import { defaultPriceTable } from "../../src/config/price-table.ts";
import { ReviewError } from "../../src/domain/errors.ts";
import { serveApp } from "../../src/entrypoints/app/serve-app.ts";
import type { ChildOrder, FromChild, StoreMoment, ToChild } from "./child-messages.ts";
import { type Phase, watchStore } from "./watch-store.ts";

// The App in a process of its own, which kills itself at the moment that it is told. SIGTERM stops it as in production.

const order = JSON.parse(process.env["ASSAY_FAULT_ORDER"] ?? "{}") as ChildOrder;
const say = (message: FromChild) => process.send?.(message);
const now = () => Date.now() + order.aheadMs;
let dyingAt: { readonly moment: StoreMoment; left: number; hasBegun: boolean } | null = null;
let isHolding = order.isHolding;

function die(): never {
  process.kill(process.pid, "SIGKILL");
  // The signal may arrive a moment later, and nothing may happen in between.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  throw new Error("unreachable");
}

async function watch(call: string, phase: Phase, result?: unknown): Promise<void> {
  if (order.isTracing && phase === "before") say({ kind: "called", call });
  while (isHolding && call === "jobs.claim" && phase === "before") await delay(5);
  if (dyingAt === null) return;
  const { moment } = dyingAt;
  if (!dyingAt.hasBegun) {
    dyingAt.hasBegun = call === moment.since && phase === "after";
    return;
  }
  const isEmptyClaim = call === "jobs.claim" && phase === "after" && result === null;
  if (call !== moment.call || phase !== moment.phase || isEmptyClaim) return;
  dyingAt.left -= 1;
  if (dyingAt.left === 0) die();
}

async function serve(): Promise<void> {
  const log = createLog("info", { write: (line: string) => void process.stderr.write(line) });
  const reading = parseAppSettings(order.app);
  if (reading.kind !== "valid") throw new Error(JSON.stringify(reading));
  const { settings } = reading;
  const { location, encryptionKey, debounceMs, pollMs, leaseMs, sweepEveryMs, requestTimeoutMs } = order;
  const opened = await openStore(location, { encryptionKey, now, log, debounceMs });
  const app = await serveApp({
    settings,
    privateKey: settings.privateKey.kind === "pem" ? settings.privateKey.pem : "",
    prices: defaultPriceTable,
    store: watchStore(opened, watch),
    log,
    sleep: async (ms, signal) => {
      await delay(Math.min(ms, order.longestSleepMs ?? ms), undefined, { signal });
    },
    rest: async (ms, signal) => {
      await delay(ms, undefined, { signal });
    },
    now,
    requestTimeoutMs,
    pollMs,
    leaseMs,
    sweepEveryMs,
  });
  process.on("message", (message: ToChild) => {
    if (message.kind === "die-at") {
      const { nth = 1, since } = message.moment;
      dyingAt = { moment: message.moment, left: nth, hasBegun: since === undefined };
    } else if (message.kind === "hold") isHolding = message.isHolding;
    else void app.idle().then(() => say({ kind: "idle", id: message.id }));
  });
  process.once("SIGTERM", () => {
    isHolding = false;
    void app
      .stop()
      .then(() => opened.close())
      .then(() => process.exit(0));
  });
  say({ kind: "ready", port: app.port, movedTo: opened.recovered?.movedTo ?? null });
}

// Nothing outlives the tests.
process.on("disconnect", die);
await serve().catch((error: unknown) => {
  say({ kind: "refused", code: error instanceof ReviewError ? error.code : String(error) });
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
