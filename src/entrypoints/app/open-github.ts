import { createCheckReporter } from "../../adapters/github/create-check-reporter.ts";
import { createCodeScanning } from "../../adapters/github/create-code-scanning.ts";
import { createConversation } from "../../adapters/github/create-conversation.ts";
import { createDeliveryLog } from "../../adapters/github/create-delivery-log.ts";
import { createGitHubClients } from "../../adapters/github/create-github-clients.ts";
import { createInstallationReader } from "../../adapters/github/create-installation-reader.ts";
import { createPullRequestReader } from "../../adapters/github/create-pull-request-reader.ts";
import { createReviewPublisher } from "../../adapters/github/create-review-publisher.ts";
import type { AppSettings } from "../../config/app-settings.ts";
import type { Log } from "../../pipeline/ports.ts";
import { readMarkers, signMarker } from "../../review/pull-request/sign-marker.ts";
import { signReply } from "../../review/pull-request/sign-reply.ts";
import { renderMoved } from "../../review/render/render-moved.ts";
import { renderSuperseded } from "../../review/render/render-superseded.ts";

/** GitHub stops a request after ten seconds; five more are for clocks and networks. */
const settleMs = 15_000;

export interface GitHubParts {
  readonly settings: Pick<AppSettings, "appId" | "apiUrl">;
  /** PEM. */
  readonly privateKey: string;
  /** Signs the markers by which our own reviews and replies are found again. */
  readonly markerKey: string;
  readonly log: Log;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Milliseconds since 1970; the clock of this machine when absent. */
  readonly now?: () => number;
  /** For one request; 15 s when absent. */
  readonly requestTimeoutMs?: number;
}

/** Everything that the App reads from GitHub and writes to it. */
export function openGitHub({
  settings,
  privateKey,
  markerKey,
  log,
  sleep,
  now = Date.now,
  requestTimeoutMs,
}: GitHubParts) {
  const { appId, apiUrl } = settings;
  const timeout = requestTimeoutMs === undefined ? {} : { timeoutMs: requestTimeoutMs };
  const clients = createGitHubClients({ appId, privateKey, apiUrl, log, now, sleep, ...timeout });
  const shared = { clients, log, pace: { sleep, settleMs } };
  return {
    installations: createInstallationReader({ clients, log, now }),
    deliveries: createDeliveryLog({ clients, log, now }),
    reader: createPullRequestReader({ clients, log, now }),
    checks: createCheckReporter({ ...shared, now }),
    codeScanning: createCodeScanning({ clients }),
    conversation: createConversation({
      ...shared,
      composeReplyMarker: ({ repository, number }, { commentId }) =>
        signReply({ repositoryId: repository.repositoryId, pullRequest: number, commentId }, markerKey),
    }),
    publisher: createReviewPublisher({
      ...shared,
      renderMoved,
      renderSuperseded,
      composeMarker: (identity) => signMarker(identity, markerKey),
      readMarkers: (body) => readMarkers(body, markerKey),
    }),
  };
}
