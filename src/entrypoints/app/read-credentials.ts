import { parseAppSettings } from "../../config/app-settings.ts";
import { type Credentials, canBeKept } from "./save-credentials.ts";

/** What is wrong with each credential; empty texts for those that are good. Repeats none of them. */
export interface CredentialProblems {
  readonly appId: string;
  readonly privateKey: string;
  readonly webhookSecret: string;
}

export type CredentialReading =
  | { readonly kind: "read"; readonly credentials: Credentials }
  | { readonly kind: "refused"; readonly problems: CredentialProblems };

/** Reads credentials as the start of the App will read them, so that it takes whatever is taken here. */
export function readCredentials(given: {
  readonly appId: string;
  readonly privateKey: string;
  readonly webhookSecret: string;
}): CredentialReading {
  const reading = parseAppSettings({
    // Without credentials this would ask for the set-up page again.
    NODE_ENV: "production",
    APP_ID: given.appId,
    PRIVATE_KEY: given.privateKey,
    WEBHOOK_SECRET: given.webhookSecret,
  });
  const faults = reading.kind === "invalid" ? reading.problems : [];
  const faultOf = (name: string) =>
    faults.find((fault) => fault.startsWith(`${name}: `))?.slice(name.length + 2) ?? "";
  const faultOfKey = given.privateKey.trim() === "" ? missingKey : faultOf("PRIVATE_KEY");
  const problems = {
    appId: faultOf("APP_ID"),
    privateKey: faultOfKey,
    webhookSecret: faultOf("WEBHOOK_SECRET"),
  };
  if (reading.kind !== "valid" || reading.settings.privateKey.kind !== "pem") {
    return { kind: "refused", problems };
  }
  const { appId, privateKey, webhookSecrets } = reading.settings;
  const [webhookSecret = ""] = webhookSecrets;
  const credentials = { appId, privateKey: privateKey.pem, webhookSecret };
  return canBeKept(credentials)
    ? { kind: "read", credentials }
    : { kind: "refused", problems: { ...problems, webhookSecret: unkept } };
}

const missingKey =
  "missing; paste the whole file that GitHub let you download under “Private keys” on the settings page of the App";
const unkept =
  "holds quotation marks that a .env file cannot keep; use the output of `openssl rand -hex 32`, here and on the settings page of the App";
