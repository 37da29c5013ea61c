import type { ReviewUnit, UnitContext, UnitHunk, UnitLead, UnitLine } from "../../domain/unit.ts";
import { quoteName } from "./quote-name.ts";

const markers = { added: "+", removed: "-", context: " ", surrounding: "." } as const;

/**
 * The code part of a prompt: each file named once by number and JSON-escaped path, each line with side and number.
 * Behind each hunk stands its context, without the lines that the unit shows before.
 */
export function formatUnit(unit: Pick<ReviewUnit, "hunks">): string {
  const parts: string[] = [];
  const shown = new Set(unit.hunks.flatMap(listShown));
  let currentFile: number | null = null;
  for (const hunk of unit.hunks) {
    if (hunk.ref.file !== currentFile) parts.push(formatFile(hunk));
    currentFile = hunk.ref.file;
    parts.push(formatUnitHunk(hunk));
    for (const context of hunk.context ?? []) parts.push(...formatNew(context, hunk.path, shown));
  }
  return parts.join("\n");
}

/** One hunk: `hunk 3.0 in f`, then lines such as `R12 + text` or `L9 - text`. */
export function formatUnitHunk(hunk: UnitHunk): string {
  const scope = hunk.scope === null ? "" : ` in ${quoteName(hunk.scope)}`;
  return [`hunk ${hunk.label}${scope}`, ...hunk.lines.map(formatLine)].join("\n");
}

/** `context "path" why`, then lines such as `R12 . text` of the file of the hunk and `C12 . text` of any other. */
export function formatContext({ path, why, lines }: Omit<UnitContext, "tokens">, ownPath: string): string {
  const side = path === ownPath ? "R" : "C";
  const head = `context ${quoteName(path)} ${why}`;
  return [head, ...lines.map(({ line, text }) => `${side}${line} ${markers.surrounding} ${text}`)].join("\n");
}

/** Keys of the head lines that a hunk shows. */
export function listShown({ path, lines }: Pick<UnitHunk, "path" | "lines">): readonly string[] {
  return lines.flatMap(({ newLine }) => (newLine === null ? [] : [shownKey(path, newLine)]));
}

/** Names a line of the head. */
export function shownKey(path: string, line: number): string {
  return `${line} ${path}`;
}

/** The lines that were not shown yet, which they are from now on. */
function formatNew(context: UnitContext, ownPath: string, shown: Set<string>): readonly string[] {
  const { path } = context;
  const lines = context.lines.filter(({ line }) => !shown.has(shownKey(path, line)));
  for (const { line } of lines) shown.add(shownKey(path, line));
  return lines.length === 0 ? [] : [formatContext({ ...context, lines }, ownPath)];
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
  return `file ${hunk.ref.file} ${quoteName(hunk.path)}`;
}

function formatLine(line: UnitLine): string {
  const place = line.kind === "removed" ? `L${line.oldLine ?? 0}` : `R${line.newLine ?? 0}`;
  return `${place} ${markers[line.kind]} ${line.text}`;
}
