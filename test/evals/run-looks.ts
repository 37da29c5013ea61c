import type { Look, LookResult } from "./look.ts";

export interface LookRun {
  readonly review: (look: Look) => Promise<LookResult>;
  /** Looks at once. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly onResult: (result: LookResult) => void;
}

/** Takes the looks in their order, some at once. After the signal no further one begins; results keep the order. */
export async function runLooks(looks: readonly Look[], run: LookRun): Promise<readonly LookResult[]> {
  const results = new Map<Look, LookResult>();
  const waiting = looks.values();
  const work = async () => {
    for (const look of waiting) {
      if (run.signal.aborted) return;
      const result = await run.review(look);
      results.set(look, result);
      run.onResult(result);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, run.concurrency) }, work));
  return looks.map((look) => results.get(look)).filter((result) => result !== undefined);
}
