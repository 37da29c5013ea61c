import type { Excerpt } from "../../domain/change-set.ts";

/** Several excerpts as one text, an empty line between each two of them. */
export interface JoinedExcerpts {
  readonly text: string;
  readonly parts: readonly JoinedPart[];
}

/** Where one excerpt stands in a joined text. Lines are 1-based lines of that text, inclusive. */
export interface JoinedPart {
  readonly excerpt: Excerpt;
  readonly startLine: number;
  readonly endLine: number;
}

/**
 * Excerpts one behind the other, in texts of at most `maxCharacters` unless a single one is longer: reading a text
 * has a price of its own, and a diff may hold 100,000 excerpts of one line.
 */
export function joinExcerpts(excerpts: readonly Excerpt[], maxCharacters: number): readonly JoinedExcerpts[] {
  const groups: { excerpts: Excerpt[]; characters: number }[] = [];
  for (const excerpt of excerpts) {
    const characters = excerpt.text.length + 2;
    const current = groups.at(-1);
    if (current !== undefined && current.characters + characters <= maxCharacters) {
      current.excerpts.push(excerpt);
      current.characters += characters;
    } else groups.push({ excerpts: [excerpt], characters });
  }
  return groups.map((group) => joinGroup(group.excerpts));
}

function joinGroup(excerpts: readonly Excerpt[]): JoinedExcerpts {
  let line = 1;
  const parts = excerpts.map((excerpt) => {
    const startLine = line;
    const endLine = startLine + countLineFeeds(excerpt.text);
    line = endLine + 2;
    return { excerpt, startLine, endLine };
  });
  return { text: excerpts.map(({ text }) => text).join("\n\n"), parts };
}

function countLineFeeds(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}

/** The part that holds a line of a joined text; null for a line between two parts. */
export function findPart({ parts }: JoinedExcerpts, line: number): JoinedPart | null {
  let low = 0;
  let high = parts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((parts[middle]?.startLine ?? Number.POSITIVE_INFINITY) <= line) low = middle;
    else high = middle;
  }
  const part = parts[low];
  return part !== undefined && part.startLine <= line && line <= part.endLine ? part : null;
}

/** The line of the file for a line within a part. */
export function lineOfFile({ excerpt, startLine }: JoinedPart, line: number): number {
  return line - startLine + excerpt.firstLine;
}
