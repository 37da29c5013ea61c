import type { Segment } from "../changed-text.ts";
import type { LockDraft, LockEntry, LockValue } from "./lock-entry.ts";
import { type LineFormat, readLines } from "./read-lock-lines.ts";

function openYarn(line: string): ReturnType<LineFormat["open"]> {
  const match = /^"?(@?[^@\s"]{1,214})@([^\n]*):\s*$/.exec(line);
  if (match === null || line.startsWith(" ") || line.startsWith("#")) return null;
  const name = match[1] ?? "";
  const alias = /^npm:(@?[a-z0-9][^@\s",]{0,213})@/i.exec((match[2] ?? "").replace(/^patch:.*/, ""))?.[1];
  return { slot: `${name}@${match[2]}`, name, ...(alias === undefined ? {} : { alias }) };
}

function takeYarn(draft: LockDraft, line: string, number: number): void {
  const match = /^ {2}"?(version|resolved|resolution|integrity|checksum)"?:?\s+"?([^"\n]*)"?\s*$/.exec(line);
  const value = { text: (match?.[2] ?? "").trim(), line: number };
  if (match === null) return;
  if (match[1] === "version") draft.version = value;
  else if (match[1] === "resolved") draft.source = value;
  else if (match[1] === "resolution") takeResolution(draft, value);
  else draft.hashes.set("", value);
}

/** Berry: `name@npm:1.2.3`, `name@https://...`, `name@workspace:...`. */
function takeResolution(draft: LockDraft, value: LockValue): void {
  const origin = /^@?[^@]{1,214}@(.+)$/.exec(value.text)?.[1] ?? "";
  if (origin.startsWith("npm:"))
    draft.source = { text: `npm:${value.text.replace("@npm:", "@")}`, line: value.line };
  else if (/^(?:https?|git|ssh)/.test(origin)) draft.source = { text: origin, line: value.line };
}

/** yarn.lock of Yarn 1 and later. */
export function readYarnLock(segment: Segment, ordinal: number): LockEntry[] {
  return readLines(segment, ordinal, {
    open: openYarn,
    isEnd: (line) => /^\S/.test(line) && !line.startsWith("#"),
    take: takeYarn,
  });
}

function openPnpm(line: string): ReturnType<LineFormat["open"]> {
  const match =
    /^ {2}["']?\/?(@?[^\s@"'():]{1,214})[@/](\d[^\s"'()]{0,100}|https?:[^\s"'()]{1,500}|git[^\s"'()]{1,500}|file:[^\s"'()]{1,300})(?:\([^\n]*)?["']?:\s*$/.exec(
      line,
    );
  if (match === null) return null;
  const [, name = "", version = ""] = match;
  return { slot: `${name}@${version}`, name, ...(/^\d/.test(version) ? { version } : {}) };
}

function takePnpm(draft: LockDraft, line: string, number: number): void {
  const integrity = /\bintegrity:\s*["']?(sha\d+-[A-Za-z0-9+/=]{1,200})/.exec(line)?.[1];
  const tarball = /\btarball:\s*["']?([^\s,}"']{1,1000})/.exec(line)?.[1];
  const repository = /\brepo:\s*["']?([^\s,}"']{1,1000})/.exec(line)?.[1];
  if (integrity !== undefined) draft.hashes.set("", { text: integrity, line: number });
  if (tarball !== undefined) draft.source = { text: tarball, line: number };
  if (repository !== undefined) draft.source = { text: `git+${repository}`, line: number };
  if (/^ {4}requiresBuild:\s*true\b/.test(line)) draft.installScript = number;
}

/** pnpm-lock.yaml, lock versions 5 to 9. */
export function readPnpmLock(segment: Segment, ordinal: number): LockEntry[] {
  return readLines(segment, ordinal, {
    open: openPnpm,
    isEnd: (line) => /^(?:\S| {2}\S)/.test(line),
    take: takePnpm,
  });
}
