import type { TraceSettings } from "../../config/trace-settings.ts";
import type { Log } from "../../pipeline/ports.ts";
import { noTrace, type Trace } from "../../pipeline/ports-trace.ts";

/** Somebody who may watch the stages of reviews. */
export interface OpenedTraces {
  readonly trace: Trace;
  /** Sends what is left, within two seconds. Never rejects. */
  readonly close: () => Promise<void>;
}

/** Loads OpenTelemetry only where it is wanted: nobody else pays for it in memory or time. */
export async function openTraces(settings: TraceSettings | undefined, log: Log): Promise<OpenedTraces> {
  if (settings === undefined) return { trace: noTrace, close: () => Promise.resolve() };
  const { openTelemetry } = await import("../../adapters/telemetry/open-telemetry.ts");
  return openTelemetry({ ...settings, log });
}
