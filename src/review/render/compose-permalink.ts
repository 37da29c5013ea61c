import type { CommitSha } from "../../domain/change-set.ts";
import type { Place } from "../../domain/finding.ts";
import type { DraftContext } from "./draft-context.ts";

/** Longer paths are shown without a link. */
const longestPath = 1_000;

/** Lines of a file at one commit. */
export interface PermanentPlace {
  /** `https://github.com/owner/name` without a slash at its end. */
  readonly repositoryUrl: string;
  readonly commit: CommitSha;
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
}

/** A link that shows the same lines for ever; null for a path that an address cannot hold as it is. */
export function composePermalink(place: PermanentPlace): string | null {
  const { path, startLine, endLine } = place;
  if (path.length > longestPath || !path.isWellFormed()) return null;
  const segments = path.split("/");
  // Browsers resolve these before they ask, also in their encoded form.
  if (segments.some((segment) => segment === "" || segment === "." || segment === "..")) return null;
  const lines = startLine === endLine ? `L${startLine}` : `L${startLine}-L${endLine}`;
  return `${place.repositoryUrl}/blob/${place.commit}/${segments.map(encodeSegment).join("/")}?plain=1#${lines}`;
}

/** The permanent link to a finding: at the head, or for removed code at the merge base under its old name. */
export function composePlaceUrl(place: Place, context: DraftContext): string | null {
  const { change, repositoryUrl, headSha, mergeBase } = context;
  const { path, startLine, endLine } = place;
  if (place.side === "RIGHT") {
    return composePermalink({ repositoryUrl, commit: headSha, path, startLine, endLine });
  }
  const named = change.files[place.file];
  const previous = named?.path === path ? named.previousPath : null;
  return composePermalink({ repositoryUrl, commit: mergeBase, path: previous ?? path, startLine, endLine });
}

/** Everything but letters, digits and three marks that mean nothing in Markdown. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(
    /[!'()*_~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}
