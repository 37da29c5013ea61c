import { isPlaceholderSecret } from "../checks/is-placeholder-secret.ts";
import { scanTextForSecrets } from "../checks/scan-text-for-secrets.ts";
import type { SecretMatch } from "../domain/secret.ts";
import { escapeInvisible } from "../review/redact/escape-invisible.ts";
import { createRedactor } from "../review/redact/redact.ts";
import type { SecretScanner } from "./ports.ts";

/** Makes a text of the repository fit to be shown: masked, and nothing invisible in it. Lines keep their numbers. */
export type CleanFile = (path: string, text: string) => Promise<string>;

/**
 * Cleans texts that are no part of the change, each path once. Its own secrets are masked without a placeholder, for
 * no check reports them; then those of the change are replaced as everywhere.
 */
export function createFileCleaner(scanner: SecretScanner, redact: (text: string) => string): CleanFile {
  const cleaned = new Map<string, Promise<string>>();
  const clean = async (path: string, text: string) => {
    const secrets = await findSecrets(path, text, scanner);
    return escapeInvisible(redact(createRedactor(secrets).mask(text)));
  };
  return (path, text) => {
    const known = cleaned.get(path);
    if (known !== undefined) return known;
    const cleaning = clean(path, text);
    cleaned.set(path, cleaning);
    return cleaning;
  };
}

async function findSecrets(
  path: string,
  text: string,
  scanner: SecretScanner,
): Promise<readonly SecretMatch[]> {
  const theirs = (await scanner.scan(text, path)).filter(({ value }) => !isPlaceholderSecret(value));
  return scanTextForSecrets(text, path, theirs).map((secret) => ({ ...secret, file: -1, side: "RIGHT" }));
}
