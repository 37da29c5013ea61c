import type { ChangeSet, CommitSha, HunkRef } from "../../domain/change-set.ts";
import type { Finding, FindingStatus, Place } from "../../domain/finding.ts";
import type { Dismissal, RememberedFinding } from "../../domain/memory.ts";
import type { FileFacts } from "../../domain/syntax.ts";
import { compareFindings } from "./group-defects.ts";
import { createLocator, type Locator, type Whereabouts } from "./locate-remembered.ts";
import { matchFindings } from "./match-findings.ts";
import { selectId } from "./name-findings.ts";

export interface ReconcileInput {
  /** What this review found by itself, all `new`. */
  readonly found: readonly Finding[];
  readonly remembered: readonly RememberedFinding[];
  readonly change: ChangeSet;
  /** Tell which function a place stands in. */
  readonly facts: readonly FileFacts[];
  /** False when files of the change may be missing: what was found in a missing one is not called fixed. */
  readonly isWholeChange: boolean;
  /** Hunks that a model read in this review. All others were carried over, or nobody could read them. */
  readonly askedHunks: readonly HunkRef[];
  /** The commit that is reviewed. */
  readonly head: CommitSha;
  /** The day of the review in UTC, `YYYY-MM-DD`. */
  readonly today: string;
  /** What quotes go through before they are shown and kept. Keeps line feeds. */
  readonly mask: (text: string) => string;
}

/** The findings of a change over all its reviews, each with its status and at its present place. */
export interface ReconciledFindings {
  /** Worst first. The fixed ones are among them, for this one review. */
  readonly findings: readonly Finding[];
  /** For the next review: everything but what is fixed. */
  readonly remembered: readonly RememberedFinding[];
  readonly summary: {
    readonly new: readonly Finding[];
    readonly stillPresent: readonly Finding[];
    readonly fixed: readonly Finding[];
    readonly notSeenAgain: readonly Finding[];
    readonly dismissed: readonly Finding[];
  };
}

interface Reconciliation extends ReconcileInput {
  readonly locator: Locator;
  readonly asked: ReadonlySet<string>;
}

interface Earlier {
  readonly entry: RememberedFinding;
  readonly where: Whereabouts;
  readonly file: number | null;
}

/**
 * Brings what was found now and what earlier reviews found together. An old finding keeps its id. It is fixed when
 * its code is gone from the change, or when the check that proved it does not report it any more; that a model did
 * not repeat itself proves nothing. A dismissal holds while the quoted code and the calendar allow it, and while no
 * model that was asked again reports it in other surroundings.
 */
export function reconcileFindings(input: ReconcileInput): ReconciledFindings {
  const context: Reconciliation = {
    ...input,
    locator: createLocator(input.change, input.facts, input.mask),
    asked: new Set(input.askedHunks.map(nameHunk)),
  };
  const earlier = input.remembered.map((entry) => locateEarlier(entry, context));
  const matches = matchFindings(
    input.found,
    earlier.map(({ entry, where, file }) => ({
      finding: entry.finding,
      file,
      place: where.kind === "standing" ? where.place : null,
    })),
  );
  const repeated = new Map([...matches].map(([found, index]) => [index, input.found[found]]));
  const settled = earlier.map((entry, index) => settle(entry, repeated.get(index), context));
  const fresh = input.found.filter((_, index) => !matches.has(index)).map((one) => remember(one, context));
  const named = giveIds([...settled, ...fresh]);
  return summarize(named);
}

function nameHunk({ file, hunk }: HunkRef): string {
  return `${file}.${hunk}`;
}

function locateEarlier(entry: RememberedFinding, { locator, isWholeChange }: Reconciliation): Earlier {
  const { place } = entry.finding;
  const file = locator.findFile(place);
  const where = locator.locate(place);
  return { entry, file, where: file === null && !isWholeChange ? { kind: "unknown" } : where };
}

function remember(finding: Finding, { locator, head }: Reconciliation): RememberedFinding {
  return {
    finding: { ...finding, status: "new" },
    quoteHash: locator.hashLines(finding.place),
    surroundingsHash: locator.hashSurroundings(finding.place),
    firstSeen: head,
    dismissal: null,
  };
}

/** What an earlier finding is now; `found` is what this review says of it, when it says anything. */
function settle(earlier: Earlier, found: Finding | undefined, context: Reconciliation): RememberedFinding {
  return found === undefined ? settleUnrepeated(earlier, context) : settleRepeated(earlier, found, context);
}

function settleRepeated(earlier: Earlier, found: Finding, context: Reconciliation): RememberedFinding {
  const { entry } = earlier;
  const { locator, today } = context;
  const quoteHash = locator.hashLines(found.place);
  const same = findSameCode(earlier, found, context);
  const isUnchanged =
    same !== null && (!wasAsked(found, context) || isSameSetting(same, found, earlier, context));
  const dismissal = isUnchanged ? selectValid(entry.dismissal, today) : null;
  // A rule that matches again takes nothing away from what a model said about the same code.
  const isWeaker = found.confidence === "pattern" && entry.finding.confidence !== "pattern";
  const present = isWeaker ? { ...entry.finding, place: found.place } : found;
  const status = selectStatus(entry, dismissal, isWeaker ? "not-seen-again" : "still-present");
  return {
    finding: { ...present, id: entry.finding.id, status },
    quoteHash: dismissal === null ? quoteHash : entry.quoteHash,
    surroundingsHash: selectSurroundings(entry, dismissal, (dismissal && same) ?? found.place, locator),
    firstSeen: entry.firstSeen,
    dismissal,
  };
}

/** Where the lines that were quoted before stand now: a model seldom quotes the same ones twice. */
function findSameCode({ entry, where }: Earlier, found: Finding, { locator }: Reconciliation): Place | null {
  if (locator.hashLines(found.place) === entry.quoteHash) return found.place;
  return where.kind === "standing" && locator.hashLines(where.place) === entry.quoteHash ? where.place : null;
}

function wasAsked({ place }: Finding, { locator, asked }: Reconciliation): boolean {
  return locator.listHunks(place).some((hunk) => asked.has(nameHunk(hunk)));
}

/**
 * The model saw the code as it is now and reports it still, so who dismissed it elsewhere did not judge this. Code that
 * stands unchanged somewhere else says nothing about the place reported: the two have to share a line.
 */
function isSameSetting(
  same: Place,
  found: Finding,
  { entry }: Earlier,
  { locator }: Reconciliation,
): boolean {
  const { file, side, startLine, endLine } = found.place;
  const isThere = same.file === file && same.side === side;
  if (!isThere || same.startLine > endLine || same.endLine < startLine) return false;
  // What an earlier version stored tells nothing of the surroundings: nothing shows that they changed.
  return entry.surroundingsHash === undefined || entry.surroundingsHash === locator.hashSurroundings(same);
}

/** A dismissal keeps the surroundings that it was given for, over any number of pushes. */
function selectSurroundings(
  entry: RememberedFinding,
  dismissal: Dismissal | null,
  place: Place,
  locator: Locator,
): string {
  const kept = dismissal === null ? undefined : entry.surroundingsHash;
  return kept ?? locator.hashSurroundings(place);
}

function settleUnrepeated({ entry, where }: Earlier, context: Reconciliation): RememberedFinding {
  const { finding } = entry;
  if (where.kind === "unknown") {
    const dismissal = selectValid(entry.dismissal, context.today);
    return {
      ...entry,
      dismissal,
      finding: { ...finding, status: selectStatus(entry, dismissal, "not-seen-again") },
    };
  }
  if (where.kind === "gone" || finding.source === "check") {
    return { ...entry, finding: { ...finding, status: "fixed" } };
  }
  const quoteHash = context.locator.hashLines(where.place);
  const dismissal = quoteHash === entry.quoteHash ? selectValid(entry.dismissal, context.today) : null;
  const isAsked = where.hunks.some((hunk) => context.asked.has(nameHunk(hunk)));
  const status = selectStatus(entry, dismissal, isAsked ? "not-seen-again" : "still-present");
  const surroundingsHash = selectSurroundings(entry, dismissal, where.place, context.locator);
  return {
    ...entry,
    quoteHash,
    surroundingsHash,
    dismissal,
    finding: { ...finding, place: where.place, status },
  };
}

/** Days are compared as texts: `YYYY-MM-DD` sorts by time. The last day itself still counts. */
function selectValid(dismissal: Dismissal | null, today: string): Dismissal | null {
  return dismissal !== null && (dismissal.until === null || today <= dismissal.until) ? dismissal : null;
}

/** A finding whose dismissal lapsed is told like a new one. */
function selectStatus(
  entry: RememberedFinding,
  dismissal: Dismissal | null,
  otherwise: FindingStatus,
): FindingStatus {
  if (dismissal !== null) return "dismissed";
  return entry.dismissal === null ? otherwise : "new";
}

/** Old ids come first; a new finding that would share one gets another. */
function giveIds(entries: readonly RememberedFinding[]): readonly RememberedFinding[] {
  const taken = new Set<string>();
  return entries.map((entry) => {
    const { finding } = entry;
    const id = taken.has(finding.id) ? selectId(finding.fingerprint, taken) : finding.id;
    taken.add(id);
    return id === finding.id ? entry : { ...entry, finding: { ...finding, id } };
  });
}

function summarize(entries: readonly RememberedFinding[]): ReconciledFindings {
  const findings = entries.map((entry) => entry.finding).toSorted(compareFindings);
  const select = (status: FindingStatus) => findings.filter((finding) => finding.status === status);
  return {
    findings,
    remembered: entries.filter((entry) => entry.finding.status !== "fixed"),
    summary: {
      new: select("new"),
      stillPresent: select("still-present"),
      fixed: select("fixed"),
      notSeenAgain: select("not-seen-again"),
      dismissed: select("dismissed"),
    },
  };
}
