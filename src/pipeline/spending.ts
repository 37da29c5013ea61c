import type { Amount } from "../domain/budget.ts";
import type { ModelAnswer, ModelPrice, TokenUsage, Usage } from "../domain/model-answer.ts";
import type { Prompt } from "../domain/prompt.ts";
import { addUsage, noUsage, priceOf, worstCaseCost } from "../review/units/price-usage.ts";

/** Room in the budget for one call that is about to be made. */
export interface Reservation {
  readonly worst: Amount;
  readonly price: ModelPrice | null;
}

/** Null for no limit. */
export interface SpendingLimits {
  readonly maxCostUsd: number | null;
  readonly maxTokens: number | null;
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
  /** Whether a call waits for room. */
  isScarce(): boolean;
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

const nothing: Amount = { usd: 0, tokens: 0 };

/**
 * Limits in USD and in tokens. What is spent and what is in flight at its worst never exceed them together. `onSpent`
 * is told all that was spent so far, a call that may have been billed at its worst.
 */
export function createSpending(
  { maxCostUsd, maxTokens }: SpendingLimits,
  onSpent: (spent: Amount) => void,
): Spending {
  const waiters: Waiter[] = [];
  let usage = noUsage;
  let spent = nothing;
  let reserved = nothing;
  let inFlight = 0;

  function decide({ wanted, signal }: Waiter): "grant" | "deny" | "wait" {
    if (signal.aborted) return "deny";
    const { usd, tokens } = add(add(spent, reserved), wanted.worst);
    if (isWithin(usd, maxCostUsd) && isWithin(tokens, maxTokens)) return "grant";
    return inFlight > 0 ? "wait" : "deny";
  }

  function grantWaiting(): void {
    for (let head = waiters[0]; head !== undefined; head = waiters[0]) {
      const decision = decide(head);
      if (decision === "wait") return;
      waiters.shift();
      if (decision === "grant") {
        inFlight += 1;
        reserved = add(reserved, head.wanted.worst);
      }
      head.grant(decision === "grant" ? head.wanted : null);
    }
  }

  function close({ worst }: Reservation, cost: Amount): void {
    inFlight -= 1;
    // Sums of fractions drift: with nothing in flight, nothing is reserved.
    reserved = inFlight === 0 ? nothing : add(reserved, { usd: -worst.usd, tokens: -worst.tokens });
    if (cost.usd > 0 || cost.tokens > 0) {
      spent = add(spent, cost);
      onSpent(spent);
    }
    grantWaiting();
  }

  function countCall(): void {
    usage = { ...usage, calls: usage.calls + 1 };
  }

  function cancel(reservation: Reservation, mayBeBilled: boolean): void {
    close(reservation, mayBeBilled ? reservation.worst : nothing);
  }

  return {
    cancel,
    async reserve(prompt, price, signal) {
      const promptTokens = estimatePrompt(prompt);
      const usd = worstCaseCost(promptTokens, prompt.maxOutputTokens, price);
      if (usd === null && maxCostUsd !== null) return null;
      const worst = { usd: usd ?? 0, tokens: promptTokens + prompt.maxOutputTokens };
      return new Promise((grant) => {
        waiters.push({ wanted: { worst, price }, signal, grant });
        grantWaiting();
      });
    },
    settle(reservation, prompt, answer) {
      const tokens = answer.usage ?? estimateUsage(prompt, answer);
      countCall();
      usage = addUsage(usage, { model: answer.model, usage: tokens, price: reservation.price });
      close(reservation, {
        usd: priceOf(tokens, reservation.price) ?? 0,
        tokens: tokens.promptTokens + tokens.completionTokens,
      });
    },
    settleFailure(reservation, mayBeBilled) {
      countCall();
      cancel(reservation, mayBeBilled);
    },
    isScarce: () => waiters.length > 0,
    usage: () => usage,
  };
}

function add(left: Amount, right: Amount): Amount {
  return { usd: left.usd + right.usd, tokens: left.tokens + right.tokens };
}

function isWithin(amount: number, limit: number | null): boolean {
  return limit === null || amount <= limit;
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
