import { setTimeout as delay } from "node:timers/promises";
import { loadPrompt } from "../../adapters/prompts/load-prompts.ts";
import { createSecretScanner } from "../../adapters/secrets/create-secret-scanner.ts";
import { openSyntaxThread } from "../../adapters/syntax/open-syntax-thread.ts";
import { createTokenCounter } from "../../adapters/tokens/count-tokens.ts";
import type { Log } from "../../pipeline/ports.ts";
import type { ReviewDependencies } from "../../pipeline/review-change.ts";

export type ReviewTools = Pick<
  ReviewDependencies,
  "syntax" | "flow" | "scanner" | "countTokens" | "template" | "refuteTemplate" | "now" | "sleep" | "log"
>;

/** What every front door's reviews need and none configures. Throws CONFIG_INVALID when a prompt file cannot be used. */
export async function openReviewTools(log: Log): Promise<ReviewTools> {
  return {
    ...openSyntaxThread(),
    scanner: createSecretScanner(log),
    countTokens: createTokenCounter(),
    template: await loadPrompt("find-defects"),
    refuteTemplate: await loadPrompt("refute-defect"),
    now: Date.now,
    sleep: async (ms, signal) => {
      await delay(ms, undefined, { signal });
    },
    log,
  };
}
