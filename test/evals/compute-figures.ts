import type { LookResult, Reported } from "./look.ts";

/** How many of how many. */
export interface Share {
  readonly hits: number;
  readonly of: number;
}

/** What a reviewer reached on a set of looks. Looks that were not finished count as incomplete and nowhere else. */
export interface Figures {
  readonly looks: number;
  readonly incomplete: number;
  readonly unreadable: number;
  readonly located: Share;
  readonly locatedInFamily: Share;
  /** A looser count: the right file, whatever the line. */
  readonly inFile: Share;
  /** Located on the introduction, nothing found on its twin. */
  readonly pairs: Share;
  /** Located with the right family, and on the twin not even a pattern. */
  readonly pairsStrict: Share;
  /** Located, and on the twin nothing at the place of the defect. */
  readonly pairsLoose: Share;
  readonly twinsFlagged: Share;
  readonly lookAlikesFlagged: Share;
  /** Mean number of findings on a twin or a look-alike; null without any. */
  readonly findingsPerCleanChange: number | null;
  /** Claims whose quote does not stand in the code, of all claims. */
  readonly inventedClaims: Share;
  readonly dropped: Readonly<Record<string, number>>;
  /** Published findings whose evidence does not stand in the change. */
  readonly inventedPublished: Share;
  /** Null with one sample. */
  readonly repeatability: Repeatability | null;
  /** Means a change. */
  readonly use: Use;
}

export interface Repeatability {
  /** Changes of which all samples had the same outcome. */
  readonly same: Share;
  /** Mean overlap of the places found, over all pairs of samples. */
  readonly jaccard: number;
}

export interface Use {
  readonly calls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Null when the price of the model is not known. */
  readonly costUsd: number | null;
  readonly modelSeconds: number;
}

/** The figures of some looks of one reviewer. */
export function computeFigures(results: readonly LookResult[]): Figures {
  const done = results.filter(({ failure }) => failure === null);
  const introductions = done.filter(({ side }) => side === "introduce");
  const twins = done.filter(({ side }) => side === "fix");
  const lookAlikes = done.filter(({ side }) => side === "clean");
  const clean = [...twins, ...lookAlikes];
  const pairs = matchPairs(introductions, twins);
  const dropped = sumReasons(done);
  return {
    looks: results.length,
    incomplete: results.length - done.length,
    unreadable: done.filter(({ sight }) => sight.isUnreadable).length,
    located: share(introductions, isLocated),
    locatedInFamily: share(introductions, ({ score }) => score.isLocatedInFamily),
    inFile: share(introductions, ({ score }) => score.isInFile),
    pairs: share(pairs, ([one, twin]) => isLocated(one) && !isFlagged(twin)),
    pairsStrict: share(
      pairs,
      ([one, twin]) => one.score.isLocatedInFamily && !isFlagged(twin) && twin.score.patterns === 0,
    ),
    pairsLoose: share(pairs, ([one, twin]) => isLocated(one) && twin.score.atWeakPlace === 0),
    twinsFlagged: share(twins, isFlagged),
    lookAlikesFlagged: share(lookAlikes, isFlagged),
    findingsPerCleanChange: mean(clean.map(({ score }) => score.findings)),
    inventedClaims: { hits: dropped["quote-not-found"] ?? 0, of: sum(done.map(({ sight }) => sight.claims)) },
    dropped,
    inventedPublished: {
      hits: sum(done.map(({ score }) => score.invented)),
      of: sum(done.map(({ sight }) => sight.reported.length)),
    },
    repeatability: measureRepeatability(done),
    use: meanUse(done),
  };
}

function share<Item>(items: readonly Item[], isHit: (item: Item) => boolean): Share {
  return { hits: items.filter(isHit).length, of: items.length };
}

function isLocated({ score }: LookResult): boolean {
  return score.isLocated;
}

function isFlagged({ score }: LookResult): boolean {
  return score.findings > 0;
}

function matchPairs(introductions: readonly LookResult[], twins: readonly LookResult[]) {
  const keyOf = ({ caseId, form, reviewer, sample }: LookResult) =>
    JSON.stringify([caseId, form, reviewer, sample]);
  const byKey = new Map(twins.map((twin) => [keyOf(twin), twin]));
  return introductions.flatMap((one) => {
    const twin = byKey.get(keyOf(one));
    return twin === undefined || one.framing !== null ? [] : [[one, twin] as const];
  });
}

function sumReasons(results: readonly LookResult[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { sight } of results) {
    for (const [reason, count] of Object.entries(sight.dropped)) sums[reason] = (sums[reason] ?? 0) + count;
  }
  return sums;
}

function measureRepeatability(results: readonly LookResult[]): Repeatability | null {
  const keyOf = ({ caseId, form, side, reviewer, framing }: LookResult) =>
    JSON.stringify([caseId, form, side, reviewer, framing]);
  const groups = [...Map.groupBy(results, keyOf).values()].filter((group) => group.length > 1);
  if (groups.length === 0) return null;
  const outcomeOf = (result: LookResult) =>
    result.side === "introduce" ? isLocated(result) : isFlagged(result);
  const overlaps = groups.flatMap((group) => {
    const sets = group.map(({ sight }) => placesOf(sight.reported));
    return sets.flatMap((one, index) => sets.slice(index + 1).map((other) => overlapOf(one, other)));
  });
  return {
    same: share(groups, (group) => new Set(group.map(outcomeOf)).size === 1),
    jaccard: mean(overlaps) ?? 1,
  };
}

function placesOf(reported: readonly Reported[]): ReadonlySet<string> {
  const findings = reported.filter(({ isPattern }) => !isPattern);
  return new Set(findings.map(({ path, side, startLine }) => JSON.stringify([path, side, startLine])));
}

/** Jaccard's index; two empty sets are equal. */
function overlapOf(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const all = new Set([...one, ...other]);
  if (all.size === 0) return 1;
  return [...one].filter((place) => other.has(place)).length / all.size;
}

function meanUse(results: readonly LookResult[]): Use {
  const tallies = results.map(({ sight }) => sight.tally);
  const costs = tallies.map(({ costUsd }) => costUsd).filter((cost) => cost !== null);
  return {
    calls: mean(tallies.map(({ calls }) => calls)) ?? 0,
    promptTokens: mean(tallies.map(({ promptTokens }) => promptTokens)) ?? 0,
    completionTokens: mean(tallies.map(({ completionTokens }) => completionTokens)) ?? 0,
    costUsd: costs.length === tallies.length ? mean(costs) : null,
    modelSeconds: (mean(tallies.map(({ modelMs }) => modelMs)) ?? 0) / 1_000,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : sum(values) / values.length;
}
