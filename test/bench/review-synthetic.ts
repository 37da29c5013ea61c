import { createTokenCounter } from "../../src/adapters/tokens/count-tokens.ts";
import type { Depth } from "../../src/domain/review.ts";
import { openReviewTools } from "../../src/entrypoints/shared/open-review-tools.ts";
import type { ChangeSource, Model } from "../../src/pipeline/ports.ts";
import type { ReviewTrace } from "../../src/pipeline/review-change.ts";
import { unitTokens } from "../../src/review/units/unit-budget.ts";
import { reviewInProcess } from "../app/review-in-process.ts";
import { silentLog } from "../fakes/asking.ts";
import { createMemorySnapshot } from "../fakes/create-memory-snapshot.ts";
import { type SyntheticChange, storageModules } from "./synthetic-change.ts";

export const countTokens = createTokenCounter();

const openTools = openReviewTools(silentLog);

/** A synthetic change as a source that knows the whole repository. */
function sourceOf({ diff, blobs, files }: SyntheticChange): ChangeSource {
  const heads = files.map(({ path, head }) => [path, head] as const);
  const snapshot = createMemorySnapshot({ ...storageModules, ...Object.fromEntries(heads) });
  return {
    readDiff: async () => ({ text: diff, base: null, head: null, label: "bench" }),
    readBlobs: async (names) => {
      const known = names.flatMap((name) => {
        const text = blobs.get(name);
        return text === undefined ? [] : [[name, text] as const];
      });
      return new Map(known);
    },
    readAttributes: async () => new Map(),
    openSnapshot: () => snapshot,
  };
}

/** A review of a synthetic change with the tools of the program. */
export async function reviewSynthetic(
  change: SyntheticChange,
  model: Model,
  depth: Depth,
): Promise<ReviewTrace> {
  const tools = await openTools;
  return reviewInProcess(sourceOf(change), model, tools, { depth, unitTokens: unitTokens[depth] });
}
