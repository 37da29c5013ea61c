import type { IncomingMessage } from "node:http";
import { readAnnouncedBytes } from "../check-headers.ts";
import type { BodyReader } from "../read-body.ts";

/** Whether another site made the browser send this. Who says nothing is no browser, or an old one. */
export function isFromElsewhere({ headers }: IncomingMessage): boolean {
  const site = headers["sec-fetch-site"];
  return site !== undefined && site !== "same-origin";
}

/** Behind a proxy only the browser and the proxy know. Whoever lies about it makes no cookie weaker than without. */
export function isHttps({ headers }: IncomingMessage): boolean {
  return headers.origin?.startsWith("https://") === true || headers["x-forwarded-proto"] === "https";
}

/** The fields of a form; null for what is no form, too large, or not sent to its end. */
export async function readForm(
  request: IncomingMessage,
  bodies: BodyReader,
  largestBytes: number,
): Promise<URLSearchParams | null> {
  const type = request.headers["content-type"] ?? "";
  if (!/^application\/x-www-form-urlencoded(?: ?;|$)/i.test(type)) return null;
  if ((readAnnouncedBytes(request.headers) ?? 0) > largestBytes) return null;
  const reading = await bodies.read(request, () => undefined);
  return reading.kind === "whole"
    ? new URLSearchParams(Buffer.concat(reading.pieces).toString("utf8"))
    : null;
}
