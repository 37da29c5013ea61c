import { createHash } from "node:crypto";
import { isPlaceholderSecret } from "../../src/checks/is-placeholder-secret.ts";
import { scanTextForSecrets } from "../../src/checks/scan-text-for-secrets.ts";
import type { ScannedSecret } from "../../src/domain/secret.ts";
import { PUBLIC_SECRET_PREFIXES } from "../../src/domain/secret-prefixes.ts";
import type { SecretScanner } from "../../src/pipeline/ports.ts";
import type { StandIn } from "./replay.ts";

/** Replaces secrets by made-up ones of the same shape and length, the same one by the same one everywhere. */
export interface SecretHider {
  /** Looks for secrets in a text; from now on `hide` knows them. */
  learn(text: string, path: string): Promise<void>;
  hide(text: string): string;
  standIns(): readonly StandIn[];
}

interface Known {
  readonly kind: string;
  readonly ordinal: number;
  readonly standIn: string;
}

/** Beginnings that scanners look for are at most so long. */
const longestPrefix = 16;
/** A shorter text is replaced, but no placeholder fits into its place, and nobody would take it for a secret. */
const shortestPlaceholder = 5;

/** Hides what the scanner and our own rules find, line by line, so that a value is found in a diff too. */
export function createSecretHider(scanner: SecretScanner): SecretHider {
  const known = new Map<string, Known>();
  const hide = (text: string) => {
    // The longest first: one secret may stand in another.
    const values = [...known].toSorted(([one], [other]) => other.length - one.length);
    return values.reduce((rest, [value, { standIn }]) => rest.replaceAll(value, () => standIn), text);
  };
  const makeUpAll = (open: ReadonlyMap<string, string>, keepsPrefix: boolean) => {
    for (const [line, kind] of open) {
      const ordinal = known.get(line)?.ordinal ?? known.size;
      known.set(line, { kind, ordinal, standIn: makeUp(line, ordinal, keepsPrefix ? prefixOf(line) : 0) });
    }
  };
  const selectUnfound = (open: ReadonlyMap<string, string>, again: readonly ScannedSecret[]) =>
    new Map(
      [...open].filter(([line, kind]) => {
        const standIn = known.get(line)?.standIn ?? "";
        return !again.some((secret) => secret.kind === kind && secret.value.includes(standIn));
      }),
    );
  const learn = async (text: string, path: string) => {
    const found = await scan(scanner, text, path);
    const lines = found.flatMap(({ kind, value }) => splitSecret(value).map((line) => [line, kind] as const));
    const open = new Map(lines.filter(([line]) => !known.has(line)));
    if (open.size === 0) return;
    makeUpAll(open, false);
    // A made-up value that no rule knows again keeps the public beginning of the real one.
    makeUpAll(selectUnfound(open, await scan(scanner, hide(text), path)), true);
  };
  return { learn, hide, standIns: () => listStandIns([...known.values()]) };
}

async function scan(scanner: SecretScanner, text: string, path: string) {
  const theirs = await scanner.scan(text, path);
  const real = theirs.filter(({ value }) => !isPlaceholderSecret(value));
  return scanTextForSecrets(text, path, real);
}

function listStandIns(known: readonly Known[]): readonly StandIn[] {
  return known
    .filter(({ standIn }) => standIn.length >= shortestPlaceholder)
    .map(({ kind, standIn }, index) => ({
      placeholder: `§${index + 1}`.padEnd(standIn.length, "§"),
      kind,
      parts: standIn.match(/.{1,4}/gs) ?? [],
    }));
}

/** The lines of a secret that are secret: not the frame of a key. */
function splitSecret(value: string): readonly string[] {
  return value.split(/\r?\n/).filter((line) => line.length >= 4 && !line.startsWith("-----"));
}

/** Length of the part that only names the issuer. */
function prefixOf(value: string): number {
  if (!PUBLIC_SECRET_PREFIXES.has(value.slice(0, 4))) return 0;
  return Math.max(4, value.slice(0, longestPrefix).search(/[_-][^_-]*$/) + 1);
}

/** Letters for letters and digits for digits. Nothing of the value but its shape decides what comes out. */
function makeUp(value: string, ordinal: number, kept: number): string {
  const letters = /^[0-9a-f]+$/i.test(value) ? "abcdef" : "abcdefghijklmnopqrstuvwxyz";
  const noise = createHash("shake256", { outputLength: value.length }).update(`stand-in ${ordinal}`).digest();
  const characters = value.split("").map((character, index) => {
    const byte = noise[index] ?? 0;
    if (index < kept || !/[0-9a-z]/i.test(character)) return character;
    if (/\d/.test(character)) return String(byte % 10);
    const letter = letters[byte % letters.length] ?? "";
    return /[A-Z]/.test(character) ? letter.toUpperCase() : letter;
  });
  return characters.join("");
}
