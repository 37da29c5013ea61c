/** How much harm a file can do, by its path alone; a lower rank is reviewed earlier. */
export type PathRank = 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** Files up to this rank run with more rights than the code, or decide who may change it: none is ever left out. */
export const LAST_PROTECTED_RANK: PathRank = 3;

/** Files up to this rank work by their place and their name: to move one is to change what it does. */
export const LAST_PLACED_RANK: PathRank = 4;

interface RankRule {
  readonly rank: PathRank;
  /** Whole file names, lower case. */
  readonly names?: ReadonlySet<string>;
  /** On the whole path, lower case. At most 1,024 characters are looked at. */
  readonly pattern?: RegExp;
}

const RULES: readonly RankRule[] = [
  {
    rank: 0,
    names: new Set(["codeowners", "action.yml", "action.yaml"]),
    pattern: /^\.(?:github|gitea|forgejo)\/(?:workflows|actions)\//,
  },
  {
    rank: 1,
    names: new Set([
      ".gitlab-ci.yml",
      ".gitlab-ci.yaml",
      "jenkinsfile",
      "azure-pipelines.yml",
      "azure-pipelines.yaml",
      "bitbucket-pipelines.yml",
      ".travis.yml",
      ".drone.yml",
      ".woodpecker.yml",
      ".cirrus.yml",
      "appveyor.yml",
      ".appveyor.yml",
      "buildspec.yml",
      "cloudbuild.yaml",
      "cloudbuild.yml",
      ".pre-commit-config.yaml",
      ".gitmodules",
      ".gitattributes",
    ]),
    pattern:
      /^\.(?:circleci|buildkite|gitlab|teamcity|azuredevops|azure-pipelines|woodpecker|husky|github)\//,
  },
  { rank: 2, pattern: /(?:^|\/)(?:dockerfile|containerfile)(?:\.[^/]*)?$/ },
  { rank: 2, pattern: /(?:^|\/)[^/]+\.(?:dockerfile|containerfile)$/ },
  { rank: 2, pattern: /(?:^|\/)(?:docker-)?compose(?:\.[^/]*)?\.ya?ml$/ },
  {
    rank: 3,
    names: new Set([
      "package.json",
      "pyproject.toml",
      "setup.py",
      "setup.cfg",
      "pipfile",
      "environment.yml",
      "cargo.toml",
      "build.rs",
      "go.mod",
      "go.work",
      "gemfile",
      "composer.json",
      "pom.xml",
      "build.gradle",
      "build.gradle.kts",
      "settings.gradle",
      "settings.gradle.kts",
      "build.sbt",
      "mix.exs",
      "pubspec.yaml",
      "package.swift",
      "podfile",
      "deno.json",
      "deno.jsonc",
      "bunfig.toml",
      "nuget.config",
      "packages.config",
      "directory.packages.props",
      "directory.build.props",
      "directory.build.targets",
      "pnpm-workspace.yaml",
      ".npmrc",
      ".yarnrc",
      ".yarnrc.yml",
      ".pnpmfile.cjs",
      "pip.conf",
      "makefile",
    ]),
  },
  { rank: 3, pattern: /(?:^|\/)[^/]*requirements[^/]*\.(?:txt|in)$/ },
  { rank: 3, pattern: /\.(?:gemspec|podspec|csproj|fsproj|vbproj)$/ },
  {
    rank: 4,
    names: new Set([
      "chart.yaml",
      "kustomization.yaml",
      "kustomization.yml",
      "serverless.yml",
      "serverless.yaml",
      "pulumi.yaml",
    ]),
  },
  { rank: 4, pattern: /\.(?:tf|tfvars|tf\.json|hcl|bicep|nomad)$/ },
  {
    rank: 4,
    pattern:
      /(?:^|\/)(?:terraform|k8s|kubernetes|helm|charts|ansible|playbooks|cloudformation|pulumi|manifests)\//,
  },
];

const SECURITY_WORDS: ReadonlySet<string> = new Set(
  (
    "auth authn authz oauth oauth2 oidc saml sso ldap jwt jwks login signin logon logout signup password passwords passwd " +
    "passphrase otp totp mfa 2fa webauthn passkey session sessions cookie cookies csrf xsrf cors csp token tokens crypto " +
    "cryptography cipher encrypt encryption decrypt decryption hash hashing hmac signature signing keys keystore vault secret " +
    "secrets credential credentials permission permissions privilege privileges role roles rbac acl acls policy policies guard " +
    "guards access admin sudo security sanitize sanitizer sanitise escape upload uploads payment payments billing checkout " +
    "invoice invoices webhook webhooks"
  ).split(" "),
);
const SECURITY_STEMS =
  /^(?:authenti|authori[sz]|encrypt|decrypt|crypt|permission|credential|password|security)/;

const MAX_PATH = 1_024;

function namesSecurity(path: string): boolean {
  const words = path
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return words.some((word) => SECURITY_WORDS.has(word) || SECURITY_STEMS.test(word));
}

/**
 * Ranks a path: workflows and code owners, other build systems, container images, manifests, infrastructure code,
 * then names that speak of sign-in, sessions, cryptography, permissions or payments, then the rest.
 */
export function rankPath(path: string): PathRank {
  const shown = path.slice(-MAX_PATH);
  const lower = shown.toLowerCase();
  const name = lower.slice(lower.lastIndexOf("/") + 1);
  const rule = RULES.find(({ names, pattern }) => names?.has(name) || pattern?.test(lower));
  if (rule !== undefined) return rule.rank;
  return namesSecurity(shown) ? 5 : 6;
}
