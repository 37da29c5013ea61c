import type { ModelAnswer, ModelPrice, TokenUsage, Usage } from "../domain/model-answer.ts";
import type { Prompt } from "../domain/prompt.ts";
import { addUsage, noUsage, priceOf, worstCaseCost } from "../review/units/price-usage.ts";

/** Room in the budget for one call that is about to be made. */
export interface Reservation {
  readonly worstUsd: number;
  readonly price: ModelPrice | null;
}

/** What one run may cost and has cost. */
export interface Spending {
  /**
   * Waits while calls in flight hold the room that this one needs; null when the budget does not suffice, or its
   * price is unknown, or the signal aborted.
   */
  reserve(prompt: Prompt, price: ModelPrice | null, signal: AbortSignal): Promise<Reservation | null>;
  /** Books an answer by the tokens reported, or estimated where none were. */
  settle(reservation: Reservation, prompt: Prompt, answer: ModelAnswer): void;
  /** Books a call that gave no answer. One that may have been billed keeps its worst case out of the budget. */
  settleFailure(reservation: Reservation, mayBeBilled: boolean): void;
  /** As `settleFailure`, for a call that was broken off or never made: it does not count as a call. */
  cancel(reservation: Reservation, mayBeBilled: boolean): void;
  usage(): Usage;
}

interface Waiter {
  readonly wanted: Reservation;
  readonly signal: AbortSignal;
  readonly grant: (reservation: Reservation | null) => void;
}

/** Our count is exact for some tokenizers only, and the schema and the chat format cost tokens as well. */
const promptMargin = 1.1;
const charactersPerToken = 3;

/** A budget in USD; null for none. What is spent and what is in flight at its worst never exceed it together. */
export function createSpending(maxCostUsd: number | null): Spending {
  const waiters: Waiter[] = [];
  let usage = noUsage;
  let spentUsd = 0;
  let reservedUsd = 0;
  let inFlight = 0;

  function decide({ wanted, signal }: Waiter, budget: number): "grant" | "deny" | "wait" {
    if (signal.aborted) return "deny";
    if (spentUsd + reservedUsd + wanted.worstUsd <= budget) return "grant";
    return inFlight > 0 ? "wait" : "deny";
  }

  function grantWaiting(budget: number): void {
    for (let head = waiters[0]; head !== undefined; head = waiters[0]) {
      const decision = decide(head, budget);
      if (decision === "wait") return;
      waiters.shift();
      if (decision === "grant") {
        inFlight += 1;
        reservedUsd += head.wanted.worstUsd;
      }
      head.grant(decision === "grant" ? head.wanted : null);
    }
  }

  function close(reservation: Reservation, costUsd: number): void {
    if (maxCostUsd === null) return;
    inFlight -= 1;
    // Sums of fractions drift: with nothing in flight, nothing is reserved.
    reservedUsd = inFlight === 0 ? 0 : reservedUsd - reservation.worstUsd;
    spentUsd += costUsd;
    grantWaiting(maxCostUsd);
  }

  function countCall(): void {
    usage = { ...usage, calls: usage.calls + 1 };
  }

  function cancel(reservation: Reservation, mayBeBilled: boolean): void {
    close(reservation, mayBeBilled ? reservation.worstUsd : 0);
  }

  return {
    cancel,
    async reserve(prompt, price, signal) {
      const worstUsd = worstCaseCost(estimatePrompt(prompt), prompt.maxOutputTokens, price);
      if (maxCostUsd === null) return { worstUsd: 0, price };
      if (worstUsd === null) return null;
      return new Promise((grant) => {
        waiters.push({ wanted: { worstUsd, price }, signal, grant });
        grantWaiting(maxCostUsd);
      });
    },
    settle(reservation, prompt, answer) {
      const tokens = answer.usage ?? estimateUsage(prompt, answer);
      countCall();
      usage = addUsage(usage, { model: answer.model, usage: tokens, price: reservation.price });
      close(reservation, priceOf(tokens, reservation.price) ?? 0);
    },
    settleFailure(reservation, mayBeBilled) {
      countCall();
      cancel(reservation, mayBeBilled);
    },
    usage: () => usage,
  };
}

function estimatePrompt({ tokens, answer }: Prompt): number {
  return Math.ceil(tokens * promptMargin + JSON.stringify(answer.schema).length / charactersPerToken);
}

function estimateUsage(prompt: Prompt, { text }: ModelAnswer): TokenUsage {
  return {
    promptTokens: prompt.tokens,
    completionTokens: Math.ceil(text.length / charactersPerToken),
    cachedTokens: 0,
  };
}
