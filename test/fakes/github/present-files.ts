import { htmlUrl, repositoryUrl } from "./present-repository.ts";
import type { DiffFile } from "./read-git-diff.ts";
import type { Limits, Repository } from "./world.ts";

export interface FilePlace {
  readonly repository: Repository;
  readonly sha: string;
  readonly limits: Limits;
}

/** One file of `pulls/{n}/files` or of a comparison. The patch is absent where GitHub leaves it out. */
export function presentFileDiff(api: string, place: FilePlace, file: DiffFile): Record<string, unknown> {
  const path = file.path.split("/").map(encodeURIComponent).join("/");
  const web = htmlUrl(place.repository);
  const patch = isShown(file, place.limits) ? { patch: file.patch } : {};
  const previous = file.previousPath === null ? {} : { previous_filename: file.previousPath };
  return {
    sha: file.status === "removed" ? file.oldSha : file.newSha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${web}/blob/${place.sha}/${path}`,
    raw_url: `${web}/raw/${place.sha}/${path}`,
    contents_url: `${repositoryUrl(api, place.repository)}/contents/${path}?ref=${place.sha}`,
    ...previous,
    ...patch,
  };
}

export function countPatchLines(file: DiffFile): number {
  return file.patch === null ? 0 : file.patch.split("\n").length;
}

/** Whether GitHub shows the patch of this file at all, whatever stands beside it. */
export function isShown(file: DiffFile, limits: Limits): boolean {
  const isSmall =
    countPatchLines(file) <= limits.filePatchLines && (file.patch?.length ?? 0) <= limits.filePatchBytes;
  return file.patch !== null && isSmall;
}

/**
 * One page of files: once the patches before it pass the limit of a page, a file loses its patch, and its
 * counts read zero.
 */
export function presentFilePage(
  api: string,
  place: FilePlace,
  files: readonly DiffFile[],
): readonly Record<string, unknown>[] {
  let lines = 0;
  return files.map((file) => {
    lines += isShown(file, place.limits) ? countPatchLines(file) : 0;
    if (lines <= place.limits.pagePatchLines) return presentFileDiff(api, place, file);
    const stripped = { ...file, patch: null, additions: 0, deletions: 0 };
    return presentFileDiff(api, place, stripped);
  });
}
