import { type AppParts, openAppWorker, webUrlOf } from "./assemble-app.ts";
import { createIngress } from "./create-ingress.ts";
import { listenOn } from "./listen-on.ts";
import { createOperatorMetrics, describeEndedReview } from "./operator-metrics.ts";
import { createOperatorRoutes } from "./operator-routes.ts";
import { createOperatorPage } from "./page/create-operator-page.ts";
import { openProbotReceiver } from "./receive-with-probot.ts";

/** A listening App. */
export interface RunningApp {
  readonly port: number;
  /** Settles when no job runs in this process; what waits in the store is not looked at. */
  readonly idle: () => Promise<void>;
  /** Takes no more webhooks, aborts what is running, and settles when every started check has ended. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts the server, then the worker behind it, so that nothing is swept by a start that fails. Rejects when the address
 * cannot be listened on.
 */
export async function serveApp(parts: AppParts): Promise<RunningApp> {
  const { settings, privateKey, log, store, now = Date.now } = parts;
  const metrics = createOperatorMetrics();
  const worker = await openAppWorker({
    ...parts,
    onReviewEnded: (outcome, durationMs) => metrics.observeReview(describeEndedReview(outcome, durationMs)),
    onJobBroken: metrics.countBrokenJob,
  });
  const { operatorToken: token, budgets } = settings;
  const operator = createOperatorRoutes({ store, token, metrics, log });
  const webUrl = webUrlOf(settings.apiUrl);
  const page = createOperatorPage({ store, token, budgets, webUrl, log, now });
  const accept = await openProbotReceiver({
    ...settings,
    privateKey,
    accept: async (intents, delivery) => {
      await store.intake.accept({ ...delivery, receivedAtMs: now() }, intents);
    },
  });
  let isReady = true;
  const server = createIngress({
    secrets: settings.webhookSecrets,
    accept,
    log,
    isReady: () => isReady,
    operator: async (request, response) =>
      (await operator(request, response)) || (await page(request, response)),
    countWebhook: metrics.countWebhook,
  });
  let port = 0;
  try {
    port = await listenOn(server, settings.listen);
    worker.start();
  } catch (error) {
    await worker.stop();
    throw error;
  }
  return {
    port,
    idle: () => worker.idle(),
    stop: async () => {
      isReady = false;
      server.close();
      server.closeIdleConnections();
      await worker.stop();
      server.closeAllConnections();
    },
  };
}
