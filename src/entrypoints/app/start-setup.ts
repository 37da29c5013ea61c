import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseAppManifest, parseWholeManifest } from "../../config/app-manifest.ts";
import type { ListenSettings, SetupSettings } from "../../config/app-settings.ts";
import { ReviewError } from "../../domain/errors.ts";
import { webUrlOf } from "./assemble-app.ts";
import { createLimitedServer } from "./create-limited-server.ts";
import { isLeftToCommit } from "./is-left-to-commit.ts";
import { listenOn } from "./listen-on.ts";
import { createSetupPage, type SetupPageOptions } from "./page/create-setup-page.ts";
import { selectGitHubVariables } from "./select-github-variables.ts";
import { createSetupGate } from "./setup-gate.ts";
import { createSetupProgress } from "./setup-progress.ts";

export interface SetupOptions extends Omit<SetupSettings, "listen">, ListenSettings {
  /** Where the credentials of the App are written: `.env` in the folder that the App is started from. */
  readonly environmentFile: string;
  /** What was set for this start: git is asked with it, and where GitHub is gets saved from it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Tells the person in front of the terminal what to do. */
  readonly say: (text: string) => void;
  readonly now?: () => number;
  readonly fetch?: typeof fetch;
}

/** The page on which somebody creates the App, while it is open. */
export interface Setup {
  readonly url: string;
  /** The way in, good once. */
  readonly link: string;
  close(): Promise<void>;
}

/**
 * Opens the page that creates the App on GitHub from `app.yml`, or takes the credentials of one that exists, and saves
 * them. Only the browser that opens the printed link first is let in. Rejects when the address cannot be listened on.
 */
export async function startSetup(options: SetupOptions): Promise<Setup> {
  const { port, host, say, now = Date.now } = options;
  const gate = createSetupGate(now);
  const page = createSetupPage({ ...composeDesk(options), gate, state: gate.state });
  const server = createLimitedServer(page, { requestTimeoutMs: 10_000, maxConnections: 100 });
  const listening = await listenOn(server, { port, host });
  const url = `http://${nameForBrowser(host)}:${listening}`;
  const link = `${url}/setup?token=${gate.token}`;
  say(`No credentials of a GitHub App are set. Open this link, which is good for one browser: ${link}`);
  return {
    url,
    link,
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
}

function composeDesk(options: SetupOptions): Omit<SetupPageOptions, "gate" | "state"> {
  const text = readFileSync(new URL("../../../app.yml", import.meta.url), "utf8");
  const [manifest, rights] = [parseWholeManifest(text), parseAppManifest(text)];
  if (manifest === null || rights === null) {
    throw new ReviewError("CONFIG_INVALID", "app.yml of this installation of Assay is no manifest of an App");
  }
  const { apiUrl, publicAddress, organisation, say, environment } = options;
  const file = resolve(options.environmentFile);
  return {
    ...{ apiUrl, webUrl: webUrlOf(apiUrl), manifest, permissions: rights.permissions, say },
    file,
    isLeftToCommit: () => isLeftToCommit(file, environment),
    suggestion: { address: publicAddress, organisation },
    progress: createSetupProgress(selectGitHubVariables(environment)),
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  };
}

/** A server that listens everywhere is found on this machine under its own name. */
function nameForBrowser(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
