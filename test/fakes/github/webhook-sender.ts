import { createHmac, randomUUID } from "node:crypto";
import { checkWebhook } from "../../contract/github/validate-exchange.ts";
import type { Violation } from "./recorded-call.ts";
import { timestamp, type World } from "./world.ts";

/** One attempt to hand an event over. Attempts of one event share its GUID. */
export interface Delivery {
  readonly id: number;
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly deliveredAt: string;
  readonly isRedelivery: boolean;
  /** `OK`, or what went wrong. */
  readonly status: string;
  /** 0 where there was no answer. */
  readonly statusCode: number;
  readonly durationMs: number;
  readonly installationId: number | null;
  readonly repositoryId: number | null;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface WebhookSettings {
  /** Where webhooks go; null means that nobody listens, and every delivery fails. */
  url: string | null;
  secret: string;
  /** How GitHub writes payloads; the App takes `json`. */
  contentType: "json" | "form";
  /** While true nothing is sent and nothing is logged: the event is gone, as when GitHub itself lost it. */
  isDropping: boolean;
  /** GitHub waits ten seconds. */
  timeoutMs: number;
}

export interface WebhookEvent {
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly installationId: number | null;
  readonly repositoryId: number | null;
}

export interface WebhookSender {
  readonly settings: WebhookSettings;
  /** Every attempt, oldest first. */
  readonly deliveries: Delivery[];
  send(event: WebhookEvent, guid?: string): Promise<Delivery>;
  /** The same event again under the same GUID. */
  redeliver(delivery: Delivery): Promise<Delivery>;
}

export function createWebhookSender(
  world: World,
  settings: WebhookSettings,
  violations: Violation[],
): WebhookSender {
  const deliveries: Delivery[] = [];

  async function attempt(event: WebhookEvent, guid: string, isRedelivery: boolean): Promise<Delivery> {
    const startedAt = performance.now();
    const result = settings.isDropping
      ? { status: "dropped", statusCode: 0 }
      : await post(world, settings, event, guid);
    const action = event.payload["action"];
    const delivery: Delivery = {
      ...event,
      ...result,
      id: world.nextId(),
      guid,
      action: typeof action === "string" ? action : null,
      deliveredAt: timestamp(world),
      isRedelivery,
      durationMs: performance.now() - startedAt,
    };
    if (!settings.isDropping) deliveries.push(delivery);
    return delivery;
  }

  return {
    settings,
    deliveries,
    send: (event, guid = randomUUID()) => {
      const problems = checkWebhook(event.event, event.payload);
      if (problems.length > 0) violations.push({ side: "webhook", subject: event.event, problems });
      return attempt(event, guid, false);
    },
    redeliver: ({ event, payload, installationId, repositoryId, guid }) =>
      attempt({ event, payload, installationId, repositoryId }, guid, true),
  };
}

/** GitHub's signature of a body under a secret. */
export function signWebhook(secret: string, body: string | Buffer): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

async function post(
  world: World,
  settings: WebhookSettings,
  event: WebhookEvent,
  guid: string,
): Promise<Pick<Delivery, "status" | "statusCode">> {
  if (settings.url === null) return { status: "failed to connect to host", statusCode: 0 };
  const body = JSON.stringify(event.payload);
  const sha1 = createHmac("sha1", settings.secret).update(body).digest("hex");
  try {
    const response = await fetch(settings.url, {
      method: "POST",
      body,
      headers: {
        accept: "*/*",
        "content-type": "application/json",
        "user-agent": "GitHub-Hookshot/0000000",
        "x-github-delivery": guid,
        "x-github-event": event.event,
        "x-github-hook-id": "1",
        "x-github-hook-installation-target-id": String(world.app.id),
        "x-github-hook-installation-target-type": "integration",
        "x-hub-signature": `sha1=${sha1}`,
        "x-hub-signature-256": signWebhook(settings.secret, body),
      },
      signal: AbortSignal.timeout(settings.timeoutMs),
      redirect: "manual",
    });
    await response.arrayBuffer();
    const status = response.ok ? "OK" : `Invalid HTTP Response: ${response.status}`;
    return { status, statusCode: response.status };
  } catch (error) {
    const isLate = error instanceof Error && error.name === "TimeoutError";
    return { status: isLate ? "timed out" : "failed to connect to host", statusCode: 0 };
  }
}
