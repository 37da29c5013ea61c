import type { IncomingMessage } from "node:http";
import { ReviewError } from "../../domain/errors.ts";
import type { Log } from "../../pipeline/ports.ts";
import { checkHeaders, type WebhookHeaders } from "./check-headers.ts";
import { type BodyReader, createBodyReader } from "./read-body.ts";
import { startSignatureCheck } from "./verify-signature.ts";
import { isWebhookEvent, readWebhook, type WebhookEventName } from "./webhook-shapes.ts";

/** A webhook that GitHub signed and whose payload has the shape of its event. */
export interface VerifiedWebhook {
  /** GUID of the delivery; a redelivery has the same. */
  readonly delivery: string;
  readonly event: WebhookEventName;
  readonly action: string;
  /** Null for events of an installation. */
  readonly repositoryId: number | null;
  /** As GitHub sent it. */
  readonly payload: object;
}

export interface ReceiveOptions {
  /** The current secret, and the previous one while a rotation lasts. */
  readonly secrets: readonly string[];
  /** Takes a webhook over. Resolves once it cannot be lost any more, and does no work before that. */
  readonly accept: (webhook: VerifiedWebhook) => Promise<void>;
  readonly log: Log;
  readonly maxBodyBytes: number;
  /** Most bytes of all bodies that are being read at the same time. */
  readonly maxOpenBytes: number;
}

/** How a request is answered. `reason` is a fixed text of ours. */
export interface Answer {
  readonly status: number;
  readonly reason: string;
}

/** What a log line may tell: nothing of the body, and headers only where their form is fixed. */
interface Traits {
  readonly delivery?: string;
  /** `event.action` once both are known. */
  readonly event?: string;
  readonly repository?: number;
}

interface Outcome extends Answer {
  readonly traits: Traits;
}

/**
 * Makes the receiver of webhooks: size, signature over the bytes, event, JSON, shape, in this order, and then the
 * hand-over. Null when the other side is gone and nobody waits for an answer. Never rejects.
 */
export function createWebhookReceiver(
  options: ReceiveOptions,
): (request: IncomingMessage) => Promise<Answer | null> {
  const reader = createBodyReader({ bodyBytes: options.maxBodyBytes, allBytes: options.maxOpenBytes });
  return async (request) => {
    const outcome = await receive(request, reader, options);
    const { status, reason, traits } = outcome;
    const write = status < 300 ? options.log.info : status < 500 ? options.log.warn : options.log.error;
    write("webhook", { ...traits, status, reason });
    return status === gone ? null : { status, reason };
  };
}

/** Not a status of HTTP: what some servers log for a client that closed its connection. */
const gone = 499;

async function receive(
  request: IncomingMessage,
  reader: BodyReader,
  options: ReceiveOptions,
): Promise<Outcome> {
  const headers = checkHeaders(request, options.maxBodyBytes);
  if ("status" in headers) return { ...headers, traits: {} };
  const signature = startSignatureCheck(options.secrets);
  const body = await reader.read(request, signature.add);
  switch (body.kind) {
    case "too-large":
      return { status: 413, reason: "body too large", traits: {} };
    case "crowded-out":
      return { status: 503, reason: "too many large bodies at once", traits: {} };
    case "broken-off":
      return { status: gone, reason: "broken off", traits: {} };
    case "whole":
      return signature.matches(headers.signature)
        ? await takeOver(headers, body.pieces, options)
        : { status: 401, reason: "signature does not match", traits: {} };
  }
}

async function takeOver(
  { event, delivery }: WebhookHeaders,
  pieces: readonly Buffer[],
  options: ReceiveOptions,
): Promise<Outcome> {
  const traits = { delivery, event };
  if (!isWebhookEvent(event)) return { status: 202, reason: "event ignored", traits };
  const payload = parsePayload(pieces);
  if (payload === null) return { status: 400, reason: "body is not a JSON object", traits };
  const reading = readWebhook(event, payload);
  if (reading.kind === "malformed") return { status: 400, reason: "payload does not fit its event", traits };
  if (reading.kind === "ignored") return { status: 202, reason: "action ignored", traits };
  const { payload: read } = reading.webhook;
  const repositoryId = "repository" in read ? read.repository.id : null;
  const webhook: VerifiedWebhook = { delivery, event, action: read.action, repositoryId, payload };
  return handOver(webhook, options);
}

async function handOver(webhook: VerifiedWebhook, { accept }: ReceiveOptions): Promise<Outcome> {
  const { delivery, event, action, repositoryId } = webhook;
  const place = repositoryId === null ? {} : { repository: repositoryId };
  const traits = { delivery, event: `${event}.${action}`, ...place };
  try {
    await accept(webhook);
    return { status: 202, reason: "accepted", traits };
  } catch (error) {
    // The message may quote a payload. GitHub shows the delivery as failed, so that it can be sent again.
    const reason = error instanceof ReviewError ? error.code : "could not be accepted";
    return { status: 500, reason, traits };
  }
}

/** Null for anything but a JSON object in well-formed UTF-8 without a byte order mark. */
function parsePayload(pieces: readonly Buffer[]): object | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(pieces));
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
