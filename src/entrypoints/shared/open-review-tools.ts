import { setTimeout as delay } from "node:timers/promises";
import { loadPrompt } from "../../adapters/prompts/load-prompts.ts";
import { openSyntaxThread } from "../../adapters/syntax/open-syntax-thread.ts";
import { createTokenCounter } from "../../adapters/tokens/count-tokens.ts";
import type { Log, SecretScanner } from "../../pipeline/ports.ts";
import type { ReviewDependencies } from "../../pipeline/review-change.ts";

export type ReviewTools = Pick<
  ReviewDependencies,
  "syntax" | "flow" | "scanner" | "countTokens" | "template" | "refuteTemplate" | "now" | "sleep" | "log"
>;

/** What every front door's reviews need and none configures. Throws CONFIG_INVALID when a prompt file cannot be used. */
export async function openReviewTools(log: Log): Promise<ReviewTools> {
  return {
    ...openSyntaxThread(),
    scanner: createLazyScanner(log),
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

/** An App that waits for its first pull request needs no rules for secrets in memory. */
function createLazyScanner(log: Log): SecretScanner {
  let opening: Promise<SecretScanner> | null = null;
  return {
    async scan(text, path) {
      opening ??= import("../../adapters/secrets/create-secret-scanner.ts").then(({ createSecretScanner }) =>
        createSecretScanner(log),
      );
      return (await opening).scan(text, path);
    },
  };
}
