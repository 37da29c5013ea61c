import type { CommitSha } from "../../domain/change-set.ts";
import { longestBody } from "./draft-context.ts";

const opening = "**Superseded** by the review of ";
/** GitHub's own limit is 65,536 characters; what an old body holds beyond this cannot be wrapped. */
const longestWrapped = longestBody + 4_000;
const hiddenComment = /<!-- assay:1 [^\s<>]{1,200} [0-9a-f]{64} -->/g;

/**
 * The body of an older review of ours after a newer one: one line, with everything that it said folded below, its
 * markers included. A body that was marked before comes back as it is.
 */
export function renderSuperseded(
  body: string,
  by: { readonly head: CommitSha; readonly url: string },
): string {
  if (body.startsWith(opening)) return body;
  const line = `${opening}[\`${by.head.slice(0, 7)}\`](${by.url}).`;
  const wrapped = `${line}\n\n<details><summary>What this review said</summary>\n\n${body.trim()}\n\n</details>\n`;
  if (wrapped.length <= longestWrapped) return wrapped;
  // Ours stands at the end; quoted code may hold any number before it.
  const markers = body.match(hiddenComment) ?? [];
  return `${[line, ...markers.slice(-5)].join("\n\n")}\n`;
}
