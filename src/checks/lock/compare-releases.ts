import type { LockEntry } from "./lock-entry.ts";

/** Hashes of one value by their kind: `sha1-… sha512-…`, `sha256:…`, or a bare one. */
function byKind(text: string): Map<string, string> {
  const kinds = new Map<string, string>();
  for (const token of text.split(/\s+/).slice(0, 20)) {
    const split = token.search(/[-:=/]/);
    kinds.set(split < 0 ? `bare ${token.length}` : token.slice(0, split), token);
  }
  return kinds;
}

/** Whether two hash values of the same file contradict each other: a kind in common, and no value in common. */
function contradicts(before: string, after: string): boolean {
  const old = byKind(before);
  const shared = [...byKind(after)].filter(([kind]) => old.has(kind));
  return shared.length > 0 && shared.every(([kind, token]) => old.get(kind) !== token);
}

/** The line of the head hash that contradicts the base; null when the hashes agree or cannot be compared. */
export function findChangedHash(
  before: LockEntry,
  after: LockEntry,
): { readonly line: number; readonly of: string } | null {
  const known = new Set([...before.hashes.values()].map((hash) => hash.text));
  if ([...after.hashes].some(([of, hash]) => of !== "reference" && known.has(hash.text)))
    return findChangedFile(before, after);
  for (const [of, hash] of after.hashes) {
    const old = before.hashes.get(of) ?? (of.startsWith("any ") ? before.hashes.get("any 0") : undefined);
    if (old !== undefined && contradicts(old.text, hash.text)) return { line: hash.line, of };
  }
  return null;
}

// Lists of hashes without file names grow when further files of a release appear: one in common is enough.
function findChangedFile(
  before: LockEntry,
  after: LockEntry,
): { readonly line: number; readonly of: string } | null {
  for (const [of, hash] of after.hashes) {
    const old = of.startsWith("any ") ? undefined : before.hashes.get(of);
    if (old !== undefined && contradicts(old.text, hash.text)) return { line: hash.line, of };
  }
  return null;
}

/** Whether `after` is an older version than `before`, by the first three numbers; false when either has none. */
export function isOlder(after: string, before: string): boolean {
  const numbers = (version: string) =>
    /^v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?/
      .exec(version)
      ?.slice(1)
      .map((one) => Number(one ?? 0));
  const [left, right] = [numbers(after), numbers(before)];
  if (left === undefined || right === undefined) return false;
  for (const [at, value] of left.entries()) {
    const other = right[at] ?? 0;
    if (value !== other) return value < other;
  }
  return false;
}

interface Release {
  readonly name: string;
  /** Null when the address does not tell. */
  readonly version: string | null;
}

function decoded(path: string): string {
  return path.replaceAll(/%2f/gi, "/").replaceAll("%40", "@");
}

/** The package that an npm-like address serves: `…/name/-/name-1.2.3.tgz`, or `npm:name@1.2.3`. */
function readNpmRelease(source: string): Release | null {
  const short = /^npm:(@?[^@]{1,214})@(.{1,200})$/.exec(source);
  if (short !== null) return { name: short[1] ?? "", version: short[2] ?? null };
  const split = source.indexOf("/-/");
  if (split < 0) return null;
  const path = decoded(source.slice(0, split)).split("/");
  const last = path.at(-1) ?? "";
  const scope = path.at(-2) ?? "";
  const name = scope.startsWith("@") ? `${scope}/${last}` : last;
  const file =
    decoded(source.slice(split + 3))
      .split(/[?#]/)[0]
      ?.split("/")
      .at(-1) ?? "";
  const isNamed = file.startsWith(`${last}-`) && file.endsWith(".tgz");
  return { name, version: isNamed ? file.slice(last.length + 1, -4) : null };
}

const normalizePython = (name: string) => name.toLowerCase().replaceAll(/[-_.]+/g, "-");

function isOtherPythonPackage(entry: LockEntry, source: string): boolean {
  if (!source.startsWith("https://files.pythonhosted.org/packages/")) return false;
  const file = source.slice(source.lastIndexOf("/") + 1);
  return !normalizePython(file).startsWith(`${normalizePython(entry.name)}-`);
}

const withoutBuild = (version: string) => version.replace(/\+.*$/, "");

/** Whether the address of an entry serves another package or another version than the entry says. */
export function findMismatch(entry: LockEntry): "name" | "version" | null {
  const source = entry.source?.text ?? "";
  if (entry.name === "" || source === "") return null;
  if (isOtherPythonPackage(entry, source)) return "name";
  const release = readNpmRelease(source);
  if (release === null) return null;
  if (release.name.toLowerCase() !== (entry.alias ?? entry.name).toLowerCase()) return "name";
  if (release.version === null || entry.version === null) return null;
  return withoutBuild(release.version) === withoutBuild(entry.version.text) ? null : "version";
}
