import { type AppSettings, parseAppSettings, type SetupSettings } from "../../config/app-settings.ts";
import { endOnSignal } from "./end-on-signal.ts";
import { closeAppParts, openAppParts } from "./open-app-parts.ts";
import { explainFailedStart, refuseSettings, refuseStart } from "./refuse-start.ts";
import { serveApp } from "./serve-app.ts";
import { startSetup } from "./start-setup.ts";

/** Starts the GitHub App: the setup page when there are no credentials, the server when there are. Resolves to an exit code. */
export async function startApp(environment: Readonly<Record<string, string | undefined>>): Promise<number> {
  const reading = parseAppSettings(environment);
  switch (reading.kind) {
    case "invalid":
      return refuseStart("the App", refuseSettings(reading.problems));
    case "setup":
      return openSetup(reading, environment);
    case "valid":
      return serve(reading.settings);
  }
}

async function openSetup(
  { listen, ...settings }: SetupSettings,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  try {
    const setup = await startSetup({
      ...listen,
      ...settings,
      environmentFile: ".env",
      environment,
      say: (text) => process.stdout.write(`${text}\n`),
    });
    endOnSignal(async () => setup.close());
    return 0;
  } catch (error) {
    return refuseStart("the setup page", explainFailedStart(error));
  }
}

async function serve(settings: AppSettings): Promise<number> {
  const opened = await openAppParts(settings);
  if (opened.kind === "refused") return refuseStart("the App", opened.refusal);
  const { parts } = opened;
  try {
    const app = await serveApp(parts);
    endOnSignal(async () => {
      await app.stop();
      await closeAppParts(parts);
    });
    parts.log.info("listening", { port: app.port });
    return 0;
  } catch (error) {
    await closeAppParts(parts);
    return refuseStart("the App", explainFailedStart(error));
  }
}
