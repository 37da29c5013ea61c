import { isPlaceholderSecret } from "./is-placeholder-secret.ts";
import { judgeSecretValue } from "./judge-secret-value.ts";
import { type AssignedValue, readAssignedValue } from "./read-assigned-value.ts";
import type { SecretSpan } from "./secret-span.ts";

// The word that makes a name sound like a secret. Longer words first, so that `secret_key` is not read as `secret`.
const KEYWORD =
  /pass(?:word|wd|phrase|code)|passwort|pwd|(?:secret|access|api|private|auth|client|signing|encryption|master|session|hmac|jwt|cipher|webhook|license|account|shared)[_-]?(?:key|secret|token)(?:[_-]?base)?|apikey|secret|token|credentials?/gi;

// What may follow the word inside a name without changing its meaning: `password1`, `tokenValue`, `SECRET_PROD`.
const NAME_END =
  /(?:[_-]?(?:\d{1,3}|value|str|string|prod|production|dev|staging|live|test|default|admin|root|user|db|plain|text|raw|current|old|new|main|base))*(?![A-Za-z0-9_-])/y;
const NAME_START = /[A-Za-z0-9_.$@-]{0,60}$/;
// Names that hold such a word and are not the secret itself.
const HARMLESS_NAME = /public|primary|foreign|partition|cache|csrf|token_?type|page_?token/i;
const HARMLESS_PREFIX =
  /(?:^|[^a-z])(?:is|has|show|hide|enable|require|allow|forgot|reset|next|max|num|eos|bos|pad|unk|cls|sep|mask)[_A-Z-]/;

const ASSIGNMENT =
  /["'`]?\]?(?:\?|!)?(?:[^\S\n]{0,8}:[^\S\n]{0,4}[A-Za-z][\w<>[\]|. ]{0,30})?(?:[^\S\n]{1,4}(?:string|\*string|text|varchar))?[^\S\n]{0,24}(?:={1,3}>?|:=|:|=>|>|"?,?[^\S\n]{0,4}(?:\n[^\S\n]{0,24})?value["']?[^\S\n]{0,4}[:=])[^\S\n]{0,24}/y;

// Files in which a value stands without quotes. In code an unquoted right side is an expression.
const CONFIGURATION =
  /(?:^|\/)(?:\.env[^/]*|[^/]*\.(?:env|ini|cfg|conf|config|properties|ya?ml|toml|sh|bash|zsh|txt|service|netrc|npmrc|pypirc|credentials)|Dockerfile[^/]*|credentials|\.netrc|\.npmrc|\.pypirc|\.pgpass)$/i;

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** The value that is assigned to the name around the keyword at `start`; null when there is none. */
function readAssignment(
  text: string,
  keyword: RegExpExecArray,
  isConfiguration: boolean,
): AssignedValue | null {
  const nameEnd = matchAt(NAME_END, text, keyword.index + keyword[0].length);
  if (nameEnd === null) return null;
  const before = NAME_START.exec(text.slice(Math.max(0, keyword.index - 60), keyword.index))?.[0] ?? "";
  const name = before + keyword[0] + nameEnd[0];
  if (HARMLESS_NAME.test(name) || HARMLESS_PREFIX.test(name)) return null;
  const operator = matchAt(ASSIGNMENT, text, keyword.index + keyword[0].length + nameEnd[0].length);
  if (operator === null) return null;
  return readAssignedValue(text, operator.index + operator[0].length, isConfiguration);
}

function kindOf(keyword: string, found: AssignedValue): string | null {
  // What was broken into lines is judged as one word.
  const value = found.value.includes("\n") ? found.value.replaceAll(/[\s\\]/g, "") : found.value;
  if (isPlaceholderSecret(value)) return null;
  const isPassword = /^(?:pass|pwd)/i.test(keyword);
  return judgeSecretValue(value, { isPassword, isQuoted: found.isQuoted });
}

/**
 * Literals assigned to names that sound like secrets, in code, YAML, JSON, XML, properties and environment files.
 * Each keyword costs a bounded number of steps, so the whole is linear.
 */
export function findAssignedSecrets(text: string, path: string): readonly SecretSpan[] {
  const isConfiguration = CONFIGURATION.test(path);
  const spans: SecretSpan[] = [];
  KEYWORD.lastIndex = 0;
  for (let keyword = KEYWORD.exec(text); keyword !== null; keyword = KEYWORD.exec(text)) {
    const found = readAssignment(text, keyword, isConfiguration);
    const kind = found === null ? null : kindOf(keyword[0], found);
    if (found === null || kind === null) continue;
    const end = found.start + found.value.length;
    spans.push({ kind, start: found.start, end });
    KEYWORD.lastIndex = end;
  }
  return spans;
}
