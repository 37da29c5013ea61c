import { readFile } from "node:fs/promises";
import {
  type AppReader,
  createAppReader,
  type RegisteredApp,
} from "../../../adapters/github/create-app-reader.ts";
import { createDeliveryLog } from "../../../adapters/github/create-delivery-log.ts";
import { createGitHubClients } from "../../../adapters/github/create-github-clients.ts";
import { type AppManifest, parseAppManifest } from "../../../config/app-manifest.ts";
import type { Log } from "../../../pipeline/ports.ts";
import type { DeliveryLog } from "../../../pipeline/ports-sweep.ts";
import { webhookPath } from "../../shared/webhook-path.ts";
import {
  type CheckName,
  type CheckResult,
  notChecked,
  ok,
  problem,
  type Verdict,
  warning,
} from "./check-result.ts";
import { type DoctorScene, settleInTime } from "./doctor-scene.ts";
import { explainNoConnection } from "./explain-no-connection.ts";
import { judgeClock, judgeEvents, judgeHook, judgeInstallations, judgePermissions } from "./judge-app.ts";
import type { Credentials, Setup } from "./read-setup.ts";

const silent = () => undefined;
const silentLog: Log = { debug: silent, info: silent, warn: silent, error: silent };
const recentMs = 24 * 3_600_000;

const names = [
  "github-access",
  "github-clock",
  "github-permissions",
  "github-events",
  "github-installations",
  "webhook-address",
  "webhook-reachable",
  "webhook-deliveries",
] as const satisfies readonly CheckName[];

type Verdicts = Readonly<Partial<Record<CheckName, Verdict>>>;

interface GitHubDesk {
  readonly reader: AppReader;
  readonly deliveries: Pick<DeliveryLog, "listFailed">;
  readonly apiUrl: string;
}

/** Asks GitHub, with the App's own signature, how the App is registered and what became of its webhooks. */
export async function examineGitHub(scene: DoctorScene, setup: Setup): Promise<readonly CheckResult[]> {
  if (!scene.isForApp) return [];
  if (setup.credentials === null) return report({}, "the App's credentials cannot be used");
  const desk = openDesk(scene, setup.credentials);
  const asked = await settleInTime(scene.timeoutMs, (signal) => desk.reader.fetchApp(signal));
  if (asked.kind === "failed") {
    const access = explainNoConnection(asked, {
      url: desk.apiUrl,
      variables: "GITHUB_API_URL or GHE_HOST",
      whenRefused: "look at that server and at the firewalls",
    });
    return report({ "github-access": access }, "GitHub cannot be asked");
  }
  const reading = asked.value;
  const clock = judgeClock(scene.machine.now(), reading.serverTimeMs);
  if (reading.kind === "refused") {
    const access = refuseSignature(clock);
    return report(
      { "github-access": access, "github-clock": clock },
      "GitHub does not take the App's signature",
    );
  }
  return report(
    {
      "github-access": ok(`GitHub knows this App as “${reading.app.slug}”`),
      "github-clock": clock,
      ...(await examineApp(scene, desk, reading.app)),
    },
    "",
  );
}

function report(verdicts: Verdicts, because: string): readonly CheckResult[] {
  return names.map((name) => ({ name, ...(verdicts[name] ?? notChecked(because)) }));
}

function openDesk(
  { machine, timeoutMs }: DoctorScene,
  { appId, apiUrl, privateKey }: Credentials,
): GitHubDesk {
  const { now } = machine;
  const clients = createGitHubClients({ appId, apiUrl, privateKey, log: silentLog, now, timeoutMs });
  return {
    reader: createAppReader(clients),
    deliveries: createDeliveryLog({ clients, log: silentLog, now }),
    apiUrl,
  };
}

function refuseSignature(clock: Verdict): Verdict {
  if (clock.state === "problem") {
    return problem(
      "GitHub does not take the App's signature",
      "Set the clock first: a signature holds its time.",
    );
  }
  return problem(
    "GitHub does not take the App's signature",
    "App id and private key do not belong together: copy “App ID” from the settings page of the App, and download a new key there.",
  );
}

async function examineApp(scene: DoctorScene, desk: GitHubDesk, app: RegisteredApp): Promise<Verdicts> {
  const [manifest, installations, webhooks, deliveries] = await Promise.all([
    loadManifest(),
    settleInTime(scene.timeoutMs, (signal) => desk.reader.listInstallations(signal)),
    examineHook(scene, desk, app),
    examineDeliveries(scene, desk),
  ]);
  const compare = (judge: (wanted: AppManifest) => Verdict) =>
    manifest === null ? notChecked("app.yml of this installation of Assay cannot be read") : judge(manifest);
  return {
    "github-permissions": compare((wanted) => judgePermissions(app, wanted)),
    "github-events": compare((wanted) => judgeEvents(app, wanted)),
    "github-installations":
      installations.kind === "value"
        ? compare((wanted) => judgeInstallations(installations.value, wanted))
        : installations.verdict,
    ...webhooks,
    "webhook-deliveries": deliveries,
  };
}

/** What this release of Assay needs; null where it came without its manifest. */
async function loadManifest(): Promise<AppManifest | null> {
  const path = new URL("../../../../app.yml", import.meta.url);
  const text = await readFile(path, "utf8").catch(() => null);
  return text === null ? null : parseAppManifest(text);
}

async function examineHook(
  scene: DoctorScene,
  { reader, apiUrl }: GitHubDesk,
  app: RegisteredApp,
): Promise<Verdicts> {
  const asked = await settleInTime(scene.timeoutMs, (signal) => reader.fetchHook(signal));
  if (asked.kind === "failed") {
    const reachable = notChecked("the webhook address is not known");
    return { "webhook-address": asked.verdict, "webhook-reachable": reachable };
  }
  const address = judgeHook(asked.value, app.settingsUrl, apiUrl);
  const reachable =
    address.state === "problem"
      ? notChecked("the webhook address is wrong")
      : await knock(scene, new URL(asked.value.url));
  return { "webhook-address": address, "webhook-reachable": reachable };
}

/** Whether an App answers at the public address. From here; GitHub may see it otherwise. */
async function knock({ timeoutMs }: DoctorScene, { origin, pathname }: URL): Promise<Verdict> {
  const ready = `${origin}${pathname.slice(0, -webhookPath.length)}/readyz`;
  const asked = await settleInTime(timeoutMs, async (signal) => {
    const response = await fetch(ready, { signal, redirect: "manual" }).catch(() => null);
    await response?.body?.cancel();
    return response?.status ?? null;
  });
  const status = asked.kind === "value" ? asked.value : null;
  if (status === 200) return ok("an App answers at the webhook's address");
  const remedy =
    "Start the App, and see that proxy and firewall let /api/github/webhooks and /readyz through. From other networks it may look different.";
  return warning(status === null ? "nobody answers from here" : `the answer from here is ${status}`, remedy);
}

async function examineDeliveries({ machine, timeoutMs }: DoctorScene, desk: GitHubDesk): Promise<Verdict> {
  const sinceMs = machine.now() - recentMs;
  const asked = await settleInTime(timeoutMs, (signal) => desk.deliveries.listFailed(sinceMs, signal));
  if (asked.kind === "failed") return asked.verdict;
  if (asked.value.length === 0) return ok("none failed within a day");
  const last = new Date(Math.max(...asked.value.map(({ deliveredAtMs }) => deliveredAtMs))).toISOString();
  return warning(
    `${asked.value.length} failed within a day, the last at ${last.slice(0, 16)}Z`,
    "See under Advanced → Recent Deliveries of the App what came back: no connection means the address, 401 another WEBHOOK_SECRET. A running App asks for them again.",
  );
}
