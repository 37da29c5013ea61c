import PQueue from "p-queue";
import { ReviewError } from "../../domain/errors.ts";
import type { Model } from "../../pipeline/ports.ts";

/**
 * At most `limit` calls of a model in flight; the others wait in the order in which they came. A call that is
 * interrupted while it waits is never made. Throws `INTERRUPTED` then, as the model itself does.
 */
export function withConcurrency(model: Model, limit: number): Model {
  const queue = new PQueue({ concurrency: Math.max(1, Math.trunc(limit)) });
  return {
    name: model.name,
    async complete(prompt, signal) {
      try {
        // The same signal goes to the queue and into the task: the queue alone would leave the call running.
        return await queue.add(() => model.complete(prompt, signal), { signal });
      } catch (error) {
        if (signal.aborted && !(error instanceof ReviewError))
          throw new ReviewError("INTERRUPTED", "The call to the model was interrupted.");
        throw error;
      }
    },
  };
}
