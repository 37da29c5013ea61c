import { z } from "zod";
import { defaultModel } from "../domain/default-model.ts";
import { parseServiceUrl, type ServiceUrl } from "./service-url.ts";
import { parseTraceSettings, type TraceSettings } from "./trace-settings.ts";

/** What the environment says about the model. `model` is null when none is configured. */
export interface Settings {
  readonly model: ModelSettings | null;
  readonly maxCostUsd: number | null;
  readonly pricesFile: string | null;
  /** Null when the environment does not say. */
  readonly logLevel: LogLevel | null;
  /** Absent where nobody watches the stages of reviews. */
  readonly traces?: TraceSettings;
}

const LogLevel = z.enum(["silent", "error", "warn", "info", "debug", "trace"]);
export type LogLevel = z.infer<typeof LogLevel>;

export interface ModelSettings {
  readonly apiKey: string;
  readonly baseUrl: string;
  /** Whether the endpoint may be in a private network, and be asked over plain http there. */
  readonly allowsPrivate: boolean;
  readonly name: string;
  readonly fallbackName: string | null;
  /** Calls in flight at once. */
  readonly concurrency: number;
  /** Deadline of one call, in milliseconds. */
  readonly timeoutMs: number;
}

export type SettingsReading =
  | { readonly kind: "valid"; readonly settings: Settings }
  | {
      readonly kind: "invalid";
      readonly problems: readonly string[];
      /** Whether one of the problems is that the endpoint's model is not named. */
      readonly isModelUnnamed: boolean;
    };

const defaultBaseUrl = "https://api.openai.com/v1";

const blankIsAbsent = (value: unknown) =>
  typeof value === "string" && value.trim() === "" ? undefined : value;
const text = z.preprocess(blankIsAbsent, z.string().trim().optional());
const wholeNumber = (low: number, high: number, unit: string) =>
  z.preprocess(
    blankIsAbsent,
    z.coerce
      .number(`must be a number of ${unit}`)
      .int(`must be a whole number of ${unit}`)
      .min(low)
      .max(high)
      .optional(),
  );

const Environment = z.object({
  OPENAI_API_KEY: text,
  OPENAI_BASE_URL: text,
  ASSAY_ALLOW_PRIVATE_ENDPOINT: z.preprocess(
    blankIsAbsent,
    z.enum(["true", "false"], "must be true or false").optional(),
  ),
  ASSAY_MODEL: text,
  ASSAY_FALLBACK_MODEL: text,
  ASSAY_CONCURRENCY: wholeNumber(1, 256, "calls"),
  ASSAY_MODEL_TIMEOUT_MS: wholeNumber(1_000, 3_600_000, "milliseconds"),
  ASSAY_MAX_COST_USD: z.preprocess(
    blankIsAbsent,
    z.coerce.number("must be an amount in USD").positive().optional(),
  ),
  ASSAY_PRICES_FILE: text,
  LOG_LEVEL: z.preprocess(blankIsAbsent, LogLevel.optional()),
});

/** Reads the environment once and reports every mistake at once, each with its remedy. Values are never repeated in messages. */
export function parseSettings(environment: Readonly<Record<string, string | undefined>>): SettingsReading {
  const result = Environment.safeParse(environment);
  const problems = result.success
    ? []
    : result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  const allowsPrivate = environment["ASSAY_ALLOW_PRIVATE_ENDPOINT"]?.trim() === "true";
  const url = readBaseUrl(environment["OPENAI_BASE_URL"], allowsPrivate);
  if (url.kind === "refused") problems.push(`OPENAI_BASE_URL: ${url.message}`);
  const traces = parseTraceSettings(environment);
  if (traces.kind === "invalid") problems.push(...traces.problems);
  const isModelUnnamed = url.kind === "read" && lacksModelName(environment, url);
  if (isModelUnnamed) problems.push(missingModel);
  if (!result.success || url.kind === "refused" || traces.kind === "invalid" || isModelUnnamed) {
    return { kind: "invalid", problems, isModelUnnamed };
  }
  const values = result.data;
  return {
    kind: "valid",
    settings: {
      model: modelSettings(values, url),
      maxCostUsd: values.ASSAY_MAX_COST_USD ?? null,
      pricesFile: values.ASSAY_PRICES_FILE ?? null,
      logLevel: values.LOG_LEVEL ?? null,
      ...(traces.settings === null ? {} : { traces: traces.settings }),
    },
  };
}

type BaseUrl = Extract<ServiceUrl, { readonly kind: "read" }>;

/**
 * Whether an endpoint is the one whose models the embedded price table lists, and whose default model is asked; it is
 * where none is named.
 */
export function isDefaultVendor(baseUrl: string | undefined): boolean {
  return URL.parse(baseUrl?.trim() || defaultBaseUrl)?.hostname === new URL(defaultBaseUrl).hostname;
}

/** A guess would be asked of a server that does not have it, at a price that is not its own. */
const missingModel =
  'ASSAY_MODEL: missing, and the endpoint of OPENAI_BASE_URL has models of its own; set it to one of those that `assay doctor` or `curl "$OPENAI_BASE_URL/models"` lists';

function lacksModelName(
  environment: Readonly<Record<string, string | undefined>>,
  { href, isLocal }: BaseUrl,
): boolean {
  const isGiven = (name: string) => (environment[name]?.trim() ?? "") !== "";
  const isAsked = isLocal || isGiven("OPENAI_API_KEY");
  return isAsked && !isGiven("ASSAY_MODEL") && !isDefaultVendor(href);
}

function modelSettings(values: z.infer<typeof Environment>, url: BaseUrl): ModelSettings | null {
  const apiKey = values.OPENAI_API_KEY ?? (url.isLocal ? "none" : undefined);
  if (apiKey === undefined) return null;
  return {
    apiKey,
    baseUrl: url.href,
    allowsPrivate: values.ASSAY_ALLOW_PRIVATE_ENDPOINT === "true",
    name: values.ASSAY_MODEL ?? defaultModel,
    fallbackName: values.ASSAY_FALLBACK_MODEL ?? null,
    concurrency: values.ASSAY_CONCURRENCY ?? 8,
    timeoutMs: values.ASSAY_MODEL_TIMEOUT_MS ?? 180_000,
  };
}

function readBaseUrl(given: string | undefined, allowsPlain: boolean): ServiceUrl {
  const url = parseServiceUrl(given?.trim() || defaultBaseUrl, defaultBaseUrl, allowsPlain);
  if (url.kind === "read") return url;
  if (url.message.includes("credentials")) {
    return { kind: "refused", message: `${url.message}; put the key into OPENAI_API_KEY` };
  }
  if (!url.message.includes("plain http://")) return url;
  return { kind: "refused", message: `${url.message}, or with ASSAY_ALLOW_PRIVATE_ENDPOINT=true` };
}
