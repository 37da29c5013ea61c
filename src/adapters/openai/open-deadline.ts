/** A signal that aborts with the caller's, or when the time is up. */
export interface Deadline {
  readonly signal: AbortSignal;
  isPast(): boolean;
  /** Stops the clock and lets go of the caller's signal, which outlives many calls. */
  close(): void;
}

/** `AbortSignal.any` would tie every call to a long-lived signal for as long as that lives. */
export function openDeadline(caller: AbortSignal, timeoutMs: number): Deadline {
  const controller = new AbortController();
  let isPast = false;
  const stop = () => controller.abort();
  const timer = setTimeout(() => {
    isPast = true;
    stop();
  }, timeoutMs);
  if (caller.aborted) stop();
  else caller.addEventListener("abort", stop, { once: true });
  return {
    signal: controller.signal,
    isPast: () => isPast,
    close() {
      clearTimeout(timer);
      caller.removeEventListener("abort", stop);
    },
  };
}
