import type { UnnamedFinding } from "../../domain/finding.ts";
import type { UnitView } from "../../domain/unit.ts";
import { isSameWeakness } from "./is-same-weakness.ts";

/** How far apart two looks may see the same defect, in lines. */
const nearby = 3;

/** A finding, and the view whose answer held it. */
export interface Sighting {
  readonly finding: UnnamedFinding;
  readonly view: UnitView;
}

/** A finding with all views that saw it, its own among them. */
export type Sighted<Seen extends Sighting> = Seen & { readonly views: ReadonlySet<UnitView> };

/**
 * The findings of several looks at the same code, what two views say of the same lines once. A view that says it of
 * lines close by has seen it too, but stays a finding of its own: they may be two.
 */
export function uniteViews<Seen extends Sighting>(
  sightings: readonly Seen[],
): { readonly kept: readonly Sighted<Seen>[]; readonly duplicates: number } {
  const byLine = new Map<string, Seen[]>();
  const kept: Seen[] = [];
  const keptByLine = new Map<string, Seen[]>();
  for (const seen of sightings) {
    index(byLine, seen);
    const isKnown = listNear(keptByLine, seen, 0).some(
      (other) => other.view !== seen.view && isSame(other, seen),
    );
    if (isKnown) continue;
    kept.push(seen);
    index(keptByLine, seen);
  }
  const sighted = kept.map((seen) => {
    const same = listNear(byLine, seen, nearby).filter((other) => isSame(other, seen));
    return { ...seen, views: new Set([seen.view, ...same.map(({ view }) => view)]) };
  });
  return { kept: sighted, duplicates: sightings.length - kept.length };
}

function isSame({ finding: one }: Sighting, { finding: other }: Sighting): boolean {
  return (one.rule !== null && one.rule === other.rule) || isSameWeakness(one.cwe, other.cwe);
}

function index<Seen extends Sighting>(byLine: Map<string, Seen[]>, seen: Seen): void {
  for (const key of listKeys(seen, 0)) {
    const list = byLine.get(key) ?? [];
    byLine.set(key, list);
    list.push(seen);
  }
}

function listNear<Seen extends Sighting>(
  byLine: ReadonlyMap<string, readonly Seen[]>,
  seen: Sighting,
  reach: number,
): readonly Seen[] {
  return listKeys(seen, reach).flatMap((key) => byLine.get(key) ?? []);
}

function listKeys({ finding: { place } }: Sighting, reach: number): readonly string[] {
  const keys: string[] = [];
  for (let line = place.startLine - reach; line <= place.endLine + reach; line += 1)
    keys.push(`${place.file}:${place.side}:${line}`);
  return keys;
}
