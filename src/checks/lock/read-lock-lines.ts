import type { Segment } from "../changed-text.ts";
import { draftEntry, type LockDraft, type LockEntry } from "./lock-entry.ts";

const MAX_LINE = 4000;

/** How a line-based lock file is read: which line opens an entry, and what the other lines add to it. */
export interface LineFormat {
  readonly open: (line: string) => {
    readonly slot: string;
    readonly name: string;
    readonly alias?: string;
    readonly version?: string;
  } | null;
  /** A line that ends the entry, such as a heading of another part. */
  readonly isEnd: (line: string) => boolean;
  readonly take: (draft: LockDraft, line: string, number: number) => void;
}

/** Reads the entries of one run of lines; what stands before the first opening line is an entry without a name. */
export function readLines(segment: Segment, ordinal: number, format: LineFormat): LockEntry[] {
  const drafts: LockDraft[] = [];
  let draft: LockDraft | null = draftEntry(`#${ordinal}`, "", segment.firstLine);
  drafts.push(draft);
  for (const [offset, full] of segment.lines.entries()) {
    const line = full.slice(0, MAX_LINE);
    const number = segment.firstLine + offset;
    const opened = format.open(line);
    if (opened !== null) {
      draft = draftEntry(opened.slot, opened.name, number);
      draft.alias = opened.alias ?? null;
      if (opened.version !== undefined) draft.version = { text: opened.version, line: number };
      drafts.push(draft);
    } else if (format.isEnd(line)) {
      draft = null;
      continue;
    }
    if (draft === null) continue;
    draft.endLine = number;
    format.take(draft, line, number);
  }
  return drafts;
}
