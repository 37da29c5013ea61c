const fewestCharacters = 16;
const fewestDifferent = 6;
/** Where a good webhook secret comes from. */
export const secretRemedy =
  "use the output of `openssl rand -hex 32`, here and on the settings page of the App";

/**
 * Why a webhook secret must not be used, or null. Frameworks fall back to the public word `development`, and GitHub
 * takes any text: the secret is all that stands between strangers and our queue.
 */
export function findSecretFault(secret: string): string | null {
  if (/^development$/i.test(secret)) return `is the default that everybody knows; ${secretRemedy}`;
  if (secret.length < fewestCharacters)
    return `is shorter than ${fewestCharacters} characters; ${secretRemedy}`;
  if (isRepetition(secret) || new Set(secret).size < fewestDifferent) {
    return `repeats itself and can be guessed; ${secretRemedy}`;
  }
  return null;
}

// A text that is made of copies of a part of itself is found in its own double before its end.
function isRepetition(text: string): boolean {
  return (text + text).indexOf(text, 1) < text.length;
}
