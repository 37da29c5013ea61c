import type { Budgets } from "../domain/budget.ts";
import { readApiUrl } from "./api-url.ts";
import { parseBudgetSettings } from "./budget-settings.ts";
import { readOperatorToken } from "./operator-settings.ts";
import { parsePrivateKey } from "./private-key.ts";
import { parseSettings, type Settings } from "./settings.ts";
import { parseStoreSettings, type StoreSettings } from "./store-settings.ts";
import { findSecretFault, secretRemedy } from "./webhook-secret.ts";

/** Where the private key of the App is: here, or in a file that the entry point reads and gives to `parsePrivateKey`. */
export type PrivateKeySource =
  | { readonly kind: "pem"; readonly pem: string }
  | { readonly kind: "file"; readonly path: string };

/** Where the server listens. */
export interface ListenSettings {
  /** 0 means any free port. */
  readonly port: number;
  /** `localhost` unless said otherwise; a container needs `0.0.0.0`. */
  readonly host: string;
}

/** Everything that the environment says about the GitHub App and its model. */
export interface AppSettings extends Settings {
  readonly appId: number;
  readonly privateKey: PrivateKeySource;
  /** The current secret, then the previous one while a rotation lasts. */
  readonly webhookSecrets: readonly string[];
  /** Base of GitHub's REST API, without a slash at its end. */
  readonly apiUrl: string;
  readonly listen: ListenSettings;
  /** Where a worker without webhooks serves its metrics, on the host of `listen`; null where it serves nothing. */
  readonly workerPort: number | null;
  /** Logins in lower case whose repositories are served; null serves everyone who can install the App. */
  readonly allowedAccounts: readonly string[] | null;
  readonly store: StoreSettings;
  readonly budgets: Budgets;
  /** Opens metrics and jobs to whoever holds it; null keeps them closed. */
  readonly operatorToken: string | null;
}

/** What the page that creates the App needs. The texts stand in its form at first, and are empty for nothing. */
export interface SetupSettings {
  readonly listen: ListenSettings;
  readonly apiUrl: string;
  /** Address at which GitHub reaches this server. */
  readonly publicAddress: string;
  /** Whose the App shall be. */
  readonly organisation: string;
}

/** `setup`: no credential is there at all, so the page that creates the App is wanted; never in production. */
export type AppSettingsReading =
  | ({ readonly kind: "setup" } & SetupSettings)
  | { readonly kind: "valid"; readonly settings: AppSettings }
  | { readonly kind: "invalid"; readonly problems: readonly string[] };

type Environment = Readonly<Record<string, string | undefined>>;

/** A value, or what is wrong with it and what to write instead. */
type Read<T> = { readonly value: T } | { readonly problem: string };

/** Reads the environment of the App once and reports every mistake at once, each with its remedy. Values are never repeated in messages. */
export function parseAppSettings(environment: Environment): AppSettingsReading {
  const names = ["APP_ID", "PRIVATE_KEY", "PRIVATE_KEY_PATH", "WEBHOOK_SECRET"];
  const isEmpty = names.every((name) => textOf(environment, name) === null);
  // A page that takes credentials from whoever comes first has no place where strangers come by.
  return isEmpty && environment["NODE_ENV"] !== "production" ? readSetup(environment) : readApp(environment);
}

function readSetup(environment: Environment): AppSettingsReading {
  const model = parseSettings(environment);
  const others = { apiUrl: readApiUrl(environment), accounts: readAccounts(environment) };
  const reads = { port: readPort(environment), host: readHost(environment), ...others };
  const values = takeValues(reads);
  if (values === null || model.kind === "invalid") return refuse(reads, model);
  const { port, host, apiUrl } = values;
  const publicAddress = textOf(environment, "WEBHOOK_PROXY_URL") ?? "";
  const organisation = textOf(environment, "GH_ORG") ?? "";
  return { kind: "setup", listen: { port, host }, apiUrl, publicAddress, organisation };
}

function readApp(environment: Environment): AppSettingsReading {
  const model = parseSettings(environment);
  const store = parseStoreSettings(environment);
  const budgets = parseBudgetSettings(environment);
  const reads = {
    appId: readAppId(environment),
    privateKey: readKey(environment),
    secret: readSecret(environment),
    previous: readPreviousSecret(environment),
    apiUrl: readApiUrl(environment),
    port: readPort(environment),
    workerPort: readWorkerPort(environment),
    host: readHost(environment),
    accounts: readAccounts(environment),
    operatorToken: readOperatorToken(environment),
  };
  const values = takeValues(reads);
  if (values === null || model.kind === "invalid" || store.kind === "invalid" || budgets.kind === "invalid") {
    return refuse(reads, model, store, budgets);
  }
  const { secret, previous, port, host, accounts, ...others } = values;
  return {
    kind: "valid",
    settings: {
      ...model.settings,
      ...others,
      webhookSecrets: previous === null || previous === secret ? [secret] : [secret, previous],
      listen: { port, host },
      allowedAccounts: accounts,
      store: store.settings,
      budgets: budgets.budgets,
    },
  };
}

type Reads = Readonly<Record<string, Read<unknown>>>;

type Reading =
  | { readonly kind: "valid" }
  | { readonly kind: "invalid"; readonly problems: readonly string[] };

function refuse(reads: Reads, ...readings: readonly Reading[]): AppSettingsReading {
  const own = Object.values(reads).flatMap((read) => ("problem" in read ? [read.problem] : []));
  const others = readings.flatMap((reading) => (reading.kind === "invalid" ? reading.problems : []));
  return { kind: "invalid", problems: [...own, ...others] };
}

function takeValues<T extends Reads>(
  reads: T,
): { readonly [Name in keyof T]: Extract<T[Name], { readonly value: unknown }>["value"] } | null {
  const entries = Object.entries(reads).flatMap(([name, read]) =>
    "value" in read ? [[name, read.value] as const] : [],
  );
  if (entries.length < Object.keys(reads).length) return null;
  // Object.fromEntries forgets which name has which type; every name is there.
  return Object.fromEntries(entries) as ReturnType<typeof takeValues<T>>;
}

function textOf(environment: Environment, name: string): string | null {
  const value = environment[name]?.trim();
  return value === undefined || value === "" ? null : value;
}

function readAppId(environment: Environment): Read<number> {
  const given = textOf(environment, "APP_ID");
  if (given === null) {
    return { problem: "APP_ID: missing; copy “App ID” from the settings page of the App" };
  }
  if (!/^[1-9]\d{0,14}$/.test(given)) {
    return { problem: "APP_ID: must be a whole number; copy “App ID” from the settings page of the App" };
  }
  return { value: Number(given) };
}

function readKey(environment: Environment): Read<PrivateKeySource> {
  const text = textOf(environment, "PRIVATE_KEY");
  const path = textOf(environment, "PRIVATE_KEY_PATH");
  if (text !== null && path !== null) {
    return { problem: "PRIVATE_KEY: stands beside PRIVATE_KEY_PATH; keep one of the two" };
  }
  if (path !== null) return { value: { kind: "file", path } };
  if (text === null) {
    return {
      problem: "PRIVATE_KEY: missing; set it or PRIVATE_KEY_PATH to the key that GitHub let you download",
    };
  }
  const reading = parsePrivateKey(text);
  if (reading.kind === "refused") return { problem: `PRIVATE_KEY: ${reading.message}` };
  return { value: { kind: "pem", pem: reading.pem } };
}

function readSecret(environment: Environment): Read<string> {
  const given = textOf(environment, "WEBHOOK_SECRET");
  if (given === null) return { problem: `WEBHOOK_SECRET: missing; ${secretRemedy}` };
  const fault = findSecretFault(given);
  return fault === null ? { value: given } : { problem: `WEBHOOK_SECRET: ${fault}` };
}

function readPreviousSecret(environment: Environment): Read<string | null> {
  const given = textOf(environment, "WEBHOOK_SECRET_PREVIOUS");
  const fault = given === null ? null : findSecretFault(given);
  return fault === null ? { value: given } : { problem: `WEBHOOK_SECRET_PREVIOUS: ${fault}` };
}

function readPort(environment: Environment): Read<number> {
  const given = textOf(environment, "PORT");
  return given === null ? { value: 3000 } : parsePort("PORT", given);
}

/** Not `PORT`: a worker often stands beside an App of the same environment. */
function readWorkerPort(environment: Environment): Read<number | null> {
  const given = textOf(environment, "ASSAY_WORKER_PORT");
  return given === null ? { value: null } : parsePort("ASSAY_WORKER_PORT", given);
}

function parsePort(name: string, given: string): Read<number> {
  const isPort = /^\d{1,5}$/.test(given) && Number(given) <= 65_535;
  return isPort ? { value: Number(given) } : { problem: `${name}: must be a number from 0 to 65535` };
}

function readHost(environment: Environment): Read<string> {
  const given = textOf(environment, "HOST") ?? "localhost";
  return /^[0-9A-Za-z.:-]{1,253}$/.test(given)
    ? { value: given }
    : { problem: "HOST: must be a host name or an address, such as localhost, or 0.0.0.0 in a container" };
}

function readAccounts(environment: Environment): Read<readonly string[] | null> {
  const given = textOf(environment, "ASSAY_ALLOWED_ACCOUNTS");
  if (given === null) return { value: null };
  const logins = given.split(/[\s,]+/).filter((login) => login !== "");
  const areLogins = logins.length > 0 && logins.every((login) => /^[0-9A-Za-z_-]{1,100}$/.test(login));
  return areLogins
    ? { value: [...new Set(logins.map((login) => login.toLowerCase()))] }
    : { problem: "ASSAY_ALLOWED_ACCOUNTS: must be names of users or organisations, parted by commas" };
}
