import type {
  GrantedInstallation,
  RegisteredApp,
  RegisteredHook,
} from "../../../adapters/github/create-app-reader.ts";
import type { AppManifest } from "../../../config/app-manifest.ts";
import { webhookPath } from "../../shared/webhook-path.ts";
import { ok, problem, type Verdict, warning } from "./check-result.ts";

/** GitHub takes a signature whose time is at most so far ahead of its own clock. */
const mostSkewMs = 60_000;
const noticedSkewMs = 20_000;

/** `serverTimeMs` was told in whole seconds, some milliseconds ago. */
export function judgeClock(nowMs: number, serverTimeMs: number | null): Verdict {
  if (serverTimeMs === null)
    return warning("GitHub did not tell its time", "Compare the clock with another one.");
  const skewMs = nowMs - serverTimeMs;
  const seconds = Math.round(Math.abs(skewMs) / 1_000);
  const found = `${seconds} s ${skewMs < 0 ? "behind" : "ahead of"} GitHub's`;
  const remedy = "Let the machine keep its time by NTP: GitHub refuses signatures from 60 s on.";
  if (Math.abs(skewMs) >= mostSkewMs) return problem(found, remedy);
  return Math.abs(skewMs) >= noticedSkewMs ? warning(found, remedy) : ok("agrees with GitHub's");
}

const ranks: Readonly<Record<string, number>> = { read: 1, write: 2, admin: 3 };

/** What is missing of the wanted rights, as people read it. */
function listMissing(
  granted: Readonly<Record<string, string>>,
  { permissions }: AppManifest,
): readonly string[] {
  return Object.entries(permissions)
    .filter(([name, wanted]) => (ranks[granted[name] ?? ""] ?? 0) < (ranks[wanted] ?? 0))
    .map(([name, wanted]) => `${name}: ${wanted}`);
}

/** Whether the App has the rights that this release needs, and no others. */
export function judgePermissions(app: RegisteredApp, manifest: AppManifest): Verdict {
  const missing = listMissing(app.permissions, manifest);
  const page = `“Permissions & events” of the App (${app.settingsUrl ?? "its settings"}/permissions)`;
  if (missing.length > 0) {
    return problem(
      `missing: ${missing.join(", ")}`,
      `Grant it under ${page}; every account that installed the App is then asked to accept.`,
    );
  }
  const needless = Object.entries(app.permissions)
    .filter(([name, level]) => (ranks[level] ?? 0) > (ranks[manifest.permissions[name] ?? ""] ?? 0))
    .map(([name, level]) => `${name}: ${level}`);
  if (needless.length === 0) return ok("all that are needed, and no others");
  return warning(`more than are needed: ${needless.join(", ")}`, `Take it back under ${page}.`);
}

/** Whether the App hears all that this release listens to. */
export function judgeEvents(app: RegisteredApp, manifest: AppManifest): Verdict {
  const missing = manifest.events.filter((event) => !app.events.includes(event));
  if (missing.length === 0) return ok("all that are needed");
  return problem(
    `missing: ${missing.join(", ")}`,
    `Subscribe to them under “Permissions & events” of the App (${app.settingsUrl ?? "its settings"}/permissions).`,
  );
}

const mostLogins = 5;

/** Whether somebody installed the App, and granted what it has come to need since. */
export function judgeInstallations(
  installations: readonly GrantedInstallation[],
  manifest: AppManifest,
): Verdict {
  const live = installations.filter(({ isSuspended }) => !isSuspended);
  if (live.length === 0) {
    const found = installations.length === 0 ? "nobody installed the App" : "every installation is suspended";
    return warning(
      found,
      "Install it on an account or organisation: “Install App” on the App's settings page.",
    );
  }
  const lacking = live.filter(({ permissions }) => listMissing(permissions, manifest).length > 0);
  const count = installations.length >= 100 ? "100 or more" : String(live.length);
  if (lacking.length === 0) return ok(`${count}, all with the rights that are needed`);
  const logins = lacking.slice(0, mostLogins).map(({ accountLogin }) => accountLogin);
  const more = lacking.length > mostLogins ? ` and ${lacking.length - mostLogins} more` : "";
  return warning(
    `${lacking.length} of ${count} have not accepted the rights that are needed: ${logins.join(", ")}${more}`,
    "Their owners accept them under Settings → GitHub Apps → Configure → Review request.",
  );
}

/** What is wrong with where GitHub sends webhooks. `apiUrl` tells whether GitHub itself may be in the same network. */
export function judgeHook(hook: RegisteredHook, settingsUrl: string | null, apiUrl: string): Verdict {
  const where = `under “Webhook” of the App (${settingsUrl ?? "its settings"})`;
  if (hook.url === "") {
    return problem("none is set", `Set it to https://YOUR-HOST${webhookPath} ${where}, and tick “Active”.`);
  }
  const url = URL.parse(hook.url);
  if (url === null) return problem("it is no URL", `Set it to https://YOUR-HOST${webhookPath} ${where}.`);
  const found = `${url.origin}${url.pathname}`;
  if (!url.pathname.endsWith(webhookPath)) {
    return problem(
      `${found} is not the path that the App listens on`,
      `Let it end with ${webhookPath} ${where}.`,
    );
  }
  if (isPublicGitHub(apiUrl) && isPlainlyLocal(url.hostname)) {
    return problem(
      `GitHub cannot reach ${url.origin}`,
      `Set an address that the internet reaches, such as that of a reverse proxy, ${where}.`,
    );
  }
  if (hook.contentType !== "json") {
    return problem(
      `GitHub sends ${hook.contentType} there, and the App takes JSON`,
      `Choose application/json ${where}.`,
    );
  }
  if (!hook.hasSecret) {
    return problem(
      "GitHub signs nothing: no secret is set there",
      `Set the value of WEBHOOK_SECRET ${where}.`,
    );
  }
  return judgeTransport(hook, url, where);
}

function judgeTransport(hook: RegisteredHook, url: URL, where: string): Verdict {
  const found = `${url.origin}${url.pathname}`;
  const isPlain = url.protocol === "http:" && !isPlainlyLocal(url.hostname);
  if (isPlain) return warning(`${found} has no TLS`, `Use https:// ${where}.`);
  if (!hook.checksCertificate) {
    return warning(`${found}, without looking at the certificate`, `Enable SSL verification ${where}.`);
  }
  return ok(found);
}

function isPublicGitHub(apiUrl: string): boolean {
  const { hostname } = new URL(apiUrl);
  return hostname === "api.github.com" || hostname.endsWith(".ghe.com");
}

/** Hosts that mean this machine or a private network by their name alone. */
function isPlainlyLocal(hostname: string): boolean {
  return (
    /^(?:localhost|\[::1\]|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.)/.test(hostname) ||
    /\.(?:local|internal|localhost|example)$/.test(hostname)
  );
}
