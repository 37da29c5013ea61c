import type { FindingEdit } from "../../domain/finding.ts";
import type { CommentPlace } from "../findings/place-findings.ts";
import { escapeInvisible } from "../redact/escape-invisible.ts";

/** What other bots, and GitHub itself, may take for a command where a line begins with it. */
const looksLikeCommand = /^\s*(?:[/!][a-z]|@|bors\b|(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)\b)/i;

/**
 * An edit as a block that GitHub offers to commit; null where it would not replace exactly the lines of the comment, or
 * where a line of it could be read as anything but code. The fence is longer than every run of its sign inside.
 */
export function renderSuggestionBlock(edit: FindingEdit, place: CommentPlace): string | null {
  const { startLine, endLine, lines } = edit;
  const isSameRange = (place.startLine ?? place.line) === startLine && place.line === endLine;
  if (place.side !== "RIGHT" || !isSameRange || !lines.every(isPlainCode)) return null;
  const longest = Math.max(0, ...lines.flatMap((line) => line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(Math.max(3, longest + 1));
  return [`${fence}suggestion`, ...lines, fence].join("\n");
}

/** One line, with nothing in it that its reader would not see before committing it. */
function isPlainCode(line: string): boolean {
  const isVisible = line.isWellFormed() && escapeInvisible(line) === line && !/[\n\r]/.test(line);
  return isVisible && !looksLikeCommand.test(line);
}
