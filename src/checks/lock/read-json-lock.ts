import type { Segment } from "../changed-text.ts";
import { type JsonEntry, type JsonNode, readJsonEntries } from "../json-entries.ts";
import { draftEntry, type LockDraft, type LockEntry } from "./lock-entry.ts";

type Take = (draft: LockDraft, entry: JsonEntry) => void;

/** Which object of the text a scalar belongs to, and how that object is called; null when it is no package. */
type Locate = (
  entry: JsonEntry,
) => { readonly node: JsonNode | null; readonly slot: string; readonly name: string } | null;

function readPackages(segment: Segment, ordinal: number, locate: Locate, take: Take): LockEntry[] {
  const drafts = new Map<JsonNode | null, LockDraft>();
  for (const entry of readJsonEntries(segment.lines.join("\n"), segment.firstLine)) {
    const found = locate(entry);
    if (found === null) continue;
    let draft = drafts.get(found.node);
    if (draft === undefined) {
      draft = draftEntry(
        found.slot === "" ? `#${ordinal}` : found.slot,
        found.name,
        found.node?.line ?? entry.line,
      );
      drafts.set(found.node, draft);
    }
    draft.endLine = Math.max(draft.endLine, entry.line);
    take(draft, entry);
  }
  return [...drafts.values()];
}

function npmName(slot: string): string {
  const at = slot.lastIndexOf("node_modules/");
  return at < 0 ? slot : slot.slice(at + 13);
}

const NPM_SECTIONS =
  /^(?:dependencies|requires|peerDependencies|optionalDependencies|devDependencies|engines|bin|funding|peerDependenciesMeta|os|cpu|libc|license|licenses)$/;

// Lock version 2 and 3 have paths as keys; version 1 nests `dependencies`.
function locateNpm(entry: JsonEntry): ReturnType<Locate> {
  const node = entry.parent;
  if (node === null) return { node, slot: "", name: "" };
  if (NPM_SECTIONS.test(node.key)) return null;
  if (node.key.startsWith("node_modules/") || node.key.includes("/node_modules/")) {
    return { node, slot: node.key, name: npmName(node.key) };
  }
  if (node.parent?.key !== "dependencies") return null;
  const above = node.parent.parent;
  const prefix = above === null || above.key === "" ? "" : `${above.key}/`;
  return { node, slot: `v1:${prefix}${node.key}`, name: node.key };
}

const takeNpm: Take = (draft, { key, value, line }) => {
  if (key === "version") {
    draft.version = { text: value, line };
    const alias = /^npm:(@?[^@]+)@(.+)$/.exec(value);
    if (alias !== null) {
      draft.alias = alias[1] ?? null;
      draft.version = { text: alias[2] ?? "", line };
    }
  } else if (key === "name") draft.alias = value;
  else if (key === "resolved") draft.source = { text: value, line };
  else if (key === "integrity") draft.hashes.set("", { text: value, line });
  else if (key === "hasInstallScript" && value === "true") draft.installScript = line;
};

/** package-lock.json and npm-shrinkwrap.json. */
export function readNpmLock(segment: Segment, ordinal: number): LockEntry[] {
  return readPackages(segment, ordinal, locateNpm, takeNpm).filter(
    (entry) => entry.source === null || !entry.source.text.startsWith("file:"),
  );
}

function locatePipfile(entry: JsonEntry): ReturnType<Locate> {
  const node = entry.parent?.key === "hashes" ? entry.parent.parent : entry.parent;
  if (node === null || node.key === "" || /^(?:_meta|requires|sources|hash|default|develop)$/.test(node.key))
    return null;
  return { node, slot: `${node.parent?.key ?? ""}/${node.key}`, name: node.key };
}

const takePipfile: Take = (draft, { key, value, line, parent }) => {
  if (parent?.key === "hashes") draft.hashes.set(`any ${draft.hashes.size}`, { text: value, line });
  else if (key === "version") draft.version = { text: value.replace(/^==/, ""), line };
  else if (key === "git" || key === "file")
    draft.source = { text: key === "git" ? `git+${value}` : value, line };
};

/** Pipfile.lock. */
export function readPipfileLock(segment: Segment, ordinal: number): LockEntry[] {
  return readPackages(segment, ordinal, locatePipfile, takePipfile);
}

function locateComposer(entry: JsonEntry): ReturnType<Locate> {
  const inner = entry.parent?.key === "dist" || entry.parent?.key === "source";
  const node = inner ? (entry.parent?.parent ?? null) : entry.parent;
  if (node === null || node.key !== "" || !/^packages(?:-dev)?$/.test(node.parent?.key ?? "packages"))
    return null;
  return { node, slot: "", name: "" };
}

const takeComposer: Take = (draft, { key, value, line, parent }) => {
  const isDist = parent?.key === "dist";
  if (key === "name" && !isDist && parent?.key !== "source") {
    draft.name = value;
    draft.slot = value;
  } else if (key === "version") draft.version = { text: value, line };
  else if (isDist && key === "url") draft.source = { text: value, line };
  else if (isDist && key === "shasum" && value !== "") draft.hashes.set("", { text: value, line });
  else if (isDist && key === "reference") draft.hashes.set("reference", { text: value, line });
};

/** composer.lock. */
export function readComposerLock(segment: Segment, ordinal: number): LockEntry[] {
  return readPackages(segment, ordinal, locateComposer, takeComposer);
}
