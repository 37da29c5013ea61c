import type { ReviewError } from "../domain/errors.ts";

/** Whether one model may still be asked in this run, and why not. */
export interface Circuit {
  /** Aborts with the run, and when the circuit opens: calls that wait in a queue are then never made. */
  readonly signal: AbortSignal;
  /** What opened it; null while it is closed. */
  failure(): ReviewError | null;
  open(error: ReviewError): void;
  /** Whether there was any answer. */
  hasAnswered(): boolean;
  /** An answer: whatever failed before, the endpoint works. */
  noteAnswer(): void;
  /** A question that was given up after all its tries. Several in a row without an answer open the circuit. */
  noteGivenUp(error: ReviewError): void;
  /** Lets go of the run's signal, which may outlive many runs. */
  close(): void;
}

const maxGivenUp = 5;

/** A closed circuit. It opens at most once, for the run: the next run tries anew. */
export function createCircuit(run: AbortSignal): Circuit {
  const controller = new AbortController();
  let failure: ReviewError | null = null;
  let givenUp = 0;
  let hasAnswered = false;
  const stop = () => controller.abort();
  if (run.aborted) stop();
  else run.addEventListener("abort", stop, { once: true });
  const open = (error: ReviewError) => {
    if (controller.signal.aborted) return;
    failure = error;
    stop();
  };
  return {
    signal: controller.signal,
    failure: () => failure,
    open,
    hasAnswered: () => hasAnswered,
    noteAnswer() {
      givenUp = 0;
      hasAnswered = true;
    },
    noteGivenUp(error) {
      givenUp += 1;
      if (givenUp >= maxGivenUp) open(error);
    },
    close: () => run.removeEventListener("abort", stop),
  };
}
