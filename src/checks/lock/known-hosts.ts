import { readSourceAddress, type SourceAddress } from "../source-address.ts";
import type { LockEntry } from "./lock-entry.ts";

const DEFAULT_HOSTS: ReadonlySet<string> = new Set([
  "registry.npmjs.org",
  "registry.yarnpkg.com",
  "registry.npmjs.com",
  "pypi.org",
  "files.pythonhosted.org",
  "index.crates.io",
  "static.crates.io",
  "crates.io",
  "rubygems.org",
  "index.rubygems.org",
  "proxy.golang.org",
  "repo.packagist.org",
]);
const CRATES_INDEX = "registry+https://github.com/rust-lang/crates.io-index";

/** Where an entry comes from; null for the index of crates.io and for entries without an address. */
export function addressOf(entry: LockEntry | undefined): SourceAddress | null {
  const text = entry?.source?.text ?? "";
  return text === "" || text.startsWith(CRATES_INDEX) || text.startsWith("npm:")
    ? null
    : readSourceAddress(text);
}

/** Hosts that need no word: those of the base; in a new lock file the one that most entries name. */
export function knownHosts(base: readonly LockEntry[], head: readonly LockEntry[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  const fromBase = base.flatMap((entry) => addressOf(entry)?.host ?? []);
  if (fromBase.length > 0) return new Set([...DEFAULT_HOSTS, ...fromBase]);
  for (const entry of head) {
    const host = addressOf(entry)?.host;
    if (host !== undefined) counts.set(host, (counts.get(host) ?? 0) + 1);
  }
  const most = [...counts].filter(([, count]) => count > 2 && count * 2 > head.length).map(([host]) => host);
  return new Set([...DEFAULT_HOSTS, ...most]);
}
