import { createAppReader } from "../../adapters/github/create-app-reader.ts";
import { createGitHubClients } from "../../adapters/github/create-github-clients.ts";
import { ReviewError } from "../../domain/errors.ts";
import type { Log } from "../../pipeline/ports.ts";
import type { Credentials } from "./save-credentials.ts";
import type { KnownApp } from "./setup-progress.ts";

/** What GitHub says to credentials. `silent`: it could not be asked, or not in time. */
export type AppAnswer =
  | { readonly kind: "known"; readonly app: KnownApp }
  | { readonly kind: "refused" }
  | { readonly kind: "silent" };

export interface AppQuestion {
  /** Base of the REST API, without a slash at its end. */
  readonly apiUrl: string;
  /** Where people look at repositories. */
  readonly webUrl: string;
  readonly fetch?: typeof fetch;
  /** For everything, repetitions included; 8 s when absent. */
  readonly timeoutMs?: number;
}

const silence = () => undefined;
const silentLog: Log = { debug: silence, info: silence, warn: silence, error: silence };

/** Asks GitHub which App credentials belong to. Somebody waits for it in front of a browser. */
export async function askAboutApp(credentials: Credentials, question: AppQuestion): Promise<AppAnswer> {
  const { apiUrl, webUrl, timeoutMs = 8_000 } = question;
  const { appId, privateKey } = credentials;
  const given = question.fetch === undefined ? {} : { fetch: question.fetch };
  try {
    const clients = createGitHubClients({
      appId,
      privateKey,
      apiUrl,
      log: silentLog,
      now: Date.now,
      ...given,
    });
    const reading = await createAppReader(clients).fetchApp(AbortSignal.timeout(timeoutMs));
    if (reading.kind === "refused") return { kind: "refused" };
    const { slug, settingsUrl } = reading.app;
    const isOurs = settingsUrl !== null && URL.parse(settingsUrl)?.origin === new URL(webUrl).origin;
    return { kind: "known", app: { name: slug, installUrl: isOurs ? `${settingsUrl}/installations` : null } };
  } catch (error) {
    if (error instanceof ReviewError) return { kind: "silent" };
    throw error;
  }
}
