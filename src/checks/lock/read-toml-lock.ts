import type { Segment } from "../changed-text.ts";
import type { LockDraft, LockEntry } from "./lock-entry.ts";
import { readLines } from "./read-lock-lines.ts";

function takeToml(draft: LockDraft, line: string, number: number): void {
  const match = /^(name|version|source|checksum|resolved_reference)\s*=\s*(.*)$/.exec(line);
  const text = /"([^"]{0,2000})"/.exec(match?.[2] ?? "")?.[1] ?? "";
  if (match?.[1] === "name") {
    draft.name = text;
    draft.slot = text;
  } else if (match?.[1] === "version") {
    draft.version = { text, line: number };
  } else if (match?.[1] === "checksum") draft.hashes.set("", { text, line: number });
  else if (match?.[1] === "source") takeTomlSource(draft, match[2] ?? "", number);
  else takeTomlFile(draft, line, number);
}

function takeTomlSource(draft: LockDraft, value: string, number: number): void {
  const kind = /\b(registry|git|url)\s*=\s*"([^"]{1,2000})"/.exec(value);
  if (kind !== null)
    draft.source = { text: kind[1] === "git" ? `git+${kind[2]}` : (kind[2] ?? ""), line: number };
  else if (value.startsWith('"')) draft.source = { text: value.replaceAll('"', "").trim(), line: number };
}

/** Files of poetry.lock (`file`, `hash`) and uv.lock (`url`, `hash`). */
function takeTomlFile(draft: LockDraft, line: string, number: number): void {
  const hash = /\bhash\s*=\s*"([^"]{1,200})"/.exec(line)?.[1];
  const file = /\b(?:file|url)\s*=\s*"([^"]{1,2000})"/.exec(line)?.[1];
  if (hash === undefined || file === undefined) return;
  draft.hashes.set(file.slice(file.lastIndexOf("/") + 1), { text: hash, line: number });
  if (file.includes("://") && !draft.source?.text.startsWith("git+"))
    draft.source = { text: file, line: number };
}

/** poetry.lock, uv.lock and Cargo.lock: entries under `[[package]]`. Several versions of a crate have slots of their own. */
export function readTomlLock(segment: Segment, ordinal: number): LockEntry[] {
  const entries = readLines(segment, ordinal, {
    open: (line) => (line.startsWith("[[package]]") ? { slot: "", name: "" } : null),
    isEnd: (line) => line.startsWith("[") && !line.startsWith("[package.source]"),
    take: (draft, line, number) => {
      if (!takePoetrySource(draft, line, number)) takeToml(draft, line, number);
    },
  });
  const seen = new Set<string>();
  return entries.map((entry) => {
    const slot = seen.has(entry.slot) ? `${entry.slot}@${entry.version?.text ?? ""}` : entry.slot;
    seen.add(entry.slot);
    return { ...entry, slot };
  });
}

/** `[package.source]` of Poetry: `type` and `url` on lines of their own. */
function takePoetrySource(draft: LockDraft, line: string, number: number): boolean {
  const type = /^type\s*=\s*"(git|url|legacy|file)"/.exec(line)?.[1];
  const url = /^url\s*=\s*"([^"]{1,2000})"/.exec(line)?.[1];
  if (type === "git") draft.source = { text: "git+", line: number };
  if (url !== undefined)
    draft.source = { text: `${draft.source?.text === "git+" ? "git+" : ""}${url}`, line: number };
  return type !== undefined || url !== undefined;
}
