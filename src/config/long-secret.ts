const fewestCharacters = 32;
const fewestDifferent = 8;
/** Where a good secret comes from. */
export const longSecretRemedy = "use the output of `openssl rand -hex 32`";

/** Reads a secret that guards or encrypts something by itself; null when the variable is absent or blank. */
export function readLongSecret(
  environment: Readonly<Record<string, string | undefined>>,
  name: string,
): { readonly value: string | null } | { readonly problem: string } {
  const given = environment[name]?.trim() ?? "";
  if (given === "") return { value: null };
  const fault = findFault(given);
  return fault === null ? { value: given } : { problem: `${name}: ${fault}; ${longSecretRemedy}` };
}

/** More than anybody rotates through. */
const mostSecrets = 10;

/** Reads several such secrets, parted by commas; none when the variable is absent or blank. */
export function readLongSecrets(
  environment: Readonly<Record<string, string | undefined>>,
  name: string,
): { readonly value: readonly string[] } | { readonly problem: string } {
  const given = (environment[name] ?? "").split(",").map((secret) => secret.trim());
  const secrets = [...new Set(given.filter((secret) => secret !== ""))];
  if (secrets.length > mostSecrets) return { problem: `${name}: holds more than ${mostSecrets} secrets` };
  const [fault] = secrets.flatMap((secret) => findFault(secret) ?? []);
  if (fault === undefined) return { value: secrets };
  const which = secrets.length > 1 ? "one of them " : "";
  return { problem: `${name}: ${which}${fault}; give whole ones, parted by commas` };
}

function findFault(secret: string): string | null {
  if (secret.length < fewestCharacters) return `is shorter than ${fewestCharacters} characters`;
  return new Set(secret).size < fewestDifferent ? "repeats itself and can be guessed" : null;
}
