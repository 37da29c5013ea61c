import { diffTexts, type TextDiff } from "./diff-texts.ts";
import type { Blob } from "./fetch-blobs.ts";
import type { ListedFile } from "./fetch-listed-files.ts";

/** The two sides of a file as far as they are known; null for a side that is not there or not known. */
export interface FileSides {
  readonly base: Blob | null;
  readonly head: Blob | null;
}

/** What is known of the content of a changed file. */
export type FileContent =
  /** GitHub's own hunks. */
  | { readonly kind: "listed"; readonly patch: string }
  /** Hunks that were made here, of the two texts. */
  | { readonly kind: "composed"; readonly diff: TextDiff }
  | { readonly kind: "submodule"; readonly patch: string }
  | { readonly kind: "binary" }
  | { readonly kind: "same" }
  | { readonly kind: "unreadable" };

const submoduleLines = /^@@[^\n]*(?:\n[-+]Subproject commit [0-9a-f]{40,64}(?:-dirty)?){1,2}$/;

/** Tells what a file holds. A patch counts when its lines are those that GitHub counted. */
export function selectContent(file: ListedFile, sides: FileSides): FileContent {
  const { patch, status } = file;
  if (!belongsToHead(file, sides)) return { kind: "unreadable" };
  // No regular file stands where a submodule does, so that none can pass for one.
  const hasBlob = sides.base !== null || sides.head !== null;
  if (patch !== null && !hasBlob && submoduleLines.test(patch)) return { kind: "submodule", patch };
  // A file that became a link, or the other way round, comes as two patches in one.
  if (patch !== null && status !== "changed" && isWhole(file, patch)) return { kind: "listed", patch };
  return selectFromSides(file, sides);
}

/** Whether the row is about the wanted head: listed for it, or the same file there as where it was listed for. */
function belongsToHead(file: ListedFile, { head }: FileSides): boolean {
  if (file.status === "removed") return file.isCurrent;
  return head === null || file.blob === null ? file.isCurrent : head.oid === file.blob;
}

function selectFromSides(file: ListedFile, { base, head }: FileSides): FileContent {
  if (base?.isBinary === true || head?.isBinary === true) return { kind: "binary" };
  if (base !== null && base.oid === head?.oid) return { kind: "same" };
  const isOneSided = file.status === "added" || file.status === "removed";
  const old = textOf(base, file.status === "added");
  const fresh = textOf(head, file.status === "removed");
  if (old === null || fresh === null) return { kind: "unreadable" };
  const diff = diffTexts(old, fresh);
  if (diff !== null) return { kind: "composed", diff };
  // An empty file may come or go; other bytes that read as the same text are not the same.
  return { kind: isOneSided ? "same" : "unreadable" };
}

function textOf(blob: Blob | null, isAbsent: boolean): string | null {
  return isAbsent ? "" : (blob?.text ?? null);
}

/** Whether every line is one of a hunk, and as many are added and removed as GitHub says. */
function isWhole(file: ListedFile, patch: string): boolean {
  let additions = 0;
  let deletions = 0;
  for (const line of patch.split("\n")) {
    const sign = line.charAt(0);
    if (sign === "+") additions += 1;
    else if (sign === "-") deletions += 1;
    else if (!" @\\".includes(sign)) return false;
  }
  return additions === file.additions && deletions === file.deletions;
}

/** The file as git would write it, as far as that is known: modes are not, and left out where they can be. */
export function composeFileDiff(file: ListedFile, sides: FileSides, content: FileContent): string {
  const oldName = quoteName(`a/${file.previousPath ?? file.path}`);
  const newName = quoteName(`b/${file.path}`);
  const names = { oldName, newName };
  return [
    `diff --git ${oldName} ${newName}`,
    ...composeMode(file, content),
    ...composeMove(file),
    ...composeIndex(file, sides, content),
    ...composeBody(file, names, content),
    "",
  ].join("\n");
}

/** Where no `/dev/null` says that a side does not exist, a mode has to. */
function composeMode({ status }: ListedFile, content: FileContent): readonly string[] {
  if (content.kind === "listed" || content.kind === "composed" || content.kind === "unreadable") return [];
  const mode = content.kind === "submodule" ? "160000" : "100644";
  if (status === "added") return [`new file mode ${mode}`];
  return status === "removed" ? [`deleted file mode ${mode}`] : [];
}

function composeMove({ status, path, previousPath }: ListedFile): readonly string[] {
  if (previousPath === null) return [];
  const verb = status === "copied" ? "copy" : "rename";
  return [`${verb} from ${quoteName(previousPath)}`, `${verb} to ${quoteName(path)}`];
}

/** Names of nothing stand for what is not known, too: no text is looked for then. */
function composeIndex(file: ListedFile, sides: FileSides, content: FileContent): readonly string[] {
  if (content.kind === "unreadable") return [];
  const known = sides.head?.oid ?? sides.base?.oid ?? file.blob ?? "";
  const nothing = "0".repeat(known.length === 64 ? 64 : 40);
  const base = file.status === "added" ? nothing : (sides.base?.oid ?? nothing);
  const head = file.status === "removed" ? nothing : (sides.head?.oid ?? nothing);
  const isKept = content.kind === "submodule" && file.status !== "added" && file.status !== "removed";
  return [`index ${base}..${head}${isKept ? " 160000" : ""}`];
}

function composeBody(
  { status }: ListedFile,
  names: { readonly oldName: string; readonly newName: string },
  content: FileContent,
): readonly string[] {
  const oldName = status === "added" ? "/dev/null" : names.oldName;
  const newName = status === "removed" ? "/dev/null" : names.newName;
  const sideLines = [`--- ${oldName}`, `+++ ${newName}`];
  switch (content.kind) {
    case "listed":
    case "submodule":
      return [...sideLines, content.patch];
    case "composed":
      return [...sideLines, content.diff.patch];
    case "binary":
      return [`Binary files ${oldName} and ${newName} differ`];
    case "same":
      return [];
    // Names without hunks: whoever reads this knows that something is missing.
    case "unreadable":
      return sideLines;
  }
}

const special = /["\\\u0000-\u001f\u007f]/g;

/** Between double quotes, with the escapes of git. */
function quoteName(name: string): string {
  const escaped = name.replace(special, (character) =>
    character === '"' || character === "\\"
      ? `\\${character}`
      : `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`,
  );
  return `"${escaped}"`;
}
