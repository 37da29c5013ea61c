import { existsSync } from "node:fs";
import { type AppSettings, parseAppSettings } from "../config/app-settings.ts";
import { endOnSignal, refuseStart } from "./app/end-on-signal.ts";
import { openAppParts } from "./app/open-app-parts.ts";
import { serveApp } from "./app/serve-app.ts";
import { startSetup } from "./app/start-setup.ts";

/** Starts the GitHub App: the setup page when there are no credentials, the server when there are. Resolves to an exit code. */
export async function startApp(environment: Readonly<Record<string, string | undefined>>): Promise<number> {
  const reading = parseAppSettings(environment);
  switch (reading.kind) {
    case "invalid":
      return refuseStart("the App", reading.problems);
    case "setup":
      return openSetup(reading.listen, environment);
    case "valid":
      return serve(reading.settings);
  }
}

async function openSetup(
  listen: AppSettings["listen"],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const setup = await startSetup({
    ...listen,
    environmentFile: ".env",
    publicWebhookUrl: environment["WEBHOOK_PROXY_URL"] ?? null,
    say: (text) => process.stdout.write(`${text}\n`),
  });
  endOnSignal(async () => setup.close());
  return 0;
}

async function serve(settings: AppSettings): Promise<number> {
  const opened = await openAppParts(settings);
  if (opened.kind === "refused") return refuseStart("the App", opened.problems);
  const { parts } = opened;
  const app = await serveApp(parts);
  endOnSignal(async () => {
    await app.stop();
    await parts.store.close();
    await parts.traces?.close();
  });
  parts.log.info("listening", { port: app.port });
  return 0;
}

// The setup page writes the credentials of a new App there.
if (existsSync(".env")) process.loadEnvFile(".env");
process.exitCode = await startApp(process.env);
