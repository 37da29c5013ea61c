import type { ChangedFile, ChangeSet, Side } from "../domain/change-set.ts";
import type { Severity, UnnamedFinding } from "../domain/finding.ts";
import type { SecretMatch } from "../domain/secret.ts";
import { maskSecretLines } from "./mask-secret-lines.ts";
import { articleOf, type SecretRule, selectSecretRule } from "./secret-rules.ts";

const MAX_LISTED_LINES = 10;
const MAX_FINDINGS_PER_FILE = 100;
const REMOVED_SEVERITY: Readonly<Record<Severity, Severity>> = {
  critical: "high",
  high: "medium",
  medium: "low",
  low: "low",
};

/** All places of one value in one file on one side that the change touched. */
interface TouchedSecret {
  readonly match: SecretMatch;
  readonly lines: readonly { readonly start: number; readonly end: number }[];
}

function touchedLines(file: ChangedFile, side: Side): ReadonlySet<number> {
  const kind = side === "RIGHT" ? "added" : "removed";
  const lines = file.hunks.flatMap((hunk) => hunk.lines).filter((line) => line.kind === kind);
  return new Set(lines.map((line) => line.newLine ?? line.oldLine ?? 0));
}

/** The first run of touched lines within the match: where the diff shows it. */
function touchedRun(match: SecretMatch, touched: ReadonlySet<number>) {
  let start = match.startLine;
  while (start <= match.endLine && !touched.has(start)) start++;
  if (start > match.endLine) return null;
  let end = start;
  while (end < match.endLine && touched.has(end + 1)) end++;
  return { start, end };
}

function collectTouched(matches: readonly SecretMatch[], change: ChangeSet): readonly TouchedSecret[] {
  const touchedBySide = change.files.map((file) => ({
    LEFT: touchedLines(file, "LEFT"),
    RIGHT: touchedLines(file, "RIGHT"),
  }));
  const found = new Map<string, { match: SecretMatch; lines: { start: number; end: number }[] }>();
  for (const match of matches) {
    const touched = touchedBySide[match.file]?.[match.side];
    const run = touched === undefined ? null : touchedRun(match, touched);
    if (run === null) continue;
    const key = `${match.file}\n${match.side}\n${match.value}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, { match, lines: [run] });
    else known.lines.push(run);
  }
  return [...found.values()];
}

function otherLines(lines: TouchedSecret["lines"]): string {
  if (lines.length < 2) return "";
  const listed = lines.slice(1, MAX_LISTED_LINES + 1).map((line) => line.start);
  const rest = lines.length - 1 - listed.length;
  return ` The same value stands on line ${listed.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}.`;
}

function describe(
  rule: SecretRule,
  side: Side,
): Pick<UnnamedFinding, "title" | "explanation" | "attack" | "fix"> {
  const what = `${articleOf(rule.name)} ${rule.name}`;
  const looks = rule.confidence === "certain" ? "holds" : "seems to hold";
  const attack = `Somebody who can read the repository, a fork, a build log or a backup copies the value. They can then ${rule.power}.`;
  if (side === "RIGHT") {
    return {
      title: rule.title,
      explanation: `This line ${looks} ${what}. Everybody with access to the code or its history can read it.`,
      attack,
      fix: rule.help,
    };
  }
  return {
    title: `Removed ${rule.name} stays in the history`,
    explanation: `The change removes a line that ${looks} ${what}. The value can still be read in the history of the repository.`,
    attack,
    fix: "Revoke the value and issue a new one. Removing the line is not enough.",
  };
}

function toFinding(touched: TouchedSecret, change: ChangeSet): UnnamedFinding[] {
  const { match, lines } = touched;
  const file = change.files[match.file];
  const [first] = lines;
  if (file === undefined || first === undefined) return [];
  const rule = selectSecretRule(match.rule);
  const texts = describe(rule, match.side);
  return [
    {
      ...texts,
      explanation: texts.explanation + otherLines(lines),
      cwe: rule.cwe,
      severity: match.side === "RIGHT" ? rule.severity : REMOVED_SEVERITY[rule.severity],
      confidence: rule.confidence,
      source: "check",
      rule: rule.id,
      place: {
        file: match.file,
        path: file.path,
        side: match.side,
        startLine: first.start,
        endLine: first.end,
        quote: "",
      },
    },
  ];
}

function withQuote(
  finding: UnnamedFinding,
  change: ChangeSet,
  secrets: readonly SecretMatch[],
): UnnamedFinding {
  const { file, side, startLine, endLine } = finding.place;
  const changed = change.files[file];
  if (changed === undefined) return finding;
  const quote = maskSecretLines(changed, { side, start: startLine, end: endLine }, secrets);
  return { ...finding, place: { ...finding.place, quote } };
}

/** The first findings of every file; the last one says how many were left out. */
function limitPerFile(findings: readonly UnnamedFinding[]): readonly UnnamedFinding[] {
  return [...Map.groupBy(findings, (finding) => finding.place.file).values()].flatMap((ofFile) => {
    const kept = ofFile.slice(0, MAX_FINDINGS_PER_FILE);
    const last = kept.at(-1);
    const left = ofFile.length - kept.length;
    if (left === 0 || last === undefined) return kept;
    return kept.with(-1, {
      ...last,
      explanation: `${last.explanation} ${left} more secrets are in this file.`,
    });
  });
}

/**
 * One finding for each secret value and file that the change adds or removes, at most 100 a file. A value that is
 * removed at one place and added at another is reported once, where it was added. Unchanged lines give nothing.
 */
export function secretFindings(
  matches: readonly SecretMatch[],
  change: ChangeSet,
): readonly UnnamedFinding[] {
  const touched = collectTouched(matches, change);
  const added = new Set(
    touched.filter(({ match }) => match.side === "RIGHT").map(({ match }) => match.value),
  );
  const reported = touched.filter(({ match }) => match.side === "RIGHT" || !added.has(match.value));
  const findings = reported.flatMap((one) => toFinding(one, change));
  const secrets = Map.groupBy(matches, (match) => match.file);
  return limitPerFile(findings).map((finding) =>
    withQuote(finding, change, secrets.get(finding.place.file) ?? []),
  );
}
