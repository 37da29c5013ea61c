import { questionOf, type Script } from "../../fakes/model-server.ts";
import { watchfulModel } from "./open-app-scene.ts";

/** A model that answers only after `release`: so that something can happen while a review runs. */
export interface HeldModel {
  readonly script: Script;
  /** Settles with the first question. */
  readonly asked: Promise<void>;
  release(): void;
}

export function holdModel(script: Script = watchfulModel, isHeld = (_question: string) => true): HeldModel {
  const asked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  return {
    script: (request) => {
      const reply = script(request);
      if (reply === null || !isHeld(questionOf(request))) return reply;
      asked.resolve();
      return async (response, received) => {
        await released.promise;
        if (!response.destroyed) await reply(response, received);
      };
    },
    asked: asked.promise,
    release: () => released.resolve(),
  };
}
