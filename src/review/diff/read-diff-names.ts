import { unquotePath } from "./unquote-path.ts";

/** The two names of a header line as written, prefixes still on them. */
interface NamePair {
  readonly left: string;
  readonly right: string;
}

/**
 * The name that both sides share once their prefixes are off: the longest common end that begins at a slash,
 * or all of it when the sides are equal (`--no-prefix`). Null when they share none.
 */
function findCommonName({ left, right }: NamePair): string | null {
  if (left === right) return left;
  let common = 0;
  const limit = Math.min(left.length, right.length);
  while (
    common < limit &&
    left.charCodeAt(left.length - 1 - common) === right.charCodeAt(right.length - 1 - common)
  ) {
    common += 1;
  }
  const slash = right.indexOf("/", right.length - common);
  return slash === -1 || slash === right.length - 1 ? null : right.slice(slash + 1);
}

/** The two names after `diff --git ` where at least one is quoted; null where none is. */
export function splitQuoted(rest: string): NamePair | null {
  const quoted = unquotePath(rest);
  if (quoted !== null) {
    const after = rest.slice(quoted.end + 1);
    return { left: quoted.name, right: unquotePath(after)?.name ?? after };
  }
  const quote = rest.indexOf(' "');
  const right = quote === -1 ? null : unquotePath(rest, quote + 1);
  return right?.end === rest.length ? { left: rest.slice(0, quote), right: right.name } : null;
}

// Two paths of the greatest length that git takes, with prefixes.
const MAX_NAMES = 9_000;
const MAX_SPACES = 64;

/** Prefixes of different lengths: the space is where the names after it have the most in common. */
function searchGitName(rest: string): string | null {
  if (rest.length > MAX_NAMES) return null;
  let longest: string | null = null;
  let space = rest.indexOf(" ");
  for (let count = 0; space !== -1 && count < MAX_SPACES; count += 1) {
    const name = findCommonName({ left: rest.slice(0, space), right: rest.slice(space + 1) });
    if (name !== null && name.length > (longest?.length ?? 0)) longest = name;
    space = rest.indexOf(" ", space + 1);
  }
  return longest;
}

/**
 * Reads the name in what follows `diff --git `, where both sides have the same. Names without quotes may hold
 * spaces: with prefixes of one length the space in the middle divides the two. Null when no name can be told.
 */
export function findGitName(rest: string): string | null {
  const quoted = splitQuoted(rest);
  if (quoted !== null) return findCommonName(quoted);
  const middle = (rest.length - 1) / 2;
  const isEven = Number.isInteger(middle) && rest.charAt(middle) === " ";
  const halves = isEven
    ? findCommonName({ left: rest.slice(0, middle), right: rest.slice(middle + 1) })
    : null;
  return halves ?? searchGitName(rest);
}

/** A name of a `---` or `+++` line. */
export interface SideName {
  /** Null for `/dev/null`. */
  readonly name: string | null;
  /** What follows the name after a tab, usually a time; empty when nothing does. */
  readonly stamp: string;
}

/** Reads what follows `--- ` or `+++ `: quoted or not, with or without a time after a tab. */
export function readSideName(rest: string): SideName {
  const quoted = unquotePath(rest);
  const tab = rest.indexOf("\t", quoted?.end ?? 0);
  const stamp = tab === -1 ? "" : rest.slice(tab + 1);
  const name = quoted?.name ?? (tab === -1 ? rest : rest.slice(0, tab));
  return { name: name === "/dev/null" ? null : name, stamp };
}

// Git's own prefixes: a/ b/, and those of diff.mnemonicPrefix.
const ONE_LETTER_PREFIX = /^[abciow12]\//;

/** The path that a pair of `---` and `+++` names means. Null when neither names a file. */
export function choosePath(oldName: string | null, newName: string | null): string | null {
  if (oldName !== null && newName !== null) {
    const common = findCommonName({ left: oldName, right: newName });
    if (common !== null) return common;
    return ONE_LETTER_PREFIX.test(oldName) ? newName.replace(ONE_LETTER_PREFIX, "") : newName;
  }
  return (newName ?? oldName)?.replace(ONE_LETTER_PREFIX, "") ?? null;
}
