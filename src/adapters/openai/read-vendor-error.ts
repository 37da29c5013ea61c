import { z } from "zod";

/** What an endpoint says about a refused request. Every text is bounded, untrusted, and never shown to anybody. */
export interface VendorError {
  /** HTTP status, or the number that stands in its place inside a 200; null when there is none. */
  readonly status: number | null;
  readonly code: string;
  readonly type: string;
  readonly param: string;
  readonly message: string;
  /** Whether the endpoint lists reasons of a content filter (OpenRouter's `metadata.reasons`). */
  readonly hasFilterReasons: boolean;
}

const maxText = 1_000;
const Fields = z.record(z.string(), z.unknown());
const Complaints = z.array(z.object({ loc: z.array(z.union([z.string(), z.number()])), msg: z.string() }));

/**
 * Reads the body of an error answer in the shapes that compatible servers use: OpenAI's object, a bare string,
 * and FastAPI's `detail` list, of which the echoed input is left out because it may be our own prompt.
 */
export function readVendorError(body: unknown, status: number | null): VendorError {
  const fields = fieldsOf(body);
  // The SDK hands over what stands under `error`, which servers such as LM Studio fill with a sentence.
  const inner = typeof body === "string" ? body : (fields["error"] ?? fields);
  const error = typeof inner === "string" ? { message: inner } : fieldsOf(inner);
  const metadata = fieldsOf(error["metadata"]);
  return {
    status: status ?? httpStatus(error["code"]),
    code: textOf(error["code"]),
    type: textOf(error["type"]),
    param: textOf(error["param"]),
    message: textOf(error["message"]) || complaintsOf(error["detail"] ?? fields["detail"]),
    hasFilterReasons: Array.isArray(metadata["reasons"]),
  };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  const fields = Fields.safeParse(value);
  return fields.success ? fields.data : {};
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value.slice(0, maxText) : "";
}

function complaintsOf(detail: unknown): string {
  if (typeof detail === "string") return textOf(detail);
  const complaints = Complaints.safeParse(detail);
  if (!complaints.success) return "";
  const lines = complaints.data.slice(0, 10).map(({ loc, msg }) => `'${loc.at(-1) ?? ""}': ${msg}`);
  return lines.join("; ").slice(0, maxText);
}

function httpStatus(code: unknown): number | null {
  const value = typeof code === "string" && /^\d{3}$/.test(code) ? Number(code) : code;
  return typeof value === "number" && value >= 400 && value <= 599 ? value : null;
}
