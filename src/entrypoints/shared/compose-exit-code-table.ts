import { exitCodeMeanings } from "./exit-codes.ts";
import { insertBetween } from "./insert-between.ts";

const markers = { begin: "<!-- exit codes -->", end: "<!-- /exit codes -->" };

/** The document with the table of exit codes between its markers. Throws where a marker is missing. */
export function insertExitCodeTable(document: string): string {
  const rows = Object.entries(exitCodeMeanings).map(([code, meaning]) => `| ${code} | ${meaning} |`);
  return insertBetween(document, markers, ["| Exit code | Meaning |", "|---|---|", ...rows].join("\n"));
}
