import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { createLog } from "../adapters/log/create-log.ts";
import { type AppSettings, parseAppSettings } from "../config/app-settings.ts";
import { parsePrivateKey } from "../config/private-key.ts";
import { serveApp } from "./app/serve-app.ts";
import { startSetup } from "./app/start-setup.ts";
import { loadPrices } from "./shared/load-prices.ts";

/** Time for running work to end after a signal, in milliseconds; then the process ends anyway. */
const stopMs = 10_000;
const configurationExit = 78;

const sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
  await delay(ms, undefined, { signal });
};

/** Starts the GitHub App: the setup page when there are no credentials, the server when there are. */
export async function startApp(environment: Readonly<Record<string, string | undefined>>): Promise<void> {
  const reading = parseAppSettings(environment);
  switch (reading.kind) {
    case "invalid":
      return refuse(reading.problems);
    case "setup":
      return openSetup(reading.listen, environment);
    case "valid":
      return serve(reading.settings);
  }
}

async function openSetup(
  listen: AppSettings["listen"],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const setup = await startSetup({
    ...listen,
    environmentFile: ".env",
    publicWebhookUrl: environment["WEBHOOK_PROXY_URL"] ?? null,
    say: (text) => process.stdout.write(`${text}\n`),
  });
  onSignal(async () => setup.close());
}

async function serve(settings: AppSettings): Promise<void> {
  const privateKey = await loadPrivateKey(settings);
  const prices = await loadPrices(settings.pricesFile);
  const problems = [
    ...("problem" in privateKey ? [privateKey.problem] : []),
    ...(prices.kind === "invalid" ? prices.problems.map((problem) => `ASSAY_PRICES_FILE: ${problem}`) : []),
  ];
  if ("problem" in privateKey || prices.kind === "invalid") return refuse(problems);
  const log = createLog(settings.logLevel ?? "info", process.stdout);
  const app = await serveApp({ settings, privateKey: privateKey.value, prices: prices.table, log, sleep });
  onSignal(app.stop);
  log.info("listening", { port: app.port });
}

async function loadPrivateKey(settings: AppSettings): Promise<{ value: string } | { problem: string }> {
  const { privateKey } = settings;
  if (privateKey.kind === "pem") return { value: privateKey.pem };
  try {
    const reading = parsePrivateKey(await readFile(privateKey.path, "utf8"));
    if (reading.kind === "refused") return { problem: `PRIVATE_KEY_PATH: the file ${reading.message}` };
    return { value: reading.pem };
  } catch {
    return { problem: "PRIVATE_KEY_PATH: the file cannot be read; name the .pem file that GitHub gave you" };
  }
}

function onSignal(end: () => Promise<void>): void {
  const handle = () => {
    setTimeout(() => process.exit(0), stopMs).unref();
    end().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once("SIGTERM", handle);
  process.once("SIGINT", handle);
}

function refuse(problems: readonly string[]): void {
  process.stderr.write(
    `assay: the App cannot start:\n${problems.map((problem) => `  ${problem}\n`).join("")}`,
  );
  process.exitCode = configurationExit;
}

// The setup page writes the credentials of a new App there.
if (existsSync(".env")) process.loadEnvFile(".env");
await startApp(process.env);
