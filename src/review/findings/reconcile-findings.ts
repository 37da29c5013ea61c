import type { ChangeSet, CommitSha, HunkRef } from "../../domain/change-set.ts";
import type { Finding, FindingStatus, Place } from "../../domain/finding.ts";
import type { Dismissal, RememberedFinding } from "../../domain/memory.ts";
import type { FileFacts } from "../../domain/syntax.ts";
import type { UnitHunk } from "../../domain/unit.ts";
import { createReadCheck } from "./create-read-check.ts";
import { compareFindings } from "./group-defects.ts";
import { createLocator, type Locator, type Whereabouts } from "./locate-remembered.ts";
import { pairFindings } from "./match-findings.ts";
import { giveIds } from "./name-findings.ts";

export interface ReconcileInput {
  /** What this review found by itself, all `new`. */
  readonly found: readonly Finding[];
  /** Every match of a rule, whether or not a model was asked about it, with masked quotes. */
  readonly matches: readonly Finding[];
  readonly remembered: readonly RememberedFinding[];
  readonly change: ChangeSet;
  /** Tell which function a place stands in. */
  readonly facts: readonly FileFacts[];
  /** False when files of the change may be missing: what was found in a missing one is not called fixed. */
  readonly isWholeChange: boolean;
  /** Hunks that a model said something about in this review, though it may not have read all of them. */
  readonly askedHunks: readonly HunkRef[];
  /** What an answer lists as read. Everything else was carried over, or nobody says that it was looked at. */
  readonly readHunks: readonly Pick<UnitHunk, "ref" | "lines">[];
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
  readonly isRead: (place: Place) => boolean;
}

interface Earlier {
  readonly entry: RememberedFinding;
  readonly where: Whereabouts;
  readonly file: number | null;
}

/**
 * Brings what was found now and what earlier reviews found together. An old finding keeps its id. It is fixed when
 * its code is gone from the change, or when the check that proved it does not report it any more; that a model did
 * not repeat itself proves nothing, and is said only of code that it read. A pattern that a model was asked about since
 * is no finding any more; what is kept of it is what a person decided. A dismissal holds while the quoted code and
 * the calendar allow it, and while no model that was asked again reports it in other surroundings.
 */
export function reconcileFindings(input: ReconcileInput): ReconciledFindings {
  const context: Reconciliation = {
    ...input,
    locator: createLocator(input.change, input.facts, input.mask),
    asked: new Set(input.askedHunks.map(nameHunk)),
    isRead: createReadCheck(input.change, input.readHunks),
  };
  const earlier = input.remembered.map((entry) => locateEarlier(entry, context));
  const { repeated, answered, fresh } = pairFindings(
    input.found,
    input.matches,
    earlier.map(({ entry, where, file }) => ({
      finding: entry.finding,
      file,
      place: where.kind === "standing" ? where.place : null,
    })),
  );
  const settled = earlier.flatMap((entry, index) => {
    const match = answered.get(index);
    return match === undefined
      ? [settle(entry, repeated.get(index), context)]
      : settleAnswered(entry, match, context);
  });
  return summarize(giveIds([...settled, ...fresh.map((one) => remember(one, context))]));
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
  const isOverlooked = isWeaker && context.isRead(found.place);
  const status = selectStatus(entry, dismissal, isOverlooked ? "not-seen-again" : "still-present");
  return {
    finding: { ...present, id: entry.finding.id, status },
    quoteHash: dismissal === null ? quoteHash : entry.quoteHash,
    surroundingsHash: selectSurroundings(entry, dismissal, (dismissal && same) ?? found.place, locator),
    firstSeen: entry.firstSeen,
    dismissal,
  };
}

/** Nothing is left of an earlier pattern whose dismissal does not hold: its match is told with the others of its kind. */
function settleAnswered(
  earlier: Earlier,
  { place }: Finding,
  context: Reconciliation,
): readonly RememberedFinding[] {
  const settled = settleRepeated(earlier, { ...earlier.entry.finding, place }, context);
  return settled.dismissal === null ? [] : [settled];
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
  const isOverlooked = context.isRead(where.place);
  const status = selectStatus(entry, dismissal, isOverlooked ? "not-seen-again" : "still-present");
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
