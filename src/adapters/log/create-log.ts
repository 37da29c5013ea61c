import { type DestinationStream, type Logger, pino } from "pino";
import type { Log } from "../../pipeline/ports.ts";

/** Fields that may stand in a log line. Everything else is dropped: no code, prompt, token or body can slip in. */
export const allowedFields: ReadonlySet<string> = new Set([
  "attempt",
  "calls",
  "code",
  "count",
  "delivery",
  "durationMs",
  "event",
  "findings",
  "installation",
  "model",
  "outcome",
  "port",
  "pullRequest",
  "reason",
  "repository",
  "review",
  "stage",
  "status",
  "unit",
  "units",
  "waitMs",
]);

/** Structured log lines on `destination`, one JSON object each, reduced to the fields that are known to be harmless. */
export function createLog(level: string, destination: DestinationStream): Log {
  const logger = pino({ level, base: null }, destination);
  return {
    debug: write(logger, "debug"),
    info: write(logger, "info"),
    warn: write(logger, "warn"),
    error: write(logger, "error"),
  };
}

function write(logger: Logger, level: "debug" | "info" | "warn" | "error") {
  return (message: string, fields: Readonly<Record<string, unknown>> = {}) => {
    const kept = Object.entries(fields).filter(([name, value]) => allowedFields.has(name) && isPlain(value));
    logger[level](Object.fromEntries(kept), message);
  };
}

function isPlain(value: unknown): boolean {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}
