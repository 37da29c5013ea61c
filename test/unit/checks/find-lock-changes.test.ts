import { describe, expect, it } from "vitest";
import { findLockChanges } from "../../../src/checks/find-lock-changes.ts";
import { buildChange, type Known } from "../../fakes/build-change.ts";

interface Case {
  readonly name: string;
  readonly path: string;
  readonly base: string | null;
  readonly head: string;
  /** rule side severity line of the quotation */
  readonly found: readonly string[];
  /** The version stands too far from the changed line for a hunk to show both. */
  readonly needsWholeText?: true;
}

function run({ path, base, head }: Case, known: Known): string[] {
  return findLockChanges(buildChange([{ path, base, head }], known)).map(
    (one) => `${one.rule} ${one.place.side} ${one.severity} ${one.place.quote.trim()}`,
  );
}

interface Package {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: true;
  readonly name?: string;
}

const REGISTRY = "https://registry.npmjs.org";
const archive = (name: string, version: string, registry = REGISTRY) =>
  `${registry}/${name}/-/${name.split("/").at(-1)}-${version}.tgz`;

function npm(packages: Record<string, Package>): string {
  const entries = Object.entries<Package>({ a: {}, ...packages, zed: {} }).map(([name, one]) => [
    `node_modules/${name}`,
    { version: "1.0.0", resolved: archive(name, one.version ?? "1.0.0"), integrity: "sha512-AAAA", ...one },
  ]);
  return `${JSON.stringify({ name: "x", lockfileVersion: 3, packages: { "": { name: "x" }, ...Object.fromEntries(entries) } }, null, 2)}\n`;
}

const npmCase = (name: string, before: Package | null, after: Package, found: readonly string[]): Case => ({
  name,
  path: "package-lock.json",
  base: npm(before === null ? {} : { m: before }),
  head: npm({ m: after }),
  found,
});

const NPM: readonly Case[] = [
  npmCase("is silent on an ordinary update", {}, { version: "1.1.0", integrity: "sha512-BBBB" }, []),
  npmCase("is silent on a new package of the registry", null, { version: "1.1.0" }, []),
  npmCase(
    "is silent when a hash gets stronger",
    { integrity: "sha1-AAAA" },
    { integrity: "sha512-BBBB" },
    [],
  ),
  npmCase(
    "reports a new host under the same version as high",
    {},
    { resolved: archive("m", "1.0.0", "https://npm.example.org") },
    ['lock.new-host RIGHT high "resolved": "https://npm.example.org/m/-/m-1.0.0.tgz",'],
  ),
  npmCase(
    "reports a new package of a new host",
    null,
    { resolved: archive("m", "1.0.0", "https://npm.example.org") },
    ['lock.new-host RIGHT medium "resolved": "https://npm.example.org/m/-/m-1.0.0.tgz",'],
  ),
  npmCase(
    "reports an address without TLS",
    {},
    { resolved: archive("m", "1.0.0", "http://registry.npmjs.org") },
    ['lock.insecure-transport RIGHT high "resolved": "http://registry.npmjs.org/m/-/m-1.0.0.tgz",'],
  ),
  npmCase("reports another hash of the same version", {}, { integrity: "sha512-BBBB" }, [
    'lock.integrity-changed RIGHT high "integrity": "sha512-BBBB"',
  ]),
  npmCase("reports a package from git", {}, { resolved: "git+ssh://git@github.com/o/m.git#00" }, [
    'lock.git-source RIGHT medium "resolved": "git+ssh://git@github.com/o/m.git#00",',
  ]),
  npmCase("reports an archive of another package", {}, { resolved: archive("evil", "1.0.0") }, [
    `lock.name-mismatch RIGHT critical "resolved": "${archive("evil", "1.0.0")}",`,
  ]),
  npmCase("accepts a declared alias", null, { name: "other", resolved: archive("other", "1.0.0") }, []),
  npmCase(
    "accepts scopes, escaped or not",
    null,
    { name: "@s/o", resolved: `${REGISTRY}/@s%2fo/-/o-1.0.0.tgz` },
    [],
  ),
  npmCase(
    "reports an archive of another version",
    {},
    { version: "1.2.0", resolved: archive("m", "1.1.0") },
    ['lock.version-mismatch RIGHT high "resolved": "https://registry.npmjs.org/m/-/m-1.1.0.tgz",'],
  ),
  npmCase("reports a script that a known package gained", {}, { hasInstallScript: true }, [
    'lock.install-script RIGHT medium "hasInstallScript": true',
  ]),
  npmCase("reports an older version", { version: "1.2.0" }, { version: "1.1.9" }, [
    'lock.downgrade RIGHT low "version": "1.1.9",',
  ]),
];

const YARN = (name: string, fields: readonly string[]) =>
  [
    "# yarn lockfile v1",
    "",
    "",
    `${name}:`,
    ...fields.map((field) => `  ${field}`),
    "",
    "zed@^1.0.0:",
    '  version "1.0.0"',
    "",
  ].join("\n");
const yarnEntry = (version: string, url = archive("m", version), hash = "sha512-AAAA") => [
  `version "${version}"`,
  `resolved "${url}#00"`,
  `integrity ${hash}`,
];
const BERRY = (resolution: string, checksum: string) =>
  `__metadata:\n  version: 8\n\n"m@npm:^1.0.0":\n  version: 1.0.0\n  resolution: "${resolution}"\n  checksum: ${checksum}\n  languageName: node\n  linkType: hard\n`;

const JAVASCRIPT: readonly Case[] = [
  {
    name: "is silent on an update",
    path: "yarn.lock",
    base: YARN("m@^1.0.0", yarnEntry("1.0.0")),
    head: YARN("m@^1.0.0", yarnEntry("1.1.0", undefined, "sha512-BBBB")),
    found: [],
  },
  {
    name: "reports an archive of another package",
    path: "yarn.lock",
    base: YARN("m@^1.0.0", yarnEntry("1.0.0")),
    head: YARN("m@^1.0.0", yarnEntry("1.0.0", archive("evil", "1.0.0"))),
    found: [
      'lock.name-mismatch RIGHT critical resolved "https://registry.npmjs.org/evil/-/evil-1.0.0.tgz#00"',
    ],
  },
  {
    name: "accepts an alias",
    path: "yarn.lock",
    base: YARN("k@^1.0.0", yarnEntry("1.0.0", archive("k", "1.0.0"))),
    head: YARN('"m-cjs@npm:m@^1.0.0"', yarnEntry("1.0.0")),
    found: [],
  },
  {
    name: "reports a removed hash",
    path: "yarn.lock",
    base: YARN("m@^1.0.0", yarnEntry("1.0.0")),
    head: YARN("m@^1.0.0", yarnEntry("1.0.0").slice(0, 2)),
    found: ["lock.integrity-removed LEFT medium integrity sha512-AAAA"],
  },
  {
    name: "reports a changed checksum of Yarn 4",
    path: "yarn.lock",
    base: BERRY("m@npm:1.0.0", "10c0/aa"),
    head: BERRY("m@npm:1.0.0", "10c0/bb"),
    found: ["lock.integrity-changed RIGHT high checksum: 10c0/bb"],
  },
  {
    name: "is silent when the kind of checksum changed",
    path: "yarn.lock",
    base: BERRY("m@npm:1.0.0", "8/aa"),
    head: BERRY("m@npm:1.0.0", "10c0/bb"),
    found: [],
  },
  {
    name: "reports another package behind a resolution",
    path: "yarn.lock",
    base: BERRY("m@npm:1.0.0", "10c0/aa"),
    head: BERRY("evil@npm:1.0.0", "10c0/aa"),
    found: ['lock.name-mismatch RIGHT critical resolution: "evil@npm:1.0.0"'],
  },
  {
    name: "reports tarballs of a new host and another hash",
    path: "pnpm-lock.yaml",
    base: "packages:\n\n  m@1.0.0:\n    resolution: {integrity: sha512-AAAA}\n",
    head: "packages:\n\n  m@1.0.0:\n    resolution: {integrity: sha512-BBBB, tarball: https://npm.example.org/m.tgz}\n",
    found: [
      "lock.integrity-changed RIGHT high resolution: {integrity: sha512-BBBB, tarball: https://npm.example.org/m.tgz}",
      "lock.new-host RIGHT medium resolution: {integrity: sha512-BBBB, tarball: https://npm.example.org/m.tgz}",
    ],
  },
  {
    name: "is silent on an update of pnpm",
    path: "pnpm-lock.yaml",
    base: "packages:\n\n  m@1.0.0:\n    resolution: {integrity: sha512-AAAA}\n",
    head: "packages:\n\n  m@1.1.0:\n    resolution: {integrity: sha512-BBBB}\n",
    found: [],
  },
];

const SNAPSHOTS: readonly Case[] = [
  {
    name: "does not take the list of needs for a package without a hash",
    path: "pnpm-lock.yaml",
    base: "packages:\n\n  m@1.0.0:\n    resolution: {integrity: sha512-AAAA}\n\nsnapshots:\n\n  m@1.0.0:\n    dependencies:\n      a: 1.0.0\n",
    head: "packages:\n\n  m@1.0.0:\n    resolution: {integrity: sha512-AAAA}\n    engines: {node: '>=20'}\n\nsnapshots:\n\n  m@1.0.0:\n    dependencies:\n      a: 1.1.0\n",
    found: [],
  },
];

const CARGO = (
  version: string,
  checksum: string,
  source = "registry+https://github.com/rust-lang/crates.io-index",
) =>
  `version = 4\n\n[[package]]\nname = "m"\nversion = "${version}"\nsource = "${source}"\nchecksum = "${checksum}"\n\n[[package]]\nname = "z"\nversion = "1.0.0"\n`;
const POETRY = (files: readonly string[]) =>
  `[[package]]\nname = "my.pkg"\nversion = "1.0.0"\nfiles = [\n${files.map((hash, at) => `    {file = "my_pkg-${at}.whl", hash = "sha256:${hash}"},\n`).join("")}]\n`;
const UV = (file: string) =>
  `[[package]]\nname = "my-pkg"\nversion = "1.0.0"\nsource = { registry = "https://pypi.org/simple" }\nsdist = { url = "https://files.pythonhosted.org/packages/00/${file}", hash = "sha256:00", size = 1 }\n`;
const GEMS = (remote: string, sum: string) =>
  `GEM\n  remote: ${remote}\n  specs:\n    rack (3.0.0)\n\nCHECKSUMS\n  rack (3.0.0) sha256=${sum}\n`;
const COMPOSER = (version: string, reference: string) =>
  `${JSON.stringify({ packages: [{ name: "o/p", version, dist: { type: "zip", url: `https://api.github.com/repos/o/p/zipball/${reference}`, reference, shasum: "" } }] }, null, 4)}\n`;

const OTHERS: readonly Case[] = [
  {
    name: "is silent on an update",
    path: "Cargo.lock",
    base: CARGO("1.0.0", "aa"),
    head: CARGO("1.1.0", "bb"),
    found: [],
  },
  {
    name: "reports another checksum",
    path: "Cargo.lock",
    base: CARGO("1.0.0", "aa"),
    head: CARGO("1.0.0", "bb"),
    found: ['lock.integrity-changed RIGHT high checksum = "bb"'],
  },
  {
    name: "reports a crate from git",
    path: "Cargo.lock",
    base: CARGO("1.0.0", "aa"),
    head: CARGO("1.0.0", "aa", "git+https://github.com/o/m#00"),
    found: ['lock.git-source RIGHT medium source = "git+https://github.com/o/m#00"'],
  },
  {
    name: "is silent on further files of a release",
    path: "poetry.lock",
    base: POETRY(["aa"]),
    head: POETRY(["aa", "bb"]),
    found: [],
  },
  {
    name: "reports another hash of a file",
    path: "poetry.lock",
    base: POETRY(["aa", "bb"]),
    head: POETRY(["aa", "cc"]),
    found: ['lock.integrity-changed RIGHT high {file = "my_pkg-1.whl", hash = "sha256:cc"},'],
  },
  {
    name: "reports a file of another package",
    path: "uv.lock",
    base: UV("my_pkg-1.0.0.tar.gz"),
    head: UV("evil-1.0.0.tar.gz"),
    found: [
      'lock.name-mismatch RIGHT critical sdist = { url = "https://files.pythonhosted.org/packages/00/evil-1.0.0.tar.gz", hash = "sha256:00", size = 1 }',
    ],
  },
  {
    name: "reports another hash of a module",
    path: "go.sum",
    base: "a.b/c v1.0.0 h1:aa=\na.b/d v1.0.0 h1:aa=\n",
    head: "a.b/c v1.0.0 h1:bb=\na.b/d v1.1.0 h1:cc=\n",
    found: ["lock.integrity-changed RIGHT high a.b/c v1.0.0 h1:bb="],
  },
  {
    name: "reports gems without TLS and another hash",
    path: "Gemfile.lock",
    base: GEMS("https://rubygems.org/", "aa"),
    head: GEMS("http://rubygems.org/", "bb"),
    found: [
      "lock.insecure-transport RIGHT high remote: http://rubygems.org/",
      "lock.integrity-changed RIGHT high rack (3.0.0) sha256=bb",
    ],
  },
  {
    name: "is silent on an update",
    path: "composer.lock",
    base: COMPOSER("1.0.0", "aa"),
    head: COMPOSER("1.1.0", "bb"),
    found: [],
  },
  {
    name: "reports another commit behind a version",
    path: "composer.lock",
    base: COMPOSER("1.0.0", "aa"),
    head: COMPOSER("1.0.0", "bb"),
    needsWholeText: true,
    found: ['lock.integrity-changed RIGHT medium "reference": "bb",'],
  },
  {
    name: "reports hashes with nothing in common",
    path: "Pipfile.lock",
    base: '{\n  "default": {\n    "m": {\n      "hashes": [\n        "sha256:aa"\n      ],\n      "version": "==1.0"\n    }\n  }\n}\n',
    head: '{\n  "default": {\n    "m": {\n      "hashes": [\n        "sha256:bb"\n      ],\n      "version": "==1.0"\n    }\n  }\n}\n',
    found: ['lock.integrity-changed RIGHT high "sha256:bb"'],
  },
];

const ALL = [...NPM, ...JAVASCRIPT, ...SNAPSHOTS, ...OTHERS];

describe("findLockChanges", () => {
  it.each(ALL)("$name ($path)", (one) => {
    expect(run(one, "whole").sort()).toEqual([...one.found].sort());
  });

  it.each(ALL.filter((one) => !one.needsWholeText))("$name ($path), from hunks alone", (one) => {
    expect(run(one, "diff").sort()).toEqual([...one.found].sort());
  });

  it("says one thing about many packages of one foreign host", () => {
    const names = Array.from({ length: 30 }, (_, at) => `p${at}`);
    const head = npm(
      Object.fromEntries(
        names.map((name) => [name, { resolved: archive(name, "1.0.0", "https://npm.example.org") }]),
      ),
    );
    const [one, ...others] = findLockChanges(
      buildChange([{ path: "package-lock.json", base: npm({}), head }]),
    );
    expect([one?.rule, others]).toEqual(["lock.new-host", []]);
    expect(one?.explanation).toContain("The same holds for `p1`, `p2`, `p3` and 26 more.");
  });

  it("takes the main registry of a new lock file as given, and not the odd one out", () => {
    const names = ["m", "n", "o", "p"];
    const inner = Object.fromEntries(
      ["a", "zed", ...names].map((name) => [
        name,
        { resolved: archive(name, "1.0.0", "https://npm.example.com") },
      ]),
    );
    const head = npm({ ...inner, q: { resolved: archive("q", "1.0.0", "https://npm.example.org") } });
    expect(run({ name: "", path: "package-lock.json", base: null, head, found: [] }, "whole")).toEqual([
      'lock.new-host RIGHT medium "resolved": "https://npm.example.org/q/-/q-1.0.0.tgz",',
    ]);
  });

  it("reads 60,000 lines in well under a second", () => {
    const packages = Object.fromEntries(Array.from({ length: 12_000 }, (_, at) => [`p${at}`, {}]));
    const change = buildChange([
      {
        path: "package-lock.json",
        base: npm(packages),
        head: npm({ ...packages, p77: { integrity: "sha512-BBBB" } }),
      },
    ]);
    const started = performance.now();
    expect(findLockChanges(change)).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it.each([
    ["package-lock.json", "{".repeat(300_000)],
    ["package-lock.json", '"node_modules/a": {"resolved": "'.repeat(20_000)],
    ["yarn.lock", '"a@'.repeat(200_000)],
    ["pnpm-lock.yaml", `  ${"a@1".repeat(200_000)}`],
    ["poetry.lock", "[[package]]\n".repeat(50_000)],
    ["go.sum", "a ".repeat(300_000)],
    ["Gemfile.lock", "    rack (".repeat(100_000)],
    ["composer.lock", '[{"dist":'.repeat(50_000)],
    ["Pipfile.lock", "\u0000\ud800".repeat(100_000)],
  ])("survives hostile text in %s", (path, head) => {
    const started = performance.now();
    for (const known of ["whole", "diff"] as const) {
      expect(Array.isArray(findLockChanges(buildChange([{ path, base: "", head }], known)))).toBe(true);
    }
    expect(performance.now() - started).toBeLessThan(4000);
  });
});
