import { isPlaceholderSecret } from "../checks/is-placeholder-secret.ts";
import { scanTextForSecrets } from "../checks/scan-text-for-secrets.ts";
import type { ChangedFile, ChangeSet, Excerpt, Side } from "../domain/change-set.ts";
import type { ScannedSecret, SecretMatch } from "../domain/secret.ts";
import { findPart, type JoinedPart, joinExcerpts } from "../review/diff/join-excerpts.ts";
import { mapInTurns } from "./map-in-turns.ts";
import type { SecretScanner } from "./ports.ts";

// The size of text that the scanner takes in one piece.
const charactersPerScan = 32 * 1024;

interface ScannedSide {
  readonly file: number;
  readonly side: Side;
  readonly path: string;
  readonly excerpts: readonly Excerpt[];
}

function sidesToScan(file: ChangedFile, index: number): readonly ScannedSide[] {
  const basePath = file.previousPath ?? file.path;
  return [
    { file: index, side: "LEFT", path: basePath, excerpts: file.base },
    { file: index, side: "RIGHT", path: file.path, excerpts: file.head },
  ];
}

async function scanSide(scanned: ScannedSide, scanner: SecretScanner): Promise<readonly SecretMatch[]> {
  const matches: SecretMatch[] = [];
  for (const joined of joinExcerpts(scanned.excerpts, charactersPerScan)) {
    const theirs = await scanner.scan(joined.text, scanned.path);
    const real = theirs.filter((secret) => !isPlaceholderSecret(secret.value));
    const byPart = Map.groupBy(real, (secret) => findPart(joined, secret.startLine));
    for (const part of joined.parts) matches.push(...scanPart(part, scanned, byPart.get(part) ?? []));
  }
  return matches;
}

/** Our own rules see each excerpt alone; what the scanner found across two of them is no value of either. */
function* scanPart(
  part: JoinedPart,
  { file, side, path }: ScannedSide,
  theirs: readonly ScannedSecret[],
): Generator<SecretMatch> {
  const { text, firstLine } = part.excerpt;
  const within = theirs
    .filter(({ endLine }) => endLine <= part.endLine)
    .map((secret) => ({
      ...secret,
      startLine: secret.startLine - part.startLine + 1,
      endLine: secret.endLine - part.startLine + 1,
    }));
  for (const secret of scanTextForSecrets(text, path, within)) {
    yield {
      file,
      side,
      startLine: secret.startLine + firstLine - 1,
      endLine: secret.endLine + firstLine - 1,
      kind: secret.kind,
      rule: secret.rule,
      value: secret.value,
    };
  }
}

/**
 * Every secret in what is known of both sides of a change, unchanged lines included: all of them must be masked.
 * One value at one place is one match; lines are those of the file. In the order of the change, base before head.
 */
export async function findChangeSecrets(
  change: ChangeSet,
  scanner: SecretScanner,
): Promise<readonly SecretMatch[]> {
  const sides = change.files.flatMap(sidesToScan);
  const found = await mapInTurns(sides, (side) => scanSide(side, scanner));
  return found.flat();
}
