import type { ChangedFile, ChangeSet, Side } from "../domain/change-set.ts";
import type { Confidence, LineRange, Severity, UnnamedFinding } from "../domain/finding.ts";
import { type ChangedText, lineOf, readChangedText } from "./changed-text.ts";
import type { CheckRule } from "./check-rule.ts";
import { hideCredentials } from "./show-text.ts";

/** What a rule saw in one text. It becomes a finding only when the change brought it in. */
export interface Observation {
  readonly rule: CheckRule;
  /** Equal for the same thing in base and head, wherever it stands. */
  readonly key: string;
  /** Lines that prove it, the best place first. */
  readonly evidence: readonly LineRange[];
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly explanation: string;
  /** A base line that matches held the danger off: its removal is the place when no evidence was touched. */
  readonly guard?: RegExp;
  /** Replaces a value in the quotation that must not be published. */
  readonly hide?: string;
}

/** One file under examination. */
export interface CheckedFile {
  readonly index: number;
  readonly file: ChangedFile;
  readonly head: ChangedText;
  readonly base: ChangedText;
}

const MAX_QUOTED_LINES = 6;
const MAX_QUOTED_CHARACTERS = 2000;
const MAX_FINDINGS_PER_FILE = 50;

/** The text files of a change, both sides split into lines. */
export function* checkedFiles(
  change: ChangeSet,
  isWanted: (path: string) => boolean,
): Generator<CheckedFile> {
  for (const [index, file] of change.files.entries()) {
    const previous = file.previousPath;
    if (file.kind !== "text" || !(isWanted(file.path) || (previous !== null && isWanted(previous)))) continue;
    yield { index, file, head: readChangedText(file, "RIGHT"), base: readChangedText(file, "LEFT") };
  }
}

/** Turns an observation at a known range into a finding; lines and quote come from the text itself. */
export function placeObservation(
  checked: CheckedFile,
  observation: Observation,
  at: { readonly side: Side; readonly range: LineRange },
): UnnamedFinding {
  const text = at.side === "RIGHT" ? checked.head : checked.base;
  const end = Math.min(at.range.end, at.range.start + MAX_QUOTED_LINES - 1);
  const lines: string[] = [];
  for (let line = at.range.start; line <= end; line++) lines.push(lineOf(text, line) ?? "");
  const quote = hideCredentials(lines.join("\n")).slice(0, MAX_QUOTED_CHARACTERS);
  const { rule } = observation;
  return {
    title: rule.title,
    cwe: rule.cwe,
    severity: observation.severity,
    confidence: observation.confidence,
    source: "check",
    rule: rule.id,
    place: {
      file: checked.index,
      path: checked.file.path,
      side: at.side,
      startLine: at.range.start,
      endLine: end,
      quote: observation.hide ? quote.replaceAll(observation.hide, "[masked]") : quote,
    },
    explanation: observation.explanation,
    attack: rule.attack,
    fix: rule.help,
  };
}

function isTouched(text: ChangedText, range: LineRange): boolean {
  for (let line = range.start; line <= range.end; line++) if (text.touched.has(line)) return true;
  return false;
}

/** The touched lines of a range, from the first to the last: what a reader of the diff can see. */
function touchedPart(text: ChangedText, range: LineRange): LineRange {
  let { start, end } = range;
  while (start < end && !text.touched.has(start)) start++;
  while (end > start && !text.touched.has(end)) end--;
  return { start, end };
}

function removedGuard(checked: CheckedFile, guard: RegExp): LineRange | null {
  for (const line of checked.base.touched) {
    if (guard.test(lineOf(checked.base, line) ?? "")) return { start: line, end: line };
  }
  return null;
}

function placeOf(
  checked: CheckedFile,
  observation: Observation,
): { readonly side: Side; readonly range: LineRange } | null {
  for (const range of observation.evidence) {
    if (isTouched(checked.head, range)) return { side: "RIGHT", range: touchedPart(checked.head, range) };
  }
  const guard = observation.guard === undefined ? null : removedGuard(checked, observation.guard);
  return guard === null ? null : { side: "LEFT", range: guard };
}

function isSamePlace(
  finding: UnnamedFinding,
  one: Observation,
  at: { readonly side: Side; readonly range: LineRange },
): boolean {
  const { place } = finding;
  return finding.rule === one.rule.id && place.side === at.side && place.startLine === at.range.start;
}

/**
 * The observations of the head that the base did not have, at the lines that the change touched.
 * What stood there before, moved or re-indented, gives nothing. At most 50 a file.
 */
export function selectIntroduced(
  checked: CheckedFile,
  head: readonly Observation[],
  base: readonly Observation[],
): UnnamedFinding[] {
  const surplus = new Map<string, number>();
  const keyOf = (one: Observation) => `${one.rule.id}\n${one.key}`;
  for (const one of head) surplus.set(keyOf(one), (surplus.get(keyOf(one)) ?? 0) + 1);
  for (const one of base) surplus.set(keyOf(one), (surplus.get(keyOf(one)) ?? 0) - 1);
  const findings: UnnamedFinding[] = [];
  for (const one of head) {
    const left = surplus.get(keyOf(one)) ?? 0;
    if (left <= 0 || findings.length >= MAX_FINDINGS_PER_FILE) continue;
    const at = placeOf(checked, one);
    if (at === null || findings.some((other) => isSamePlace(other, one, at))) continue;
    surplus.set(keyOf(one), left - 1);
    findings.push(placeObservation(checked, one, at));
  }
  return findings;
}
