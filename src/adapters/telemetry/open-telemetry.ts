import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { type Context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from "@opentelemetry/sdk-trace";
import { ReviewError } from "../../domain/errors.ts";
import type { Log } from "../../pipeline/ports.ts";
import type { Trace } from "../../pipeline/ports-trace.ts";
import { selectAttributes } from "./select-attributes.ts";

export interface TelemetryOptions {
  /** Takes OTLP over HTTP as JSON. */
  readonly endpoint: string;
  readonly serviceName: string;
  readonly log: Log;
}

/** A trace whose spans are sent in the background. */
export interface Telemetry {
  readonly trace: Trace;
  /** Sends what has ended, and settles after two seconds at the latest, whatever the other side does. Never rejects. */
  close(): Promise<void>;
}

/** Longest that one delivery may take, and the last one at the end. */
const deliveryMs = 2_000;
/** What a burst of reviews may leave to be sent; more is dropped. */
const mostWaiting = 4_096;

/**
 * Opens a tracer of its own and registers nothing for the whole process. Headers, certificates and compression are
 * what the standard `OTEL_EXPORTER_OTLP_…` variables say; the exporter reads them itself.
 */
export function openTelemetry({ endpoint, serviceName, log }: TelemetryOptions): Telemetry {
  const exporter = new OTLPTraceExporter({ url: endpoint, timeoutMillis: deliveryMs });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": serviceName }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: tellFailures(exporter, log),
        exportTimeoutMillis: deliveryMs,
        maxQueueSize: mostWaiting,
        scheduledDelayMillis: 1_000,
      }),
    ],
  });
  return {
    trace: createTrace(provider),
    close: async () => {
      const sent = provider.shutdown().then(
        () => undefined,
        () => log.warn("the last traces could not be sent"),
      );
      await Promise.race([sent, delay(deliveryMs, undefined, { ref: false })]);
    },
  };
}

function createTrace(provider: TracerProvider): Trace {
  const tracer = provider.getTracer("assay");
  const surrounding = new AsyncLocalStorage<Context>();
  return {
    stage: async (name, facts, work) => {
      const parent = surrounding.getStore() ?? ROOT_CONTEXT;
      const kind = name === "call" ? SpanKind.CLIENT : SpanKind.INTERNAL;
      const span = tracer.startSpan(name, { kind, attributes: selectAttributes(facts) }, parent);
      try {
        return await surrounding.run(trace.setSpan(parent, span), () =>
          work((more) => void span.setAttributes(selectAttributes(more))),
        );
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        // Messages and stacks hold paths, and may hold text of others.
        span.setAttribute("error.type", error instanceof ReviewError ? error.code : "INTERNAL");
        throw error;
      } finally {
        span.end();
      }
    },
  };
}

/** One line in the log when deliveries begin to fail, and one when they succeed again. */
function tellFailures(exporter: SpanExporter, log: Log): SpanExporter {
  let isFailing = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const hasFailed = result.code !== 0;
        if (hasFailed && !isFailing) log.warn("traces could not be sent", { count: spans.length });
        if (!hasFailed && isFailing) log.info("traces are sent again");
        isFailing = hasFailed;
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
  };
}
