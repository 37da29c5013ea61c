import { createHash } from "node:crypto";
import { pino } from "pino";
import { type ApplicationFunction, Probot } from "probot";
import { ReviewError } from "../../domain/errors.ts";
import type { Intent } from "../../domain/intent.ts";
import type { Delivery } from "../../pipeline/ports-store.ts";
import type { VerifiedWebhook } from "./receive-webhook.ts";
import { type TranslationContext, translateWebhook } from "./translate-webhook.ts";
import { webhookEvents } from "./webhook-shapes.ts";

/** Takes over what one webhook asks for, all of it or nothing. */
export type AcceptIntents = (
  intents: readonly Intent[],
  delivery: Omit<Delivery, "receivedAtMs">,
) => Promise<void>;

export interface ProbotReceiverOptions {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  /** Base of GitHub's REST API. */
  readonly apiUrl: string;
  readonly allowedAccounts: readonly string[] | null;
  readonly accept: AcceptIntents;
}

/** The Probot application: every event that we listen to is translated and handed over; nothing else happens in it. */
export function createApplication(context: TranslationContext, accept: AcceptIntents): ApplicationFunction {
  return (app) => {
    app.onAny(async ({ id, name, payload }) => {
      if (!webhookEvents.includes(name)) return;
      const intents = translateWebhook(name, payload, context);
      if (intents.length === 0) return;
      const action = "action" in payload ? String(payload.action) : "";
      const bodyHash = createHash("sha256").update(JSON.stringify(payload)).digest("hex");
      await accept(intents, { guid: id, event: name, action, bodyHash });
    });
  };
}

/**
 * Starts Probot without a server of its own and gives the function that hands it verified webhooks. That function
 * rejects when a handler does, with an error that holds nothing of the payload. Probot writes no log: its lines
 * carry whole payloads.
 */
export async function openProbotReceiver(
  options: ProbotReceiverOptions,
): Promise<(webhook: VerifiedWebhook) => Promise<void>> {
  const { appId, privateKey, apiUrl, allowedAccounts, accept } = options;
  const probot = new Probot({ appId, privateKey, baseUrl: apiUrl, log: pino({ level: "silent" }) });
  await probot.load(createApplication({ appId, allowedAccounts }, accept));
  return async ({ delivery, event, payload }) => {
    try {
      // The payload has the shape of its event as far as we read it; Probot's type lists every member.
      await probot.receive({ id: delivery, name: event, payload } as Parameters<Probot["receive"]>[0]);
    } catch (error) {
      throw withoutPayload(error);
    }
  };
}

/** Probot hangs the whole event on every error of a handler. */
function withoutPayload(error: unknown): Error {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  if (!(first instanceof ReviewError)) return new Error("a handler of webhooks failed");
  const { code, message, retryable, retryAfterMs } = first;
  return new ReviewError(code, message, { retryable, retryAfterMs });
}
