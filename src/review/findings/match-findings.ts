import type { Finding, Place } from "../../domain/finding.ts";
import { squashQuote } from "./name-findings.ts";

/** Longest range whose lines are compared one by one. */
const mostLines = 200;

/** An earlier finding and where it belongs in the change as it is now. */
export interface EarlierFinding {
  readonly finding: Finding;
  /** Position of its file in the change; null where the change does not touch it. */
  readonly file: number | null;
  /** Where the quoted code stands now; null where it does not. */
  readonly place: Place | null;
}

/**
 * Which earlier finding each new one is, by position: the same fingerprint; else the same rule or weakness with the
 * same quote in the same file; else, for findings of a model, the same rule or weakness on a shared line, because a
 * model rarely quotes the same lines twice. Nobody is matched twice.
 */
export function matchFindings(
  found: readonly Finding[],
  earlier: readonly EarlierFinding[],
): ReadonlyMap<number, number> {
  const matches = new Map<number, number>();
  const taken = new Set<number>();
  const passes: readonly Pass[] = [
    { found: ({ fingerprint }) => [fingerprint], earlier: ({ finding }) => [finding.fingerprint] },
    { found: (finding) => listCodeKeys(finding, finding.place.file), earlier: listEarlierCodeKeys },
    { found: (finding) => listLineKeys(finding, finding.place), earlier: listEarlierLineKeys },
  ];
  for (const pass of passes) runPass(pass, { found, earlier, matches, taken });
  return matches;
}

interface Pass {
  readonly found: (finding: Finding) => readonly string[];
  readonly earlier: (earlier: EarlierFinding) => readonly string[];
}

interface Matching {
  readonly found: readonly Finding[];
  readonly earlier: readonly EarlierFinding[];
  readonly matches: Map<number, number>;
  readonly taken: Set<number>;
}

function runPass(pass: Pass, { found, earlier, matches, taken }: Matching): void {
  const byKey = new Map<string, number[]>();
  for (const [index, entry] of earlier.entries()) {
    if (!taken.has(index)) addKeys(byKey, pass.earlier(entry), index);
  }
  for (const [index, finding] of found.entries()) {
    if (matches.has(index)) continue;
    const match = findFree(pass.found(finding), byKey, taken);
    if (match === null) continue;
    matches.set(index, match);
    taken.add(match);
  }
}

function addKeys(byKey: Map<string, number[]>, keys: readonly string[], index: number): void {
  for (const key of keys) {
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, [index]);
    else known.push(index);
  }
}

/** Taken ones are removed from the lists on the way, so that each is passed over once. */
function findFree(
  keys: readonly string[],
  byKey: ReadonlyMap<string, number[]>,
  taken: ReadonlySet<number>,
): number | null {
  for (const key of keys) {
    const candidates = byKey.get(key) ?? [];
    while (candidates[0] !== undefined && taken.has(candidates[0])) candidates.shift();
    if (candidates[0] !== undefined) return candidates[0];
  }
  return null;
}

/** A check is known by its rule alone: two secrets on one line share a weakness and are two findings. */
function listReasons({ source, rule, cwe }: Finding): readonly string[] {
  const reasons = [
    ...(rule === null ? [] : [`rule ${rule}`]),
    ...(cwe === null || (source === "check" && rule !== null) ? [] : [cwe]),
  ];
  return reasons.length === 0 ? ["none"] : reasons;
}

function listCodeKeys(finding: Finding, file: number | null): readonly string[] {
  const { side, quote } = finding.place;
  const code = squashQuote(quote);
  if (file === null || code === "") return [];
  return listReasons(finding).map((reason) => JSON.stringify([reason, file, side, code]));
}

function listEarlierCodeKeys({ finding, file }: EarlierFinding): readonly string[] {
  return listCodeKeys(finding, file);
}

function listLineKeys(finding: Finding, place: Place): readonly string[] {
  if (finding.source !== "model") return [];
  const reasons = listReasons(finding);
  const last = Math.min(place.endLine, place.startLine + mostLines - 1);
  const keys: string[] = [];
  for (let line = place.startLine; line <= last; line += 1) {
    for (const reason of reasons) keys.push(`${place.file}:${place.side}:${line}:${reason}`);
  }
  return keys;
}

function listEarlierLineKeys({ finding, place }: EarlierFinding): readonly string[] {
  return place === null ? [] : listLineKeys(finding, place);
}
