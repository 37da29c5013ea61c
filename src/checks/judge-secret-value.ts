const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
// Words joined by separators or camel case, with at most a short number behind: a name, a path, a translation key.
const WORDS = /^[#.$@/:]{0,2}[A-Za-z]+(?:[-_.:/ ]{1,2}[A-Za-z]+)*[-_.]?\d{0,2}[?!.:]{0,3}$/;
// Parts with a short number behind them: `auth.token.label2`.
const NUMBERED_WORDS = /^[A-Za-z]+\d{0,3}(?:[._:/-](?:[A-Za-z]+\d{0,3}|\d{1,3}))+$/;
const NOT_A_VALUE =
  /:\/\/|^(?:sha(?:1|256|384|512)[-:]|data:|\/|\.{1,2}\/|#|ssh-|ecdsa-|age1|MII[A-Z]|iVBORw0KGgo|\/9j\/|R0lGOD|\$2[aby]\$|\$argon2|\$6\$|\{SSHA\})|\.(?:json|ya?ml|pem|crt|key|txt|html?|svg|png|js|ts|py|go|java)$|\\[dws]|\[\^?[a-zA-Z]-[a-zA-Z]/;
const RANDOM_CHARACTERS = /^[A-Za-z0-9+/=_.~!@#$%^&*:|-]+$/;
const MIN_PASSWORD_CHARACTERS = 6;
const MIN_TOKEN_CHARACTERS = 12;
const MIN_HIGH_ENTROPY_CHARACTERS = 32;

/** Shannon entropy in bits a character. */
export function measureEntropy(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}

function countClasses(value: string): number {
  return [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((one) => one.test(value)).length;
}

/** Whether letters and digits are mixed as a generator mixes them, and not as words are written. */
export function looksRandom(value: string): boolean {
  if (!RANDOM_CHARACTERS.test(value) || WORDS.test(value) || UUID.test(value) || !/\d/.test(value))
    return false;
  if (/^[a-z]+\d{1,4}$/i.test(value)) return false;
  if (/^[0-9a-f]+$/i.test(value)) return value.length >= 24 && measureEntropy(value) >= 3;
  return /[A-Za-z]/.test(value) && measureEntropy(value) >= (value.length >= 20 ? 3.4 : 2.8);
}

function looksLikePassword(value: string, isQuoted: boolean): boolean {
  if (value.length < MIN_PASSWORD_CHARACTERS || value.length > 128 || /\s/.test(value)) return false;
  // A word in one case is a choice that people make for passwords, and a label that programs print: quotes decide.
  if (/^[a-z]{10,24}$/.test(value))
    return isQuoted && !/pass|secret|token|word|input|field|label/.test(value);
  if (WORDS.test(value) && !/^[A-Za-z]+\d{1,4}[!?.]?$/.test(value)) return false;
  return countClasses(value) >= 2 && /\d|[^A-Za-z0-9_.-]/.test(value);
}

/**
 * The kind of a value that is assigned to a secret-sounding name: `password`, `token`, `high-entropy`; null when it
 * looks like a word, a name, a path, a hash or a translation. Linear.
 */
export function judgeSecretValue(
  value: string,
  name: { readonly isPassword: boolean; readonly isQuoted: boolean },
): string | null {
  if (NOT_A_VALUE.test(value) || UUID.test(value) || NUMBERED_WORDS.test(value)) return null;
  if (name.isPassword) return looksLikePassword(value, name.isQuoted) ? "password" : null;
  if (value.length < MIN_TOKEN_CHARACTERS || !looksRandom(value)) return null;
  return value.length >= MIN_HIGH_ENTROPY_CHARACTERS ? "high-entropy" : "token";
}
