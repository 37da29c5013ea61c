import type { ChangedFile, ChangeSet, Side } from "../../domain/change-set.ts";
import type { Candidate, Claim, DroppedClaim, DropReason, LineRange, Place } from "../../domain/finding.ts";
import type { FileFacts } from "../../domain/syntax.ts";
import type { ReviewUnit } from "../../domain/unit.ts";
import { readNames } from "../answer/find-code-names.ts";
import { escapeInvisible } from "../redact/escape-invisible.ts";
import { type FileEvidence, gatherFile } from "./checks/file-evidence.ts";
import { findQuote, isQuotable, listQuoteForms } from "./find-quote.ts";
import { locateFaults } from "./locate-fault.ts";
import { listSymbolLines, selectTouched } from "./locate-symbol.ts";
import { findTouchedLine, indexSide, type SideText } from "./side-text.ts";

/** Longest place, in lines. */
const MAX_PLACE_LINES = 10;

export interface GroundingOptions {
  /** Whether a quote says nothing but that a masked secret stands there. */
  readonly isPlaceholder: (text: string) => boolean;
  /** Takes secrets out of what will be shown. Keeps line feeds. */
  readonly mask: (text: string) => string;
  /** What the prompt did to code, so that quotes with placeholders are found; without it they are not. Keeps line feeds. */
  readonly redact?: (text: string) => string;
  /** The units whose answers held the claims: a claim that names no file is looked up in theirs only. */
  readonly units?: readonly ReviewUnit[];
}

export interface GroundedClaims {
  readonly candidates: readonly Candidate[];
  readonly dropped: readonly DroppedClaim[];
}

interface Grounding extends GroundingOptions {
  readonly change: ChangeSet;
  readonly facts: readonly FileFacts[];
  readonly texts: Map<string, SideText>;
  readonly heads: Map<number, FileEvidence>;
}

type Located = { readonly place: Place } | { readonly reason: DropReason; readonly detail: string };

/**
 * Looks every claim's quote up in the real text of the change and derives its place. Lines that a model gave only
 * choose between equal quotes. A suggestion in prose may be located by a name that it puts between back-quotes, and
 * one about the code as a whole by the first changed line that bears it out.
 */
export function groundClaims(
  claims: readonly Claim[],
  change: ChangeSet,
  facts: readonly FileFacts[],
  options: GroundingOptions,
): GroundedClaims {
  const grounding: Grounding = { ...options, change, facts, texts: new Map(), heads: new Map() };
  const candidates: Candidate[] = [];
  const dropped: DroppedClaim[] = [];
  for (const claim of claims) {
    const located = locateClaim(claim, grounding);
    if ("place" in located) candidates.push({ claim, place: located.place });
    else dropped.push({ reason: located.reason, claim, detail: located.detail });
  }
  return { candidates, dropped };
}

function locateClaim(claim: Claim, grounding: Grounding): Located {
  if (claim.quote !== null && grounding.isPlaceholder(claim.quote)) {
    return {
      reason: "about-placeholder",
      detail: "It is about a masked secret, which the secret check judges.",
    };
  }
  const byQuote = locateByQuote(claim, grounding);
  if ("place" in byQuote || !isProse(claim) || claim.kind === "defect") return byQuote;
  return locateBySymbol(claim, grounding) ?? locateByFault(claim, grounding) ?? byQuote;
}

/** A structured answer always names a side. */
function isProse(claim: Claim): boolean {
  return claim.side === null;
}

function locateByQuote(claim: Claim, grounding: Grounding): Located {
  const { quote } = claim;
  if (quote === null || !isQuotable(quote)) {
    return { reason: "no-quote", detail: "It quotes no code that could be looked up." };
  }
  let isOutside = false;
  for (const where of listTexts(claim, grounding)) {
    const found = findInSide(quote, where, grounding);
    if (found.length === 0) continue;
    const range = selectRange(found, claim, textOf(where, grounding));
    if (range !== null) return { place: placeAt(where, range, grounding) };
    isOutside = true;
    // The quote stands on the claimed side: the other one is not asked.
    if (claim.side !== null) break;
  }
  return isOutside
    ? { reason: "outside-change", detail: "The quoted code exists but lies outside the changed hunks." }
    : { reason: "quote-not-found", detail: "The quoted code stands nowhere in the file it names." };
}

/** The texts in which a claim is looked up, in this order: claimed side first, head before base. */
function listTexts(claim: Claim, { change, units }: Grounding): readonly FileSide[] {
  const unit = units?.find((candidate) => candidate.id === claim.unit);
  const shown = unit === undefined ? change.files.keys() : unit.hunks.map((hunk) => hunk.ref.file);
  // A structured answer that names a file that was not shown is not looked up anywhere.
  const files = claim.file !== null ? [claim.file] : isProse(claim) ? [...new Set(shown)] : [];
  const sides: readonly Side[] = claim.side === "LEFT" ? ["LEFT", "RIGHT"] : ["RIGHT", "LEFT"];
  return sides.flatMap((side) =>
    files.flatMap((file) => {
      const changed = change.files[file];
      return changed === undefined ? [] : [{ file, side, changed }];
    }),
  );
}

interface FileSide {
  readonly file: number;
  readonly side: Side;
  readonly changed: ChangedFile;
}

/** The real text first; then the text as the prompt showed it, for quotes that hold what was replaced there. */
function findInSide(quote: string, where: FileSide, grounding: Grounding): readonly LineRange[] {
  const forms = listQuoteForms(quote, where.side);
  const found = findFirstForm(forms, textOf(where, grounding));
  const isReplaced = quote.includes("[[") || quote.includes("\\u{");
  return found.length > 0 || !isReplaced ? found : findFirstForm(forms, shownTextOf(where, grounding));
}

function findFirstForm(forms: readonly string[], text: SideText): readonly LineRange[] {
  for (const form of forms) {
    const found = findQuote(text, form);
    if (found.length > 0) return found;
  }
  return [];
}

/** The range that touches a hunk and is nearest to the claimed line; the first one where no line is claimed. */
function selectRange(found: readonly LineRange[], claim: Claim, text: SideText): LineRange | null {
  const line = claim.lines[0]?.start ?? 0;
  let best: LineRange | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const range of found) {
    const distance = Math.max(range.start - line, line - range.end, 0);
    if (distance < bestDistance && findTouchedLine(text, range) !== null) {
      best = range;
      bestDistance = distance;
    }
  }
  return best;
}

function locateBySymbol(claim: Claim, grounding: Grounding): Located | null {
  const names = claim.symbols.flatMap(readNames);
  let isOutside = false;
  for (const where of listTexts(claim, grounding)) {
    const facts =
      grounding.facts.find((entry) => entry.file === where.file && entry.side === where.side)?.facts ?? null;
    const text = textOf(where, grounding);
    for (const name of names) {
      const lines = listSymbolLines(name, text, facts);
      const range = selectTouched(lines, text);
      if (range !== null) return { place: placeAt(where, range, grounding) };
      isOutside ||= lines.length > 0;
    }
  }
  if (isOutside)
    return { reason: "outside-change", detail: "The named code lies outside the changed hunks." };
  return names.length > 0
    ? { reason: "quote-not-found", detail: "None of the names it gives stands in the change." }
    : null;
}

/** A claim that points at no code is about all of it: it gets the first changed line that bears it out. */
function locateByFault(claim: Claim, grounding: Grounding): Located | null {
  if (claim.quote !== null) return null;
  const texts = listTexts(claim, grounding).filter(({ side }) => side === "RIGHT");
  const faults = locateFaults(
    claim,
    texts.map(({ file }) => file),
    (file) => headOf(file, grounding),
  );
  if (faults === null) return null;
  if (faults === "none")
    return { reason: "contradicted-by-code", detail: "No line of the files that it is about bears it out." };
  for (const where of texts) {
    const lines = faults.filter(({ file }) => file === where.file).map(({ line }) => line);
    const range = selectTouched(lines, textOf(where, grounding));
    if (range !== null) return { place: placeAt(where, range, grounding) };
  }
  return { reason: "outside-change", detail: "The code that bears it out lies outside the changed hunks." };
}

function headOf(file: number, { heads, change, facts }: Grounding): FileEvidence {
  const known = heads.get(file) ?? gatherFile(change, facts, { file, side: "RIGHT" });
  heads.set(file, known);
  return known;
}

/** A place of at most ten lines that begins where the range is touched when it has to be shortened. */
function placeAt(where: FileSide, range: LineRange, grounding: Grounding): Place {
  const text = textOf(where, grounding);
  const isLong = range.end - range.start >= MAX_PLACE_LINES;
  const startLine = isLong ? (findTouchedLine(text, range) ?? range.start) : range.start;
  const endLine = Math.min(range.end, startLine + MAX_PLACE_LINES - 1);
  const lines: string[] = [];
  for (let number = startLine; number <= endLine; number += 1) lines.push(text.lines.get(number) ?? "");
  const { file, side, changed } = where;
  return { file, path: changed.path, side, startLine, endLine, quote: grounding.mask(lines.join("\n")) };
}

function textOf(where: FileSide, grounding: Grounding): SideText {
  return cachedText("real", where, grounding);
}

function shownTextOf(where: FileSide, grounding: Grounding): SideText {
  const { redact } = grounding;
  return cachedText("shown", where, grounding, (text) => escapeInvisible(redact?.(text) ?? text));
}

function cachedText(
  form: "real" | "shown",
  { file, side, changed }: FileSide,
  grounding: Grounding,
  transform?: (text: string) => string,
): SideText {
  const key = `${form}:${file}:${side}`;
  const known = grounding.texts.get(key);
  if (known !== undefined) return known;
  const text = indexSide(changed, side, transform);
  grounding.texts.set(key, text);
  return text;
}
