import { parseAppSettings } from "../../config/app-settings.ts";
import { endOnSignal } from "./end-on-signal.ts";
import { closeAppParts, openAppParts } from "./open-app-parts.ts";
import { explainFailedStart, refuseSettings, refuseStart } from "./refuse-start.ts";
import { serveWorker } from "./serve-worker.ts";

/**
 * Works beside other replicas without taking webhooks: what they accept into the shared PostgreSQL store is done here
 * too. Resolves to 0 when it has started, and to an exit code when it said why it cannot.
 */
export async function startWorker(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const reading = parseAppSettings(environment);
  const problems = reading.kind === "invalid" ? [...reading.problems] : [];
  if (reading.kind === "setup") problems.push("APP_ID: missing; a worker needs the same settings as the App");
  if (reading.kind === "valid" && reading.settings.store.location.kind === "sqlite") {
    problems.push(
      "DATABASE_URL: missing; a store in a folder belongs to one process, and a worker beside it needs PostgreSQL",
    );
  }
  if (reading.kind !== "valid" || problems.length > 0)
    return refuseStart("the worker", refuseSettings(problems));
  const opened = await openAppParts(reading.settings);
  if (opened.kind === "refused") return refuseStart("the worker", opened.refusal);
  const { parts } = opened;
  try {
    const worker = await serveWorker(parts);
    endOnSignal(async () => {
      await worker.stop();
      await closeAppParts(parts);
    });
    parts.log.info("working", worker.port === null ? {} : { port: worker.port });
    return 0;
  } catch (error) {
    await closeAppParts(parts);
    return refuseStart("the worker", explainFailedStart(error, "ASSAY_WORKER_PORT"));
  }
}
