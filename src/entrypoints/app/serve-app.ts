import type { AddressInfo } from "node:net";
import { type AppParts, assembleApp } from "./assemble-app.ts";
import { createIngress } from "./create-ingress.ts";
import { openProbotReceiver } from "./receive-with-probot.ts";

/** A listening App. */
export interface RunningApp {
  readonly port: number;
  /** Settles when no review is running or waiting. */
  readonly idle: () => Promise<void>;
  /** Takes no more webhooks, aborts what is running, and settles when every started check has ended. */
  readonly stop: () => Promise<void>;
}

/** Starts the worker, then the server in front of it. Rejects when the address cannot be listened on. */
export async function serveApp(parts: AppParts): Promise<RunningApp> {
  const { settings, privateKey, log } = parts;
  const dispatcher = await assembleApp(parts);
  const accept = await openProbotReceiver({
    ...settings,
    privateKey,
    accept: async (intents) => {
      for (const intent of intents) dispatcher.accept(intent);
    },
  });
  let isReady = true;
  const server = createIngress({ secrets: settings.webhookSecrets, accept, log, isReady: () => isReady });
  const { port, host } = settings.listen;
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(port, host, done);
  });
  return {
    // A TCP server that listens has an address with a port.
    port: (server.address() as AddressInfo).port,
    idle: () => dispatcher.idle(),
    stop: async () => {
      isReady = false;
      server.close();
      server.closeIdleConnections();
      await dispatcher.stop();
      server.closeAllConnections();
    },
  };
}
