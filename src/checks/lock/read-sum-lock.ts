import type { Segment } from "../changed-text.ts";
import { draftEntry, type LockEntry } from "./lock-entry.ts";

const MAX_LINE = 4000;

/** go.sum: every line is an entry of its own. */
export function readGoSum(segment: Segment): LockEntry[] {
  return segment.lines.flatMap((line, offset) => {
    const match = /^(\S{1,300}) (v\S{1,200}) (h1:\S{1,100})$/.exec(line.slice(0, 700));
    if (match === null) return [];
    const number = segment.firstLine + offset;
    const draft = draftEntry(`${match[1]} ${match[2]}`, match[1] ?? "", number);
    draft.hashes.set("", { text: match[3] ?? "", line: number });
    return [{ ...draft, version: { text: match[2] ?? "", line: number } }];
  });
}

interface GemState {
  source: LockEntry["source"];
  isGit: boolean;
}

function takeHeading(state: GemState, line: string, number: number): void {
  if (/^[A-Z][A-Z ]*$/.test(line)) {
    state.isGit = line.startsWith("GIT");
    state.source = null;
  }
  const remote = /^ {2}remote:\s*(\S{1,1000})/.exec(line)?.[1];
  if (remote !== undefined) state.source = { text: `${state.isGit ? "git+" : ""}${remote}`, line: number };
}

function readGem(line: string, number: number, source: LockEntry["source"]): LockEntry | null {
  const match = /^ {2,4}([\w.-]{1,200}) \(([^)\s]{1,100})\)(?: (sha256=[0-9a-f]{1,100}))?$/.exec(line);
  if (match === null) return null;
  const [, name = "", version = "", hash] = match;
  const draft = draftEntry(`${hash === undefined ? "spec" : "sum"} ${name}`, name, number);
  if (hash !== undefined) draft.hashes.set("", { text: hash, line: number });
  return { ...draft, version: { text: version, line: number }, source: hash === undefined ? source : null };
}

/** Gemfile.lock: sources from `remote:`, versions from the indented specs, hashes from CHECKSUMS. */
export function readGemfileLock(segment: Segment): LockEntry[] {
  const state: GemState = { source: null, isGit: false };
  return segment.lines.flatMap((full, offset) => {
    const line = full.slice(0, MAX_LINE);
    const number = segment.firstLine + offset;
    takeHeading(state, line, number);
    return readGem(line, number, state.source) ?? [];
  });
}
