import type { ChangeSet } from "../domain/change-set.ts";
import type { UnnamedFinding } from "../domain/finding.ts";
import type { Lead } from "../domain/syntax.ts";
import { type ChangedText, lineOf, readChangedText } from "./changed-text.ts";
import { hideCredentials } from "./show-text.ts";

const maxQuotedLines = 6;
const maxQuotedCharacters = 2000;

/** Leads as findings of the lowest confidence, for a review in which nobody answered their questions. */
export function patternFindings(leads: readonly Lead[], change: ChangeSet): readonly UnnamedFinding[] {
  const texts = new Map<string, ChangedText>();
  return leads.flatMap((lead) => {
    const file = change.files[lead.file];
    if (file === undefined) return [];
    const key = `${lead.file} ${lead.side}`;
    const text = texts.get(key) ?? readChangedText(file, lead.side);
    texts.set(key, text);
    const endLine = Math.min(lead.endLine, lead.startLine + maxQuotedLines - 1);
    const lines: string[] = [];
    for (let line = lead.startLine; line <= endLine; line++) lines.push(lineOf(text, line) ?? "");
    const quote = hideCredentials(lines.join("\n")).slice(0, maxQuotedCharacters);
    const { file: index, path, side, startLine } = lead;
    return [
      {
        title: lead.title,
        cwe: lead.cwe,
        severity: lead.severity,
        confidence: "pattern" as const,
        source: "check" as const,
        rule: lead.rule,
        place: { file: index, path, side, startLine, endLine, quote },
        explanation: `The rule ${lead.rule} matched here. ${grounds(lead)}: whether it can be attacked was not examined. To decide: ${lead.question}`,
        attack: null,
        fix: null,
      },
    ];
  });
}

function grounds({ isProven }: Lead): string {
  return isProven === true
    ? "That it takes so long was shown with a text made for it"
    : "Only the pattern of the code was compared";
}
