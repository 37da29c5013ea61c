import type { Confidence, LineRange, Severity } from "../../domain/finding.ts";
import type { ChangedText } from "../changed-text.ts";
import type { CheckRule } from "../check-rule.ts";
import { showText } from "../show-text.ts";
import { isLocalHost } from "../source-address.ts";
import { findChangedHash, findMismatch, isOlder } from "./compare-releases.ts";
import { addressOf, knownHosts } from "./known-hosts.ts";
import type { LockEntry, LockValue } from "./lock-entry.ts";
import { LOCK_RULES } from "./lock-rules.ts";

/** One thing that a changed entry shows. */
export interface LockSight {
  readonly rule: CheckRule;
  /** Sights of one rule and group become one finding. */
  readonly group: string;
  readonly name: string;
  readonly side: "LEFT" | "RIGHT";
  readonly range: LineRange;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly explanation: string;
}

/** How a kind of lock file differs from the others. */
export interface LockHabits {
  /** Archives of this package manager normally come from code hosts. */
  readonly usesCodeHosts: boolean;
}

interface Known {
  readonly bySlot: ReadonlyMap<string, LockEntry>;
  readonly byRelease: ReadonlyMap<string, LockEntry>;
  readonly byName: ReadonlyMap<string, LockEntry>;
}

interface Comparison {
  readonly base: Known;
  readonly head: Known;
  readonly hosts: ReadonlySet<string>;
  readonly baseText: ChangedText;
  readonly headText: ChangedText;
  readonly habits: LockHabits;
}

const releaseOf = (entry: LockEntry) =>
  entry.name === "" || entry.version === null ? "" : `${entry.name}@${entry.version.text}`;

function indexEntries(entries: readonly LockEntry[]): Known {
  // Entries with hashes last: some formats name a package again where they list its needs.
  const ordered = [
    ...entries.filter((one) => one.hashes.size === 0),
    ...entries.filter((one) => one.hashes.size > 0),
  ];
  return {
    bySlot: new Map(ordered.map((entry) => [entry.slot, entry])),
    byRelease: new Map(ordered.map((entry) => [releaseOf(entry), entry])),
    byName: new Map(ordered.map((entry) => [entry.name, entry])),
  };
}

/** The same release in the base, else the entry in the same place. */
function counterpart(comparison: Comparison, entry: LockEntry): LockEntry | undefined {
  const release = releaseOf(entry);
  return (
    (release === "" ? undefined : comparison.base.byRelease.get(release)) ??
    comparison.base.bySlot.get(entry.slot)
  );
}

function sightAt(
  entry: LockEntry,
  rule: CheckRule,
  at: LockValue,
): Omit<LockSight, "explanation" | "severity"> {
  const range = { start: at.line, end: at.line };
  return { rule, group: "", name: nameOf(entry), side: "RIGHT", range, confidence: "certain" };
}

const nameOf = (entry: LockEntry) => (entry.name === "" ? "a package" : showText(entry.name));
const versionOf = (entry: LockEntry | undefined) => entry?.version?.text ?? null;

function sightSource(comparison: Comparison, entry: LockEntry): LockSight | null {
  const address = addressOf(entry);
  if (entry.source === null || address === null || isLocalHost(address.host)) return null;
  const before = counterpart(comparison, entry);
  const old = addressOf(before);
  const shown = `${nameOf(entry)} comes from ${showText(entry.source.text)}`;
  if (!address.isEncrypted) {
    if (old !== null && !old.isEncrypted && old.host === address.host) return null;
    const sight = sightAt(entry, LOCK_RULES.insecureTransport, entry.source);
    return { ...sight, group: address.host, severity: "high", explanation: `${shown}, without TLS.` };
  }
  if (address.kind === "git") return sightGit(comparison, entry, shown);
  if (comparison.hosts.has(address.host)) return null;
  const isSame = before !== undefined && versionOf(before) === versionOf(entry) && old !== null;
  return {
    ...sightAt(entry, LOCK_RULES.newHost, entry.source),
    group: address.host,
    severity: isSame ? "high" : "medium",
    explanation: `${shown}; nothing else in the lock file came from this host before.${isSame ? ` The version is the same, the old host was ${showText(old.host)}.` : ""}`,
  };
}

function sightGit(comparison: Comparison, entry: LockEntry, shown: string): LockSight | null {
  const before = comparison.base.bySlot.get(entry.slot) ?? comparison.base.byName.get(entry.name);
  if (entry.source === null || comparison.habits.usesCodeHosts || addressOf(before)?.kind === "git")
    return null;
  const isKnown = before !== undefined && before.name !== "";
  return {
    ...sightAt(entry, LOCK_RULES.gitSource, entry.source),
    group: entry.name,
    severity: isKnown ? "medium" : "low",
    explanation: `${shown}${isKnown ? "; it came from a registry before" : ""}.`,
  };
}

function sightMismatch(entry: LockEntry): LockSight | null {
  const mismatch = findMismatch(entry);
  if (mismatch === null || entry.source === null) return null;
  const rule = mismatch === "name" ? LOCK_RULES.nameMismatch : LOCK_RULES.versionMismatch;
  return {
    ...sightAt(entry, rule, entry.source),
    group: entry.slot,
    severity: rule.severity,
    explanation: `The entry for ${nameOf(entry)} ${showText(versionOf(entry) ?? "")} takes its archive from ${showText(entry.source.text)}.`,
  };
}

function sightHash(comparison: Comparison, entry: LockEntry): LockSight | null {
  const before = counterpart(comparison, entry);
  const version = versionOf(entry);
  if (before === undefined || version === null || versionOf(before) !== version) return null;
  if (entry.hashes.size === 0) return sightLostHash(comparison, entry, before);
  const changed = findChangedHash(before, entry);
  if (changed === null || !comparison.headText.touched.has(changed.line)) return null;
  const isCommit = changed.of === "reference";
  if (isCommit && /dev/.test(version)) return null;
  return {
    ...sightAt(entry, LOCK_RULES.integrityChanged, { text: "", line: changed.line }),
    group: entry.slot,
    severity: isCommit ? "medium" : "high",
    explanation: `${nameOf(entry)} is still version ${showText(version)}, but its ${isCommit ? "commit" : "hash"} is another one.`,
  };
}

function sightLostHash(comparison: Comparison, entry: LockEntry, before: LockEntry): LockSight | null {
  const [lost] = before.hashes.values();
  if (lost === undefined || !comparison.baseText.touched.has(lost.line)) return null;
  const hasHashElsewhere = (comparison.head.byRelease.get(releaseOf(entry))?.hashes.size ?? 0) > 0;
  if (hasHashElsewhere || addressOf(entry)?.kind === "git") return null;
  return {
    ...sightAt(before, LOCK_RULES.integrityRemoved, lost),
    side: "LEFT",
    severity: "medium",
    explanation: `${nameOf(entry)} ${showText(versionOf(entry) ?? "")} no longer has a hash.`,
  };
}

function sightInstallScript(comparison: Comparison, entry: LockEntry): LockSight | null {
  const line = entry.installScript;
  if (line === null || !comparison.headText.touched.has(line)) return null;
  const before = comparison.base.bySlot.get(entry.slot) ?? comparison.base.byName.get(entry.name);
  if (before !== undefined && before.installScript !== null) return null;
  const isKnown = before !== undefined && before.name !== "";
  return {
    ...sightAt(entry, LOCK_RULES.installScript, { text: "", line }),
    group: isKnown ? "known" : "new",
    severity: isKnown ? "medium" : "low",
    explanation: `${nameOf(entry)} ${isKnown ? "now runs" : "is new and runs"} a script at installation.`,
  };
}

function sightDowngrade(comparison: Comparison, entry: LockEntry): LockSight | null {
  const before = comparison.base.bySlot.get(entry.slot);
  if (before?.version == null || entry.version === null || entry.name === "" || before.name !== entry.name)
    return null;
  if (
    !comparison.headText.touched.has(entry.version.line) ||
    !isOlder(entry.version.text, before.version.text)
  )
    return null;
  // The newer version may have moved to another place of the lock file.
  if (comparison.head.byRelease.has(releaseOf(before)) || comparison.base.byRelease.has(releaseOf(entry)))
    return null;
  return {
    ...sightAt(entry, LOCK_RULES.downgrade, entry.version),
    severity: "low",
    confidence: "pattern",
    explanation: `${nameOf(entry)} went from ${showText(before.version.text)} back to ${showText(entry.version.text)}.`,
  };
}

/** What the changed entries of a lock file show against the base. Linear in the number of entries. */
export function compareLocks(
  sides: { readonly base: readonly LockEntry[]; readonly head: readonly LockEntry[] },
  texts: { readonly base: ChangedText; readonly head: ChangedText },
  habits: LockHabits,
): LockSight[] {
  const comparison: Comparison = {
    base: indexEntries(sides.base),
    head: indexEntries(sides.head),
    hosts: knownHosts(sides.base, sides.head),
    baseText: texts.base,
    headText: texts.head,
    habits,
  };
  return sides.head.flatMap((entry) => {
    const isSourceTouched = entry.source !== null && texts.head.touched.has(entry.source.line);
    const isVersionTouched = entry.version !== null && texts.head.touched.has(entry.version.line);
    return [
      isSourceTouched ? sightSource(comparison, entry) : null,
      isSourceTouched || isVersionTouched ? sightMismatch(entry) : null,
      sightHash(comparison, entry),
      sightInstallScript(comparison, entry),
      sightDowngrade(comparison, entry),
    ].filter((sight) => sight !== null);
  });
}
