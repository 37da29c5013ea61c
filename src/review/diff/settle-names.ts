import { choosePath, findGitName, splitQuoted } from "./read-diff-names.ts";

/** What the lines of one header say about names; null where a line is missing or means `/dev/null`. */
export interface WrittenNames {
  /** What follows `diff --git `; for a diff of a merge, the name that follows `diff --cc `. */
  readonly git: string;
  readonly isMerge: boolean;
  /** Names of all `---` lines, prefixes still on them: `patch` takes the last, git the only one. */
  readonly olds: readonly (string | null)[];
  readonly new: string | null;
  readonly renamedFrom: string | null;
  readonly renamedTo: string | null;
}

/** The names of a file, and whether all lines of its header mean the same ones. */
export interface SettledNames {
  readonly path: string | null;
  readonly previousPath: string | null;
  readonly namesAgree: boolean;
}

/** Whether `written` is `name` behind at most one directory, as `patch -p0` and `patch -p1` would read it. */
function means(written: string, name: string): boolean {
  return written === name || written.slice(written.indexOf("/") + 1) === name;
}

/** Whether what follows `diff --git ` is `old` and `new`, each behind at most one directory. */
function gitMeans(git: string, old: string, changed: string): boolean {
  const quoted = splitQuoted(git);
  if (quoted !== null) return means(quoted.left, old) && means(quoted.right, changed);
  return [0, git.indexOf("/") + 1].some((start) => {
    const end = start + old.length;
    return git.startsWith(`${old} `, start) && means(git.slice(end + 1), changed);
  });
}

/** Whether `diff --git ` is followed by the names of the sides letter for letter, as git writes them. */
function repeatsSides(git: string, old: string | null, changed: string | null): boolean {
  const quoted = splitQuoted(git);
  if (quoted !== null)
    return (old ?? quoted.left) === quoted.left && (changed ?? quoted.right) === quoted.right;
  if (old !== null && changed !== null) return git === `${old} ${changed}`;
  return old === null ? git.endsWith(` ${changed}`) : git.startsWith(`${old} `);
}

function settleRename(names: WrittenNames, from: string, to: string): SettledNames {
  const old = names.olds.at(-1) ?? null;
  const namesAgree =
    (names.isMerge || gitMeans(names.git, from, to)) &&
    names.olds.every((name) => name === null || means(name, from)) &&
    (names.new === null || means(names.new, to));
  if (namesAgree || (old === null && names.new === null)) return { path: to, previousPath: from, namesAgree };
  return { path: choosePath(old, names.new), previousPath: null, namesAgree };
}

function settleMerge({ git, olds, new: changed }: WrittenNames): SettledNames {
  const sides = [olds[0] ?? null, changed].filter((name) => name !== null);
  const namesAgree = sides.every((name) => means(name, git));
  const path = namesAgree ? git : choosePath(olds[0] ?? null, changed);
  return { path, previousPath: null, namesAgree };
}

/** Names of a header of `diff --git` that has `---` and `+++` lines, or one of them. */
function settleSides({ git, olds, new: changed }: WrittenNames): SettledNames {
  const gitName = findGitName(git);
  const old = olds.at(-1) ?? null;
  const path = choosePath(old, changed);
  const sides = [...olds, changed].filter((name) => name !== null);
  const isRepeated = olds.every((name) => name === old) && repeatsSides(git, old, changed);
  if (isRepeated && old !== null && changed !== null) return { path, previousPath: null, namesAgree: true };
  // Beside `/dev/null` the git line alone tells how long the prefix is, if its halves are the same file.
  const fits = (name: string): boolean =>
    gitName !== null && (means(name, gitName) || (isRepeated && name.endsWith(`/${gitName}`)));
  const namesAgree = sides.every(fits);
  return { path: namesAgree ? gitName : path, previousPath: null, namesAgree };
}

/**
 * Decides which file a header is about. `patch` goes by the `---` and `+++` lines whatever stands above them, so
 * these win where the lines disagree: the change must not be shown under a name that nobody looks at.
 */
export function settleNames(names: WrittenNames): SettledNames {
  const { git, olds, new: changed, renamedFrom, renamedTo } = names;
  if (renamedFrom !== null && renamedTo !== null) return settleRename(names, renamedFrom, renamedTo);
  if (names.isMerge) return settleMerge(names);
  const isSilent = changed === null && olds.every((name) => name === null);
  return isSilent ? { path: findGitName(git), previousPath: null, namesAgree: true } : settleSides(names);
}
