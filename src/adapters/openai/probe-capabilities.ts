import { APIError } from "openai";
import { readVendorError, type VendorError } from "./read-vendor-error.ts";

/** What of the API an endpoint takes. Known only by trying: no compatible server tells. */
export interface Capabilities {
  readonly format: "json_schema" | "json_object" | "prose";
  readonly outputLimit: "max_completion_tokens" | "max_tokens";
  readonly takesStore: boolean;
  readonly takesSafetyIdentifier: boolean;
  /** Whether the shape of the answer is written into the prompt as well, for servers that ignore the format. */
  readonly describesShape: boolean;
}

/** The strongest set, with which every endpoint is tried first. */
const fullCapabilities: Capabilities = {
  format: "json_schema",
  outputLimit: "max_completion_tokens",
  takesStore: true,
  takesSafetyIdentifier: true,
  describesShape: false,
};

/** Learns what one endpoint takes while real questions are asked; shared by all calls of one model. */
export interface CapabilityProbe {
  current(): Capabilities;
  /** Whether the rejection taught something, so that the same question is worth asking again. */
  learnFromRejection(used: Capabilities, error: unknown): boolean;
  /** A server that ignores the format answers prose with 200: from then on the shape stands in the prompt too. */
  learnFromAnswer(text: string): void;
}

const formats = ["json_schema", "json_object", "prose"] as const;
const formatNames = ["response_format", "json_schema", "json_object", "structured output", "grammar"];

/** Starts with everything and steps down when an endpoint complains about a parameter by name. */
export function createCapabilityProbe(): CapabilityProbe {
  let known = fullCapabilities;
  return {
    current: () => known,
    learnFromRejection(used, error) {
      const weaker = weakenCapabilities(used, rejectionOf(error));
      if (weaker === null) return false;
      known = weakestOf(known, weaker);
      return true;
    },
    learnFromAnswer(text) {
      if (known.format === "json_schema" && !text.includes("{")) known = { ...known, describesShape: true };
    },
  };
}

/** One step down for what the endpoint complains about; null when the complaint is about something else. */
function weakenCapabilities(used: Capabilities, rejection: VendorError | null): Capabilities | null {
  if (rejection === null) return null;
  const { param } = rejection;
  const message = rejection.message.toLowerCase();
  const isAbout = (name: string) => param === name || message.includes(name);

  if (used.takesStore && (param === "store" || /["'`]store["'`]/.test(message)))
    return { ...used, takesStore: false };
  if (used.takesSafetyIdentifier && isAbout("safety_identifier"))
    return { ...used, takesSafetyIdentifier: false };
  if (used.outputLimit === "max_completion_tokens" && isAbout("max_completion_tokens") && !isTooHigh(message))
    return { ...used, outputLimit: "max_tokens" };
  if (param.startsWith("response_format") || formatNames.some(isAbout)) {
    const format = formats[formats.indexOf(used.format) + 1];
    return format === undefined ? null : { ...used, format };
  }
  return null;
}

/** A limit that is merely too high is a setting to correct: the older name would be refused just so. */
function isTooHigh(message: string): boolean {
  return /too (?:large|high|big)|at most|less than|maximum/.test(message);
}

/** Statuses with which servers refuse parameters; 500 is what some say when they cannot build a grammar. */
function rejectionOf(error: unknown): VendorError | null {
  if (!(error instanceof APIError) || error.status === undefined) return null;
  if (![400, 415, 422, 500, 501].includes(error.status)) return null;
  return readVendorError(error.error ?? { message: error.message }, error.status);
}

/** Calls run side by side, so that two may learn different things from rejections of the same request. */
function weakestOf(one: Capabilities, other: Capabilities): Capabilities {
  const level = Math.max(formats.indexOf(one.format), formats.indexOf(other.format));
  return {
    format: formats[level] ?? "prose",
    outputLimit: one.outputLimit === "max_tokens" ? one.outputLimit : other.outputLimit,
    takesStore: one.takesStore && other.takesStore,
    takesSafetyIdentifier: one.takesSafetyIdentifier && other.takesSafetyIdentifier,
    describesShape: one.describesShape || other.describesShape,
  };
}
