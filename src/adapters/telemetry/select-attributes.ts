import type { StageFacts } from "../../pipeline/ports-trace.ts";

type Value = string | number;
type Admit = (value: unknown) => Value | null;

const figure: Admit = (value) =>
  typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : null;
const shaped =
  (shape: RegExp): Admit =>
  (value) =>
    typeof value === "string" && shape.test(value) ? value : null;
const word = shaped(/^[a-z][a-z-]{0,39}$/);
const work = shaped(/^[a-z-]{1,20}:[\d#:a-f-]{1,80}@\d{1,15}$/);
const modelName = shaped(/^[\w.:/@+-]{1,100}$/);

/**
 * What may stand in a span, under which name, and in which shape. Everything else is dropped, whatever it is called.
 * Names of model calls are those of OpenTelemetry's conventions.
 */
const admitted: Readonly<Record<keyof StageFacts, readonly [name: string, admit: Admit]>> = {
  review: ["assay.review.id", work],
  repository: ["assay.repository.id", figure],
  pullRequest: ["assay.pull_request.number", figure],
  files: ["assay.files", figure],
  hunks: ["assay.hunks", figure],
  units: ["assay.units", figure],
  claims: ["assay.claims", figure],
  findings: ["assay.findings", figure],
  comments: ["assay.comments", figure],
  calls: ["assay.model.calls", figure],
  promptTokens: ["gen_ai.usage.input_tokens", figure],
  completionTokens: ["gen_ai.usage.output_tokens", figure],
  cachedTokens: ["gen_ai.usage.cache_read.input_tokens", figure],
  costUsd: ["assay.cost.usd", figure],
  model: ["gen_ai.request.model", modelName],
  question: ["assay.question", word],
  outcome: ["assay.outcome", word],
};

/** The facts that may leave the process, by the names they have there. Total on anything. */
export function selectAttributes(facts: StageFacts): Readonly<Record<string, Value>> {
  const attributes: Record<string, Value> = {};
  for (const [fact, [name, admit]] of Object.entries(admitted)) {
    // `admitted` has exactly the keys of the facts; Object.entries types them as texts.
    const value = admit(facts[fact as keyof StageFacts]);
    if (value !== null) attributes[name] = value;
  }
  return attributes;
}
