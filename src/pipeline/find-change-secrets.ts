import { isPlaceholderSecret } from "../checks/is-placeholder-secret.ts";
import { scanTextForSecrets } from "../checks/scan-text-for-secrets.ts";
import type { ChangedFile, ChangeSet, Excerpt, Side } from "../domain/change-set.ts";
import type { SecretMatch } from "../domain/secret.ts";
import type { SecretScanner } from "./ports.ts";

interface ScannedPlace {
  readonly file: number;
  readonly side: Side;
  readonly path: string;
  readonly excerpt: Excerpt;
}

function* placesToScan(file: ChangedFile, index: number): Generator<ScannedPlace> {
  const basePath = file.previousPath ?? file.path;
  for (const excerpt of file.base) yield { file: index, side: "LEFT", path: basePath, excerpt };
  for (const excerpt of file.head) yield { file: index, side: "RIGHT", path: file.path, excerpt };
}

async function scanPlace(place: ScannedPlace, scanner: SecretScanner): Promise<readonly SecretMatch[]> {
  const { text, firstLine } = place.excerpt;
  const theirs = await scanner.scan(text, place.path);
  const real = theirs.filter((secret) => !isPlaceholderSecret(secret.value));
  return scanTextForSecrets(text, place.path, real).map((secret) => ({
    file: place.file,
    side: place.side,
    startLine: secret.startLine + firstLine - 1,
    endLine: secret.endLine + firstLine - 1,
    kind: secret.kind,
    rule: secret.rule,
    value: secret.value,
  }));
}

/**
 * Every secret in what is known of both sides of a change, unchanged lines included: all of them must be masked.
 * One value at one place is one match; lines are those of the file. In the order of the change, base before head.
 */
export async function findChangeSecrets(
  change: ChangeSet,
  scanner: SecretScanner,
): Promise<readonly SecretMatch[]> {
  const matches: SecretMatch[] = [];
  for (const [index, file] of change.files.entries()) {
    for (const place of placesToScan(file, index)) {
      for (const match of await scanPlace(place, scanner)) matches.push(match);
    }
  }
  return matches;
}
