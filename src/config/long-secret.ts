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

function findFault(secret: string): string | null {
  if (secret.length < fewestCharacters) return `is shorter than ${fewestCharacters} characters`;
  return new Set(secret).size < fewestDifferent ? "repeats itself and can be guessed" : null;
}
