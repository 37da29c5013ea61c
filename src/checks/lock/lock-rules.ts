import type { CheckRule } from "../check-rule.ts";

/** Rules for lock files. An ordinary update (new version, new hash, same registry) matches none of them. */
export const LOCK_RULES = {
  newHost: {
    id: "lock.new-host",
    title: "Locked package comes from a host that the lock file did not use",
    cwe: "CWE-829",
    severity: "medium",
    description:
      "A locked package is fetched from a host that is neither a public default nor named in the base. High when version and package are unchanged.",
    help: "Regenerate the lock file from the manifest against your registry and compare.",
    attack:
      "Whoever prepared the lock file chose the server; the code installed is not that of the registry.",
  },
  integrityChanged: {
    id: "lock.integrity-changed",
    title: "Hash of a locked package changed while its version did not",
    cwe: "CWE-345",
    severity: "high",
    description:
      "Same package, same version and same kind of hash, yet another value: published releases do not change.",
    help: "Restore the old hash; if the installation then fails, find out who replaced the release.",
    attack: "The lock file now accepts a replaced archive under the name of a known release.",
  },
  integrityRemoved: {
    id: "lock.integrity-removed",
    title: "Hash of a locked package was removed",
    cwe: "CWE-353",
    severity: "medium",
    description: "A package kept its version and source and lost its hash.",
    help: "Regenerate the lock file so that every package has its hash.",
    attack: "A replaced archive is installed without anybody noticing.",
  },
  insecureTransport: {
    id: "lock.insecure-transport",
    title: "Locked package is fetched without TLS",
    cwe: "CWE-319",
    severity: "high",
    description: "The address of a locked package uses http:// or git://.",
    help: "Use a registry with https:// and regenerate the lock file.",
    attack: "Anybody on the network path can replace the package, unless its hash is checked.",
  },
  gitSource: {
    id: "lock.git-source",
    title: "Locked package comes from a git repository",
    cwe: "CWE-829",
    severity: "low",
    description:
      "A package that came from a registry, or is new, is now taken from a git repository. Medium when it is not new.",
    help: "Check that the manifest asks for it; use a release from the registry where there is one.",
    attack: "The commit may hold code that no release and no review has seen.",
  },
  installScript: {
    id: "lock.install-script",
    title: "Locked package runs a script at installation",
    cwe: "CWE-506",
    severity: "low",
    description:
      "hasInstallScript or requiresBuild is new. Medium when the package was there before without one.",
    help: "Read the install script of that release, or install with --ignore-scripts.",
    attack: "A compromised release runs code on every machine that installs it.",
  },
  nameMismatch: {
    id: "lock.name-mismatch",
    title: "Locked address belongs to another package",
    cwe: "CWE-345",
    severity: "critical",
    description:
      "The archive's address names a package that is neither the locked one nor its declared alias.",
    help: "Regenerate the lock file from the manifest.",
    attack: "Lock-file injection: the familiar name installs a package of the attacker's choice.",
  },
  versionMismatch: {
    id: "lock.version-mismatch",
    title: "Locked address belongs to another version",
    cwe: "CWE-345",
    severity: "high",
    description: "The archive's address names another version than the entry.",
    help: "Regenerate the lock file from the manifest.",
    attack: "Reviewers and scanners see one version; another one, possibly with known holes, is installed.",
  },
  downgrade: {
    id: "lock.downgrade",
    title: "Locked packages went back to an older version",
    cwe: "CWE-1104",
    severity: "low",
    description: "The version of a locked package is lower than before. One finding a file.",
    help: "Check that the older version is wanted and has no known holes.",
    attack: "A fixed hole comes back with the older version.",
  },
} as const satisfies Record<string, CheckRule>;
