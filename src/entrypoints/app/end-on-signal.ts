/** Time for running work to end after a signal, in milliseconds; what has not ended by then is taken up at the next start. */
const stopMs = 9_500;

/** Ends the process on SIGTERM and SIGINT, within ten seconds whatever `end` does. */
export function endOnSignal(end: () => Promise<void>): void {
  const handle = () => {
    setTimeout(() => process.exit(0), stopMs).unref();
    end().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once("SIGTERM", handle);
  process.once("SIGINT", handle);
}
