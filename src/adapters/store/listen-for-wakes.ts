import type pg from "pg";
import type { Log } from "../../pipeline/ports.ts";

const firstPauseMs = 500;
const longestPauseMs = 15_000;

export interface WakeListener {
  add(callback: () => void): () => void;
  close(): Promise<void>;
}

/** Listens for wake-ups once somebody wants them, and connects again whenever the connection is lost. */
export function listenForWakes(createClient: () => pg.Client, log: Log): WakeListener {
  const callbacks = new Set<() => void>();
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let pauseMs = firstPauseMs;
  let isClosed = false;
  let connecting: Promise<void> = Promise.resolve();

  const wakeAll = () => {
    for (const callback of callbacks) callback();
  };
  const comeBack = (lost: pg.Client) => {
    if (isClosed || client !== lost) return;
    client = null;
    log.warn("listening for work was interrupted", { pauseMs });
    timer = setTimeout(start, pauseMs);
    pauseMs = Math.min(longestPauseMs, pauseMs * 2);
  };
  const start = () => {
    const opened = createClient();
    client = opened;
    opened.on("error", () => comeBack(opened));
    opened.on("end", () => comeBack(opened));
    opened.on("notification", wakeAll);
    connecting = connect(opened).then(
      () => {
        pauseMs = firstPauseMs;
        // Whatever was announced while nobody listened.
        wakeAll();
      },
      () => comeBack(opened),
    );
  };
  return {
    add: (callback) => {
      callbacks.add(callback);
      if (client === null && timer === null && !isClosed) start();
      return () => callbacks.delete(callback);
    },
    close: async () => {
      isClosed = true;
      callbacks.clear();
      if (timer !== null) clearTimeout(timer);
      await connecting;
      await client?.end().catch(() => log.debug("the listening connection had ended already"));
    },
  };
}

async function connect(client: pg.Client): Promise<void> {
  await client.connect();
  await client.query("listen assay_wake");
}
