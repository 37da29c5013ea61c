/** Where a package comes from, as far as its address tells. */
export interface SourceAddress {
  readonly kind: "registry" | "git" | "url";
  /** Lower case, without port; empty when the address names none. */
  readonly host: string;
  readonly isEncrypted: boolean;
  /** True when the address names a full commit. */
  readonly isPinned: boolean;
}

const WEB =
  /^(?:registry\+|sparse\+|git\+|hg\+|svn\+|bzr\+|source\+)?([a-z][a-z0-9.-]{1,20}):\/\/(?:[^\s/?#@]{1,300}@)?([^\s/?#:"'\]>)]{1,255})/i;
const SCP = /^(?:git\+ssh:\/\/|ssh:\/\/)?git@([\w.-]{1,255})[:/]/i;
const SHORTHAND = /^(?:(github|gitlab|bitbucket|gist):)?[\w.-]{1,100}\/[\w.-]{1,100}(?:#.*)?$/;
const COMMIT =
  /(?:#(?:commit[=:])?|@|rev=|\/tar\.gz\/|\/tarball\/|\/archive\/|\/zip\/|\/zipball\/)[0-9a-f]{40}\b/i;
const GIT_HOSTS = new Set([
  "codeload.github.com",
  "github.com",
  "gitlab.com",
  "bitbucket.org",
  "api.github.com",
]);

function kindOf(text: string, scheme: string, host: string): SourceAddress["kind"] {
  if (
    /^(?:git|hg|svn|bzr)\+/i.test(text) ||
    scheme === "git" ||
    scheme === "ssh" ||
    /\.git(?:[#?@]|$)/.test(text)
  )
    return "git";
  if (GIT_HOSTS.has(host) && !/^registry\+|^sparse\+/.test(text)) return "git";
  return "url";
}

/** Reads an address as package managers write it (web, ssh, `owner/repo`); null when it is none. Linear. */
export function readSourceAddress(address: string): SourceAddress | null {
  const text = address.trim().slice(0, 2000);
  const isPinned = COMMIT.test(text);
  const scp = SCP.exec(text);
  if (scp !== null) return { kind: "git", host: (scp[1] ?? "").toLowerCase(), isEncrypted: true, isPinned };
  const web = WEB.exec(text);
  if (web !== null) {
    const scheme = (web[1] ?? "").toLowerCase();
    const host = (web[2] ?? "").toLowerCase();
    return {
      kind: kindOf(text, scheme, host),
      host,
      isEncrypted: scheme !== "http" && scheme !== "git",
      isPinned,
    };
  }
  const short = SHORTHAND.exec(text);
  if (short === null || text.startsWith(".") || text.startsWith("@")) return null;
  return { kind: "git", host: `${short[1] ?? "github"}.com`, isEncrypted: true, isPinned };
}

/** Every `http`, `https`, `git` or `ssh` address in a line, at most 50. */
export function addressesIn(line: string): string[] {
  const found = line
    .slice(0, 4000)
    .matchAll(/(?:git\+|hg\+|sparse\+|registry\+)?(?:https?|git|ssh):\/\/[^\s"'<>,;)\]}]+/gi);
  return [...found].slice(0, 50).map((match) => match[0]);
}

/** Whether the host is this machine or a name that can only mean it. */
export function isLocalHost(host: string): boolean {
  return host === "localhost" || host.startsWith("127.") || host === "[" || host === "0.0.0.0";
}
