import { z } from "zod";
import type { GitHubAppClients } from "./create-github-clients.ts";
import type { GitHubResponse } from "./github-client.ts";
import { readAnswer } from "./read-answer.ts";

/** What GitHub knows of the App. Permissions by name, such as `read`. */
export interface RegisteredApp {
  readonly slug: string;
  /** Page on which its owner changes it; null when GitHub does not name the owner. */
  readonly settingsUrl: string | null;
  readonly permissions: Readonly<Record<string, string>>;
  readonly events: readonly string[];
}

/** `refused`: GitHub does not take the signature. `serverTimeMs`: GitHub's clock, null when it did not tell. */
export type AppReading = { readonly serverTimeMs: number | null } & (
  | { readonly kind: "known"; readonly app: RegisteredApp }
  | { readonly kind: "refused" }
);

/** Where GitHub sends webhooks. */
export interface RegisteredHook {
  /** Empty where none is set. */
  readonly url: string;
  readonly contentType: string;
  readonly checksCertificate: boolean;
  readonly hasSecret: boolean;
}

/** What one account granted. */
export interface GrantedInstallation {
  readonly accountLogin: string;
  readonly isSuspended: boolean;
  readonly permissions: Readonly<Record<string, string>>;
}

/** Reads how the App is registered. Throws `ReviewError` with a `GITHUB_…` code. */
export interface AppReader {
  fetchApp(signal: AbortSignal): Promise<AppReading>;
  fetchHook(signal: AbortSignal): Promise<RegisteredHook>;
  /** The first hundred. */
  listInstallations(signal: AbortSignal): Promise<readonly GrantedInstallation[]>;
}

const Permissions = z.record(z.string(), z.string());
const App = z.object({
  slug: z.string(),
  html_url: z.string(),
  owner: z.object({ login: z.string(), type: z.string() }).nullish().catch(null),
  permissions: Permissions,
  events: z.array(z.string()),
});
const Hook = z.object({
  url: z.string().nullish(),
  content_type: z.string().nullish(),
  secret: z.string().nullish(),
  insecure_ssl: z.union([z.string(), z.number()]).nullish(),
});
const Installations = z.array(
  z.object({
    account: z.object({ login: z.string().optional() }).nullable(),
    suspended_at: z.string().nullish(),
    permissions: Permissions,
  }),
);

/** Reads with the signature of the App itself. */
export function createAppReader({ forApp }: Pick<GitHubAppClients, "forApp">): AppReader {
  return {
    fetchApp: async (signal) => {
      // GitHub says 401 to a signature that does not fit, and 404 where there is no such App.
      const response = await forApp().request("GET /app", {}, { signal, expect: [401, 404] });
      const serverTimeMs = readTime(response);
      if (response.status !== 200) return { kind: "refused", serverTimeMs };
      return { kind: "known", serverTimeMs, app: selectApp(response.body) };
    },
    fetchHook: async (signal) => {
      const { body } = await forApp().request("GET /app/hook/config", {}, { signal });
      const hook = readAnswer(Hook, body, "the webhook of the App");
      return {
        url: hook.url ?? "",
        contentType: hook.content_type ?? "form",
        checksCertificate: String(hook.insecure_ssl ?? 0) === "0",
        hasSecret: (hook.secret ?? "") !== "",
      };
    },
    listInstallations: async (signal) => {
      const { body } = await forApp().request("GET /app/installations", { per_page: 100 }, { signal });
      return readAnswer(Installations, body, "installations").map((installation) => ({
        accountLogin: installation.account?.login ?? "an enterprise",
        isSuspended: installation.suspended_at !== null && installation.suspended_at !== undefined,
        permissions: installation.permissions,
      }));
    },
  };
}

function readTime({ headers }: GitHubResponse): number | null {
  const at = Date.parse(headers["date"] ?? "");
  return Number.isNaN(at) ? null : at;
}

function selectApp(body: unknown): RegisteredApp {
  const { slug, html_url: page, owner, permissions, events } = readAnswer(App, body, "the App");
  return { slug, settingsUrl: composeSettingsUrl(page, slug, owner ?? null), permissions, events };
}

/** Apps of organisations have their settings below the organisation. */
function composeSettingsUrl(
  page: string,
  slug: string,
  owner: { readonly login: string; readonly type: string } | null,
): string | null {
  const origin = URL.parse(page)?.origin;
  if (origin === undefined || owner === null) return null;
  const place = owner.type === "Organization" ? `/organizations/${encodeURIComponent(owner.login)}` : "";
  return `${origin}${place}/settings/apps/${encodeURIComponent(slug)}`;
}
