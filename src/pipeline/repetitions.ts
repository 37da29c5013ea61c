import type { Intent } from "../domain/intent.ts";
import { pauseUnlessAborted, type Sleep } from "./pause-unless-aborted.ts";

export type ReviewIntent = Extract<Intent, { kind: "review" }>;

/** The pull request that work is about. */
export interface Place {
  readonly key: string;
  readonly installationId: number;
  readonly repositoryId: number;
}

interface Repetition {
  readonly place: Place;
  readonly intent: ReviewIntent;
  readonly pausing: AbortController;
}

/** Reviews that broke off and are tried again, one a pull request. They wait outside their lanes and hold no room. */
export class Repetitions {
  readonly #sleep: Sleep;
  readonly #waiting = new Map<string, Repetition>();

  constructor(sleep: Sleep) {
    this.#sleep = sleep;
  }

  /** Resolves to true when the time has come, and to false as soon as it was taken or dropped. */
  async wait(place: Place, intent: ReviewIntent, pauseMs: number): Promise<boolean> {
    const pausing = new AbortController();
    this.#waiting.set(place.key, { place, intent, pausing });
    await pauseUnlessAborted(this.#sleep, pauseMs, pausing.signal);
    if (pausing.signal.aborted) return false;
    this.#waiting.delete(place.key);
    return true;
  }

  /** What waits for this pull request; it does not wait any more. */
  take(key: string): ReviewIntent | null {
    const repetition = this.#waiting.get(key);
    this.#waiting.delete(key);
    repetition?.pausing.abort();
    return repetition?.intent ?? null;
  }

  drop(isMeant: (place: Place) => boolean): void {
    for (const { place } of [...this.#waiting.values()]) {
      if (isMeant(place)) this.take(place.key);
    }
  }
}
