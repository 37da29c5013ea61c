import { loadPrompt } from "../../src/adapters/prompts/load-prompts.ts";
import { createSecretScanner } from "../../src/adapters/secrets/create-secret-scanner.ts";
import { createFlowReader } from "../../src/adapters/syntax/create-flow-reader.ts";
import { createSyntax } from "../../src/adapters/syntax/create-syntax.ts";
import { createTokenCounter } from "../../src/adapters/tokens/count-tokens.ts";
import { defaultPolicy } from "../../src/config/review-policy.ts";
import type { ChangeSource, Model } from "../../src/pipeline/ports.ts";
import {
  type ReviewDependencies,
  type ReviewRequest,
  type ReviewTrace,
  reviewChange,
} from "../../src/pipeline/review-change.ts";
import { silentLog } from "../fakes/asking.ts";
import { readAll } from "./answers.ts";

const syntax = createSyntax();
const flow = createFlowReader();
const scanner = createSecretScanner();
const countTokens = createTokenCounter();

/** A model that reads every hunk to its end and finds nothing. */
export const cleanModel: Model = {
  name: "clean",
  async complete({ user }) {
    return { text: JSON.stringify(readAll(user)), finish: "stop", model: "clean", usage: null };
  },
};

/** The whole core with real adapters on one source, without the cost of a new process. */
export async function reviewInProcess(
  source: ChangeSource,
  model: Model | null,
  instead: Partial<ReviewDependencies> = {},
  request: Partial<ReviewRequest> = {},
): Promise<ReviewTrace> {
  return reviewChange(
    {
      policy: defaultPolicy,
      unitTokens: 3_000,
      reviewedHunks: new Set(),
      depth: "standard",
      maxCostUsd: null,
      ...request,
    },
    {
      model,
      fallback: null,
      price: null,
      fallbackPrice: null,
      source,
      syntax,
      flow,
      scanner,
      countTokens,
      template: await loadPrompt("find-defects"),
      refuteTemplate: await loadPrompt("refute-defect"),
      nonceKey: "key of the tests",
      now: () => 0,
      sleep: async () => undefined,
      onProgress: () => undefined,
      log: silentLog,
      ...instead,
    },
    new AbortController().signal,
  );
}
