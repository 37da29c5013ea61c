import type { ChangeSet } from "../domain/change-set.ts";
import type { Severity, UnnamedFinding } from "../domain/finding.ts";
import type { ChangedText, Segment } from "./changed-text.ts";
import { compareLocks, type LockHabits, type LockSight } from "./lock/compare-locks.ts";
import type { LockEntry } from "./lock/lock-entry.ts";
import { readPnpmLock, readYarnLock } from "./lock/read-javascript-lock.ts";
import { readComposerLock, readNpmLock, readPipfileLock } from "./lock/read-json-lock.ts";
import { readGemfileLock, readGoSum } from "./lock/read-sum-lock.ts";
import { readTomlLock } from "./lock/read-toml-lock.ts";
import { type CheckedFile, checkedFiles, placeObservation } from "./observation.ts";

interface LockFormat extends LockHabits {
  readonly path: RegExp;
  readonly read: (segment: Segment, ordinal: number) => LockEntry[];
}

const FORMATS: readonly LockFormat[] = [
  { path: /(?:^|\/)(?:package-lock|npm-shrinkwrap)\.json$/, read: readNpmLock, usesCodeHosts: false },
  { path: /(?:^|\/)yarn\.lock$/, read: readYarnLock, usesCodeHosts: false },
  { path: /(?:^|\/)pnpm-lock\.yaml$/, read: readPnpmLock, usesCodeHosts: false },
  { path: /(?:^|\/)(?:poetry|uv|Cargo|pdm)\.lock$/, read: readTomlLock, usesCodeHosts: false },
  { path: /(?:^|\/)Pipfile\.lock$/, read: readPipfileLock, usesCodeHosts: false },
  { path: /(?:^|\/)go\.(?:work\.)?sum$/, read: readGoSum, usesCodeHosts: true },
  { path: /(?:^|\/)(?:Gemfile|gems)\.lock(?:ed)?$/, read: readGemfileLock, usesCodeHosts: false },
  { path: /(?:^|\/)composer\.lock$/, read: readComposerLock, usesCodeHosts: true },
];
const MAX_FINDINGS_PER_FILE = 20;
const WEIGHT: Readonly<Record<Severity, number>> = { critical: 0, high: 1, medium: 2, low: 3 };

/** Whether this check reads the file: its hunks need no model. */
export function isLockPath(path: string): boolean {
  return FORMATS.some((format) => format.path.test(path));
}

function readEntries(text: ChangedText, format: LockFormat): LockEntry[] {
  return text.segments.flatMap((segment, ordinal) => format.read(segment, ordinal));
}

function groupSights(sights: readonly LockSight[]): LockSight[][] {
  const groups = new Map<string, LockSight[]>();
  for (const sight of sights) {
    const key = `${sight.rule.id}\n${sight.severity}\n${sight.group}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [sight]);
    else group.push(sight);
  }
  return [...groups.values()].sort((a, b) => weightOf(a) - weightOf(b)).slice(0, MAX_FINDINGS_PER_FILE);
}

const weightOf = ([first]: readonly LockSight[]) => (first === undefined ? 9 : WEIGHT[first.severity]);

function composeFinding(checked: CheckedFile, group: readonly LockSight[]): UnnamedFinding[] {
  const [first, ...others] = group;
  if (first === undefined) return [];
  const names = [...new Set(others.map((one) => one.name))].filter((name) => name !== first.name);
  const more =
    names.length === 0
      ? ""
      : ` The same holds for ${names.slice(0, 3).join(", ")}${names.length > 3 ? ` and ${names.length - 3} more` : ""}.`;
  const { rule, severity, confidence, range, side } = first;
  const observation = {
    rule,
    key: "",
    evidence: [range],
    severity,
    confidence,
    explanation: `${first.explanation}${more}`,
  };
  return [placeObservation(checked, observation, { side, range })];
}

function checkLock(checked: CheckedFile, format: LockFormat): UnnamedFinding[] {
  const sides = { base: readEntries(checked.base, format), head: readEntries(checked.head, format) };
  const sights = compareLocks(sides, checked, format);
  return groupSights(sights).flatMap((group) => composeFinding(checked, group));
}

/**
 * What a change to a lock file brings in that an ordinary update does not: foreign hosts, contradicting or missing
 * hashes, addresses of other packages, install scripts. Works on diffs too. Equal things are one finding; at most 20 a file.
 */
export function findLockChanges(change: ChangeSet): readonly UnnamedFinding[] {
  const findings: UnnamedFinding[] = [];
  for (const checked of checkedFiles(change, isLockPath)) {
    if (checked.file.status === "deleted") continue;
    const format = FORMATS.find((one) => one.path.test(checked.file.path));
    if (format !== undefined) findings.push(...checkLock(checked, format));
  }
  return findings;
}
