import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { isSignatureForm } from "./verify-signature.ts";

/** What the headers of a webhook say. GitHub signs none of it. */
export interface WebhookHeaders {
  readonly signature: string;
  /** GUID of the delivery. */
  readonly delivery: string;
  /** Name of the event, possibly one that nobody here knows. */
  readonly event: string;
}

/** Why a request is turned away before its body is looked at. */
export interface Refusal {
  readonly status: 400 | 411 | 413 | 415;
  /** A fixed text of ours, fit for a log line. */
  readonly reason: string;
}

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const eventName = /^[a-z][a-z_]{0,63}$/;
const jsonType = /^application\/json(?: ?; ?charset=utf-8)?$/i;

/** Checks everything about a webhook that its headers tell, cheapest first. */
export function checkHeaders(
  request: Pick<IncomingMessage, "headers" | "headersDistinct">,
  maxBodyBytes: number,
): WebhookHeaders | Refusal {
  const body = checkBodyHeaders(request, maxBodyBytes);
  if (body !== null) return body;
  const signature = only(request, "x-hub-signature-256");
  if (signature === null || !isSignatureForm(signature)) {
    return { status: 400, reason: "not exactly one SHA-256 signature" };
  }
  const delivery = only(request, "x-github-delivery");
  if (delivery === null || !guid.test(delivery)) return { status: 400, reason: "no delivery GUID" };
  const event = only(request, "x-github-event");
  if (event === null || !eventName.test(event)) return { status: 400, reason: "no event name" };
  return { signature, delivery: delivery.toLowerCase(), event };
}

/** Size that a request announces, in bytes; null when it announces none. */
export function readAnnouncedBytes(headers: IncomingHttpHeaders): number | null {
  const length = headers["content-length"];
  return length === undefined ? null : Number(length);
}

function checkBodyHeaders(
  request: Pick<IncomingMessage, "headers" | "headersDistinct">,
  maxBodyBytes: number,
): Refusal | null {
  const announced = readAnnouncedBytes(request.headers);
  if (announced === null && request.headers["transfer-encoding"] === undefined) {
    return { status: 411, reason: "no body" };
  }
  if (announced !== null && announced > maxBodyBytes) return { status: 413, reason: "body too large" };
  if (request.headers["content-encoding"] !== undefined) return { status: 415, reason: "encoded body" };
  const type = only(request, "content-type");
  return type !== null && jsonType.test(type) ? null : { status: 415, reason: "content type is not JSON" };
}

/** The value of a header that stands there exactly once. */
function only(request: Pick<IncomingMessage, "headersDistinct">, name: string): string | null {
  const values = request.headersDistinct[name];
  return values?.length === 1 ? (values[0] ?? null) : null;
}
