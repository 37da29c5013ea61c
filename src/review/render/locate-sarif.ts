import type { ChangedFile, ChangeSet } from "../../domain/change-set.ts";
import type { Place } from "../../domain/finding.ts";
import { locateHeadLine } from "../findings/locate-head-line.ts";

/** A region of whole lines (SARIF 2.1.0, section 3.30); columns count UTF-16 units from 1, the end is exclusive. */
interface SarifRegion {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface SarifLocation {
  readonly artifactLocation: { readonly uri: string; readonly uriBaseId: "%SRCROOT%" };
  readonly region: SarifRegion;
}

/**
 * Where a result stands at the head, the only side that the format knows. Removed code is marked at the nearest line,
 * and at the beginning of a file that is gone or not at hand: code scanning of GitHub wants a region always.
 */
export function locateSarif(place: Place, change: ChangeSet | null): SarifLocation {
  const file = change?.files[place.file];
  const artifactLocation = { uri: renderUri(file?.path ?? place.path), uriBaseId: "%SRCROOT%" } as const;
  if (place.side === "RIGHT") {
    const last = readHeadLine(file, place.endLine) ?? place.quote.split("\n").at(-1) ?? "";
    return { artifactLocation, region: renderRegion(place.startLine, place.endLine, last) };
  }
  const line = file === undefined ? null : locateHeadLine(file, place.startLine);
  if (line === null) return { artifactLocation, region: renderRegion(1, 1, "") };
  return { artifactLocation, region: renderRegion(line, line, readHeadLine(file, line) ?? "") };
}

function renderRegion(startLine: number, endLine: number, lastLine: string): SarifRegion {
  return { startLine, startColumn: 1, endLine, endColumn: lastLine.replace(/\r$/, "").length + 1 };
}

/** A line of the head as it stands there; null where it is not known. */
function readHeadLine(file: ChangedFile | undefined, line: number): string | null {
  for (const { firstLine, text } of file?.head ?? []) {
    if (line < firstLine) continue;
    const found = text.split("\n")[line - firstLine];
    if (found !== undefined) return found;
  }
  return null;
}

/** Characters that look like a dot segment and are none, however often a reader decodes them. */
const dots: ReadonlyMap<string, string> = new Map([
  [".", "\u2024"],
  ["..", "\u2025"],
]);

/** A relative reference (RFC 3986): no scheme, authority or dot segment, whatever the path is called. */
function renderUri(path: string): string {
  const segments = path.split("/").filter((segment) => segment !== "");
  const shown = segments.length === 0 ? [path] : segments;
  return shown.map((segment) => encodeURIComponent((dots.get(segment) ?? segment).toWellFormed())).join("/");
}
