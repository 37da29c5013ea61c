import { Agent, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { SignedWebhook } from "./compose-webhooks.ts";
import { median, quantile } from "./quantile.ts";

/** How webhooks that came at a steady rate were answered. */
export interface LoadFigures {
  readonly ratePerSecond: number;
  readonly webhooks: number;
  /** From the first webhook to the last answer. */
  readonly acknowledgedPerSecond: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly worstMs: number;
  /** Webhooks that were not answered with success, or not in time. */
  readonly refused: number;
}

export interface Load {
  readonly url: string;
  readonly webhooks: readonly SignedWebhook[];
  readonly ratePerSecond: number;
  /** GitHub waits ten seconds. */
  readonly timeoutMs: number;
}

/** Sends every webhook at its time, however many are still unanswered. */
export async function deliverAtRate({ url, webhooks, ratePerSecond, timeoutMs }: Load): Promise<LoadFigures> {
  const agent = new Agent({ keepAlive: true });
  const answers: Promise<Answer>[] = [];
  const beganAt = performance.now();
  for (const [index, webhook] of webhooks.entries()) {
    const waitMs = beganAt + (index * 1_000) / ratePerSecond - performance.now();
    if (waitMs > 0) await delay(waitMs);
    answers.push(send(url, webhook, { agent, timeoutMs }));
  }
  const answered = await Promise.all(answers);
  const tookMs = performance.now() - beganAt;
  agent.destroy();
  const durations = answered.map(({ durationMs }) => durationMs);
  const refused = answered.filter(({ isAccepted }) => !isAccepted).length;
  return {
    ratePerSecond,
    webhooks: webhooks.length,
    acknowledgedPerSecond: ((webhooks.length - refused) * 1_000) / tookMs,
    medianMs: median(durations),
    p99Ms: quantile(durations, 0.99),
    worstMs: Math.max(...durations),
    refused,
  };
}

interface Answer {
  readonly durationMs: number;
  readonly isAccepted: boolean;
}

function send(
  url: string,
  { body, headers }: SignedWebhook,
  { agent, timeoutMs }: { readonly agent: Agent; readonly timeoutMs: number },
): Promise<Answer> {
  const beganAt = performance.now();
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const end = (isAccepted: boolean) => resolve({ durationMs: performance.now() - beganAt, isAccepted });
  const signal = AbortSignal.timeout(timeoutMs);
  const call = request(url, { method: "POST", agent, headers, signal }, (response) => {
    response.resume();
    response.once("end", () => end(response.statusCode === 202));
    response.once("error", () => end(false));
  });
  call.once("error", () => end(false));
  call.end(body);
  return promise;
}
