import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { createLog } from "../../adapters/log/create-log.ts";
import type { AppSettings } from "../../config/app-settings.ts";
import { parsePrivateKey } from "../../config/private-key.ts";
import { loadPrices } from "../shared/load-prices.ts";
import { openDurableStore } from "../shared/open-durable-store.ts";
import { openTraces } from "../shared/open-traces.ts";
import type { AppParts } from "./assemble-app.ts";
import { findUnpricedBudgets } from "./find-unpriced-budgets.ts";
import { explainFailedStart, refuseSettings, type StartRefusal } from "./refuse-start.ts";

/** GitHub keeps a failed delivery for three days; work that was missed longer ago is found by its pull request. */
const sweepEveryMs = 600_000;

const sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
  await delay(ms, undefined, { signal });
};

/** Opens everything that the settings name, the store last. What is wrong is told with its remedy, all at once. */
export async function openAppParts(
  settings: AppSettings,
): Promise<
  | { readonly kind: "open"; readonly parts: AppParts }
  | { readonly kind: "refused"; readonly refusal: StartRefusal }
> {
  const privateKey = await loadPrivateKey(settings);
  const prices = await loadPrices(settings);
  const problems = [
    ...("problem" in privateKey ? [privateKey.problem] : []),
    ...(prices.kind === "invalid"
      ? prices.problems.map((problem) => `ASSAY_PRICES_FILE: ${problem}`)
      : findUnpricedBudgets(settings, prices.table)),
  ];
  if ("problem" in privateKey || prices.kind === "invalid" || problems.length > 0)
    return { kind: "refused", refusal: refuseSettings(problems) };
  const log = createLog(settings.logLevel ?? "info", process.stdout);
  try {
    const store = await openDurableStore(settings.store, { now: Date.now, log });
    const traces = await openTraces(settings.traces, log);
    const shared = { settings, log, store, traces, sleep, sweepEveryMs };
    return { kind: "open", parts: { ...shared, privateKey: privateKey.value, prices: prices.table } };
  } catch (error) {
    return { kind: "refused", refusal: explainFailedStart(error) };
  }
}

async function loadPrivateKey(settings: AppSettings): Promise<{ value: string } | { problem: string }> {
  const { privateKey } = settings;
  if (privateKey.kind === "pem") return { value: privateKey.pem };
  try {
    const reading = parsePrivateKey(await readFile(privateKey.path, "utf8"));
    if (reading.kind === "refused") return { problem: `PRIVATE_KEY_PATH: the file ${reading.message}` };
    return { value: reading.pem };
  } catch {
    return { problem: "PRIVATE_KEY_PATH: the file cannot be read; name the .pem file that GitHub gave you" };
  }
}

/** Gives back what was opened, the store first. */
export async function closeAppParts({ store, traces }: AppParts): Promise<void> {
  await store.close();
  await traces?.close();
}
