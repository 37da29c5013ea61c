import type { Finding, Place } from "../../domain/finding.ts";
import { mergeFindings } from "./merge-findings.ts";
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

/** What a review says of the findings of earlier ones, by their position. */
export interface PairedFindings {
  /** Those that it reports again. */
  readonly repeated: ReadonlyMap<number, Finding>;
  /** Patterns that it does not report, though their rule matches still: a model was asked about them. */
  readonly answered: ReadonlyMap<number, Finding>;
  /** What no earlier review found, without patterns where the finding of a model stands. */
  readonly fresh: readonly Finding[];
}

/** `matches`: every match of a rule, whatever came of it. It is looked for where nothing that was found is the same. */
export function pairFindings(
  found: readonly Finding[],
  matches: readonly Finding[],
  earlier: readonly EarlierFinding[],
): PairedFindings {
  const repeated = turnAround(matchFindings(found, earlier, samenesses), found);
  const open = [...earlier.keys()].filter(
    (index) => !repeated.has(index) && earlier[index]?.finding.confidence === "pattern",
  );
  const left = open.flatMap((index) => earlier[index] ?? []);
  const answered = turnAround(matchFindings(matches, left, [sameMatch, ...samenesses]), matches);
  const told = new Set(repeated.values());
  const fresh = found.filter((finding) => !told.has(finding));
  return {
    repeated,
    answered: new Map([...answered].map(([at, match]) => [open[at] ?? at, match])),
    fresh: dropTold(
      fresh,
      earlier.filter((_, index) => !repeated.has(index)),
    ),
  };
}

/** A rule that matches where the finding of a model stands, whether open or dismissed, says nothing new. */
function dropTold(fresh: readonly Finding[], overlooked: readonly EarlierFinding[]): readonly Finding[] {
  const standing = overlooked.flatMap(({ finding, place }) =>
    place === null || finding.source !== "model" ? [] : [{ ...finding, place }],
  );
  const left = new Set(mergeFindings([standing, fresh]).findings);
  return fresh.filter((finding) => finding.confidence !== "pattern" || left.has(finding));
}

/** From the position of an earlier finding to what is said of it. */
function turnAround(
  matched: ReadonlyMap<number, number>,
  found: readonly Finding[],
): ReadonlyMap<number, Finding> {
  return new Map(
    [...matched].flatMap(([at, index]) => {
      const finding = found[at];
      return finding === undefined ? [] : [[index, finding] as const];
    }),
  );
}

/** Which earlier finding each new one is, by position. Nobody is matched twice. */
function matchFindings(
  found: readonly Finding[],
  earlier: readonly EarlierFinding[],
  passes: readonly Pass[],
): ReadonlyMap<number, number> {
  const matches = new Map<number, number>();
  const taken = new Set<number>();
  for (const pass of passes) runPass(pass, { found, earlier, matches, taken });
  return matches;
}

interface Pass {
  readonly found: (finding: Finding) => readonly string[];
  readonly earlier: (earlier: EarlierFinding) => readonly string[];
}

/**
 * What makes two findings one: the same fingerprint; else the same rule or weakness with the same quote in the same
 * file; else, for findings of a model, the same rule or weakness on a shared line, because a model rarely quotes the
 * same lines twice.
 */
const samenesses: readonly Pass[] = [
  { found: ({ fingerprint }) => [fingerprint], earlier: ({ finding }) => [finding.fingerprint] },
  { found: (finding) => listCodeKeys(finding, finding.place.file), earlier: listEarlierCodeKeys },
  { found: (finding) => listLineKeys(finding, finding.place), earlier: listEarlierLineKeys },
];

/** The same rule at the very place: fingerprints count equal ones, and other matches were left out of that count. */
const sameMatch: Pass = {
  found: (finding) => [nameMatch(finding, finding.place)],
  earlier: ({ finding, place }) => (place === null ? [] : [nameMatch(finding, place)]),
};

function nameMatch({ rule }: Finding, { file, side, startLine }: Place): string {
  return JSON.stringify([rule, file, side, startLine]);
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
