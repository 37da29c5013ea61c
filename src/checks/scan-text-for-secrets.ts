import type { ScannedSecret } from "../domain/secret.ts";
import { findAssignedSecrets } from "./find-assigned-secrets.ts";
import { findPrivateKeys } from "./find-private-keys.ts";
import { isPlaceholderSecret } from "./is-placeholder-secret.ts";
import { looksRandom } from "./judge-secret-value.ts";
import { type SecretPattern, secretPatterns } from "./secret-patterns.ts";
import { locateSpans, type SecretSpan, spansOfSecrets } from "./secret-span.ts";

const STOCK_PASSWORDS =
  /^(?:pass(?:word|wd)?|pwd|secret|postgres|mysql|mongo|redis|guest|port|\d{1,5}|x+|\*+)$/i;

function isWanted(value: string, { kind, mustLookRandom }: SecretPattern): boolean {
  if (isPlaceholderSecret(value)) return false;
  if (kind.endsWith("-password") && STOCK_PASSWORDS.test(value)) return false;
  return mustLookRandom !== true || looksRandom(value);
}

function* findShapes(text: string, shape: SecretPattern): Generator<SecretSpan> {
  if (shape.needs !== undefined && !text.includes(shape.needs)) return;
  for (const match of text.matchAll(shape.pattern)) {
    const value = match[1] ?? match[0];
    if (!isWanted(value, shape)) continue;
    const start = match.index + match[0].lastIndexOf(value);
    yield { kind: shape.kind, start, end: start + value.length };
  }
}

/**
 * Our own rules over one text without diff prefixes: shapes of known issuers, PEM blocks and literals in
 * assignments. What another scanner found in the same text is merged in. `path` only decides whether unquoted
 * values count. Never throws; linear in the text.
 */
export function scanTextForSecrets(
  text: string,
  path: string,
  others: readonly ScannedSecret[] = [],
): readonly ScannedSecret[] {
  const spans: SecretSpan[] = [...findPrivateKeys(text)];
  for (const shape of secretPatterns) for (const span of findShapes(text, shape)) spans.push(span);
  for (const span of findAssignedSecrets(text, path)) spans.push(span);
  for (const span of spansOfSecrets(text, others)) spans.push(span);
  return locateSpans(text, spans);
}
