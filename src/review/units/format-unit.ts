import type { ReviewUnit, UnitHunk, UnitLead, UnitLine } from "../../domain/unit.ts";

/** Longest path that a prompt shows, in UTF-16 units. */
const longestPath = 512;
const markers = { added: "+", removed: "-", context: " ", surrounding: "." } as const;

/** The code part of a prompt: each file named once by number and JSON-escaped path, each line with side and number. */
export function formatUnit(unit: ReviewUnit): string {
  const parts: string[] = [];
  let currentFile: number | null = null;
  for (const hunk of unit.hunks) {
    if (hunk.ref.file !== currentFile) parts.push(formatFile(hunk));
    currentFile = hunk.ref.file;
    parts.push(formatUnitHunk(hunk));
  }
  return parts.join("\n");
}

/** One hunk: `hunk 3.0 in f`, then lines such as `R12 + text` or `L9 - text`. */
export function formatUnitHunk(hunk: UnitHunk): string {
  const scope = hunk.scope === null ? "" : ` in ${JSON.stringify(hunk.scope.slice(0, longestPath))}`;
  return [`hunk ${hunk.label}${scope}`, ...hunk.lines.map(formatLine)].join("\n");
}

/** The located questions of a unit, one a line; empty when there are none. */
export function formatLeads(leads: readonly UnitLead[]): string {
  return leads
    .map(({ number, lead }) => {
      const side = lead.side === "LEFT" ? "L" : "R";
      const lines =
        lead.startLine === lead.endLine ? `${lead.startLine}` : `${lead.startLine}-${lead.endLine}`;
      return `${number}. file ${lead.file}, ${side}${lines} (${lead.cwe}, ${lead.title}): ${lead.question}`;
    })
    .join("\n");
}

function formatFile(hunk: UnitHunk): string {
  return `file ${hunk.ref.file} ${JSON.stringify(hunk.path.slice(0, longestPath))}`;
}

function formatLine(line: UnitLine): string {
  const place = line.kind === "removed" ? `L${line.oldLine ?? 0}` : `R${line.newLine ?? 0}`;
  return `${place} ${markers[line.kind]} ${line.text}`;
}
