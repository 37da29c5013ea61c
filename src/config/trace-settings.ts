import { parseServiceUrl } from "./service-url.ts";

/** Where traces are sent. */
export interface TraceSettings {
  readonly endpoint: string;
  readonly serviceName: string;
}

export type TraceSettingsReading =
  | { readonly kind: "valid"; readonly settings: TraceSettings | null }
  | { readonly kind: "invalid"; readonly problems: readonly string[] };

type Environment = Readonly<Record<string, string | undefined>>;

const whole = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
const base = "OTEL_EXPORTER_OTLP_ENDPOINT";
const example = "http://localhost:4318";

/**
 * Reads OpenTelemetry's own variables: the address for traces as it is, or the one for everything with `v1/traces`
 * below it. Null when there is none, or `OTEL_SDK_DISABLED` is `true`. Spans hold no code, so plain http is taken.
 */
export function parseTraceSettings(environment: Environment): TraceSettingsReading {
  const textOf = (name: string) => environment[name]?.trim() ?? "";
  const name = textOf(whole) === "" ? base : whole;
  const given = textOf(name);
  if (given === "" || textOf("OTEL_SDK_DISABLED").toLowerCase() === "true") {
    return { kind: "valid", settings: null };
  }
  const url = parseServiceUrl(given, example, true);
  if (url.kind === "refused") return { kind: "invalid", problems: [`${name}: ${explain(url.message)}`] };
  const endpoint = name === whole ? url.href : `${url.href.replace(/\/$/, "")}/v1/traces`;
  return { kind: "valid", settings: { endpoint, serviceName: textOf("OTEL_SERVICE_NAME") || "assay" } };
}

function explain(message: string): string {
  if (message.includes("credentials")) return `${message}; put them into OTEL_EXPORTER_OTLP_HEADERS`;
  return message.startsWith("must begin") ? "must begin with https:// or http://" : message;
}
