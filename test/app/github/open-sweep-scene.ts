import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createCheckReporter,
  type ResumableCheckReporter,
} from "../../../src/adapters/github/create-check-reporter.ts";
import { createDeliveryLog } from "../../../src/adapters/github/create-delivery-log.ts";
import { createGitHubClients } from "../../../src/adapters/github/create-github-clients.ts";
import { createInstallationReader } from "../../../src/adapters/github/create-installation-reader.ts";
import { openStore } from "../../../src/adapters/store/open-store.ts";
import type { RepositoryRef } from "../../../src/domain/pull-request.ts";
import type { Log } from "../../../src/pipeline/ports.ts";
import type { Store } from "../../../src/pipeline/ports-store.ts";
import type { ClaimedJob } from "../../../src/pipeline/ports-store-jobs.ts";
import { sweep } from "../../../src/pipeline/sweep.ts";
import type { SweepOptions, SweepReport } from "../../../src/pipeline/sweep-run.ts";
import type { InstallationHandle } from "../../fakes/github/act-on-installation.ts";
import type { RepositoryHandle } from "../../fakes/github/act-on-repository.ts";
import { type GitHubDouble, startGitHubDouble } from "../../fakes/github/start-github-double.ts";

/** GitHub's double, a store in a folder of its own, and somebody who takes webhooks; no review is ever run. */
export interface SweepScene extends AsyncDisposable {
  readonly github: GitHubDouble;
  readonly store: Store;
  readonly repository: RepositoryHandle;
  readonly installation: InstallationHandle;
  readonly at: RepositoryRef;
  readonly checks: ResumableCheckReporter;
  /** Who takes webhooks answers with this status. */
  readonly receiver: { status: number; readonly guids: string[] };
  readonly warnings: unknown[];
  /** Moves the clock of the App; GitHub keeps to real time. */
  pass(ms: number): void;
  run(change?: Partial<SweepOptions>, signal?: AbortSignal): Promise<SweepReport>;
  /** A review that is wanted and claimed. */
  claimReview(number: number): Promise<ClaimedJob>;
  /** Numbers of the pull requests whose review waits because a sweep wanted it. */
  wanted(): Promise<readonly (number | null)[]>;
  /** Calls since the last time, apart from those for tokens. */
  takeCalls(): readonly (readonly [route: string, status: number | null])[];
}

async function startReceiver() {
  const receiver = { status: 200, guids: [] as string[] };
  const server = createServer((request, response) => {
    receiver.guids.push(String(request.headers["x-github-delivery"]));
    request.resume().on("end", () => response.writeHead(receiver.status).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return { receiver, server, url: `http://127.0.0.1:${port}/` };
}

export async function openSweepScene(): Promise<SweepScene> {
  const { receiver, server, url } = await startReceiver();
  const github = await startGitHubDouble({ webhookUrl: url });
  const directory = mkdtempSync(join(tmpdir(), "assay-sweep-"));
  let aheadMs = 0;
  const now = () => Date.now() + aheadMs;
  const warnings: unknown[] = [];
  const ignore = () => undefined;
  const log: Log = { debug: ignore, info: ignore, warn: (_, fields) => warnings.push(fields), error: ignore };
  const store = await openStore(
    { kind: "sqlite", directory },
    { encryptionKey: "for-tests-only-".repeat(3), now, log, debounceMs: 0 },
  );
  const repository = github.repository({ fullName: "octo-org/shop" });
  const installation = github.install({ account: github.account("octo-org") });
  const { id: appId, privateKey } = github.app;
  const sleep = async () => undefined;
  const clients = createGitHubClients({ appId, privateKey, apiUrl: github.url, log, now, sleep });
  const checks = createCheckReporter({ clients, log, now, pace: { sleep, settleMs: 0 } });
  const options: SweepOptions = {
    installations: createInstallationReader({ clients, log, now }),
    deliveries: createDeliveryLog({ clients, log, now }),
    store,
    checks,
    allowedAccounts: null,
    now,
    log,
  };
  const names = { owner: "octo-org", name: "shop" };
  const at = { installationId: installation.id, repositoryId: repository.id, ...names };
  let seenCalls = 0;
  return {
    github,
    store,
    repository,
    installation,
    at,
    checks,
    receiver,
    warnings,
    pass: (ms) => {
      aheadMs += ms;
    },
    run: (change = {}, signal = new AbortController().signal) => sweep({ ...options, ...change }, signal),
    claimReview: async (number) => {
      const pullRequest = { repository: at, number };
      await store.intake.enqueue([{ kind: "review", pullRequest, trigger: "command", scope: "changed" }]);
      const job = await store.jobs.claim({ worker: "w", nowMs: now(), leaseMs: 60_000 });
      if (job === null) throw new Error("nothing was due");
      return job;
    },
    wanted: async () => {
      const jobs = await store.report.listJobs(["ready"], 1_000);
      const swept = jobs.filter(({ trigger }) => trigger === "sweep").map(({ number }) => number);
      return swept.sort((first, second) => Number(first) - Number(second));
    },
    takeCalls: () => {
      const calls = github.callsWithoutTokens.slice(seenCalls);
      seenCalls += calls.length;
      return calls.map(({ method, route, status }) => [`${method} ${route}`, status] as const);
    },
    [Symbol.asyncDispose]: async () => {
      await store.close();
      rmSync(directory, { recursive: true, force: true });
      await github.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (github.violations.length > 0) throw new Error(JSON.stringify(github.violations, null, 2));
    },
  };
}
