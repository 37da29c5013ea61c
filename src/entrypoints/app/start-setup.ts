import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createSocketServer } from "node:net";
import { pino } from "pino";
import { run } from "probot";
import { forwardToSetup } from "./forward-to-setup.ts";
import { saveCredentials } from "./save-credentials.ts";

export interface SetupOptions {
  readonly port: number;
  readonly host: string;
  /** Where the credentials of the new App are written: `.env` in the folder that the App is started from. */
  readonly environmentFile: string;
  /** Address at which GitHub reaches this server's webhook path; null takes the address that the page is opened under. */
  readonly publicWebhookUrl: string | null;
  /** Tells the person in front of it what to do. */
  readonly say: (text: string) => void;
}

/** The page on which somebody creates the App, while it is open. */
export interface Setup {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Opens Probot's setup page, which creates the App on GitHub from `app.yml` and saves its credentials. Probot listens
 * on this machine only; a server of ours stands in front of it, which gives GitHub the right webhook address and turns
 * away requests that another web site made the browser send. Rejects when the address cannot be listened on.
 */
export async function startSetup(options: SetupOptions): Promise<Setup> {
  const { port, host, say } = options;
  const innerPort = await findFreePort();
  // Probot would rent a public channel for webhooks at a third party.
  process.env["NO_SMEE_SETUP"] = "true";
  const probot = await run(() => undefined, {
    env: { PORT: String(innerPort), HOST: "127.0.0.1" },
    // Probot logs addresses with the one-time code in them.
    log: pino({ level: "silent" }),
    updateEnv: (values) => {
      saveCredentials(options.environmentFile, values);
      say(`The credentials are in ${options.environmentFile}. Start Assay again to use them.`);
      return values;
    },
  });
  const { publicWebhookUrl } = options;
  const server = createServer((request, response) =>
    forwardToSetup(request, response, { innerPort, publicWebhookUrl }),
  );
  try {
    await listen(server, port, host);
  } catch (error) {
    await probot.stop();
    throw error;
  }
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${portOf(server)}`;
  say(
    `No credentials of a GitHub App are set. Open ${url} to create the App.\n` +
      "GitHub must be able to reach this server: open the page under its public address, or set WEBHOOK_PROXY_URL to it.",
  );
  return {
    url,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await probot.stop();
    },
  };
}

async function findFreePort(): Promise<number> {
  const server = createSocketServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(port, host, resolve);
  });
}

function portOf(server: { address(): AddressInfo | string | null }): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
