import { parseOperatorAccess } from "../../config/operator-settings.ts";
import { parseStoreSettings } from "../../config/store-settings.ts";
import type { JobControl, StoreReport } from "../../pipeline/ports-store.ts";
import { loadEnvironment } from "../shared/load-environment.ts";
import { lockedRemedies, openOperatorsStore } from "./open-operators-store.ts";
import { refuseEnvironment } from "./operator-environment.ts";

/** What an operator asks and does about jobs, wherever they are kept. */
export interface JobDesk extends Pick<StoreReport, "listJobs" | "loadJob">, JobControl {
  close(): Promise<void>;
}

/**
 * Asks the App at `url`, or `ASSAY_OPERATOR_URL`, where one is given; opens the store itself otherwise. The address is
 * never taken from `.env`: a folder must not send the token elsewhere.
 */
export async function openJobDesk(
  environment: Readonly<Record<string, string | undefined>>,
  url: string | undefined,
): Promise<JobDesk> {
  const address = url ?? environment["ASSAY_OPERATOR_URL"]?.trim() ?? "";
  const whole = loadEnvironment(environment);
  if (address === "") {
    const store = parseStoreSettings(whole);
    if (store.kind === "invalid") throw refuseEnvironment(store.problems);
    const { report, control, close } = await openOperatorsStore(store.settings, lockedRemedies.jobs);
    return { ...report, ...control, close };
  }
  const reading = parseOperatorAccess(address, whole);
  if (reading.kind === "invalid") throw refuseEnvironment(reading.problems);
  const { createOperatorClient } = await import("../../adapters/operator/create-operator-client.ts");
  return { ...createOperatorClient(reading.access), close: () => Promise.resolve() };
}
