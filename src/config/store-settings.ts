import { readLongSecret, readLongSecrets } from "./long-secret.ts";

/** Where the durable store is, and what its texts are encrypted with. */
export interface StoreSettings {
  readonly location:
    | { readonly kind: "sqlite"; readonly directory: string }
    | { readonly kind: "postgres"; readonly url: string };
  /** Null lets an embedded store make a key file of its own; never null with PostgreSQL. */
  readonly encryptionKey: string | null;
  /** Keys that texts are only read with, while a rotation lasts. */
  readonly previousEncryptionKeys: readonly string[];
}

export type StoreSettingsReading =
  | { readonly kind: "valid"; readonly settings: StoreSettings }
  | { readonly kind: "invalid"; readonly problems: readonly string[] };

type Environment = Readonly<Record<string, string | undefined>>;

/** Relative to the folder that Assay is started in. */
const defaultDirectory = "./assay-data";

/**
 * Reads where the store is: PostgreSQL when `DATABASE_URL` is set, otherwise a folder. Says every mistake at once, each
 * with its remedy, and repeats no value: the URL holds a password.
 */
export function parseStoreSettings(environment: Environment): StoreSettingsReading {
  const location = readLocation(environment);
  const key = readLongSecret(environment, "ASSAY_ENCRYPTION_KEY");
  const previous = readLongSecrets(environment, "ASSAY_ENCRYPTION_KEY_PREVIOUS");
  if ("value" in location && "value" in key && "value" in previous) {
    if (key.value === null && location.value.kind === "postgres") {
      return { kind: "invalid", problems: [keyMissing] };
    }
    const previousEncryptionKeys = previous.value.filter((other) => other !== key.value);
    const settings = { location: location.value, encryptionKey: key.value, previousEncryptionKeys };
    return { kind: "valid", settings };
  }
  const problems = [location, key, previous].flatMap((read) => ("problem" in read ? [read.problem] : []));
  return { kind: "invalid", problems };
}

const keyMissing =
  "ASSAY_ENCRYPTION_KEY: missing, and PostgreSQL needs it; give every replica the same output of `openssl rand -hex 32`";

function readLocation(
  environment: Environment,
): { readonly value: StoreSettings["location"] } | { readonly problem: string } {
  const url = environment["DATABASE_URL"]?.trim() ?? "";
  if (url === "") {
    const directory = environment["ASSAY_DATA_DIR"]?.trim() || defaultDirectory;
    return { value: { kind: "sqlite", directory } };
  }
  const parsed = URL.parse(url);
  if (parsed === null || !/^postgres(?:ql)?:$/.test(parsed.protocol)) {
    return {
      problem:
        "DATABASE_URL: must be a URL such as postgres://user:password@host:5432/database; percent-encode special characters of the password",
    };
  }
  return { value: { kind: "postgres", url } };
}
