import type { ChangeSet } from "../domain/change-set.ts";
import type { UnnamedFinding } from "../domain/finding.ts";
import type { ChangedText } from "./changed-text.ts";
import { checkDockerfile, checkLostUser } from "./manifest/check-dockerfile.ts";
import {
  checkGradle,
  checkLostWrapperHash,
  checkMaven,
  checkNuget,
  checkWrapper,
} from "./manifest/check-jvm-and-dotnet.ts";
import { checkNpmSettings, checkPackageJson } from "./manifest/check-npm.ts";
import {
  checkCargo,
  checkCargoBuild,
  checkComposer,
  checkGemfile,
  checkGoModule,
} from "./manifest/check-other-managers.ts";
import { checkPythonProject, checkRequirements, checkSetupScript } from "./manifest/check-python.ts";
import {
  type CheckedFile,
  checkedFiles,
  type Observation,
  placeObservation,
  selectIntroduced,
} from "./observation.ts";

interface ManifestCheck {
  readonly path: RegExp;
  readonly observe: (text: ChangedText, checked: CheckedFile) => Observation[];
  /** A protection of the base that the head lacks. */
  readonly lost?: (base: ChangedText, head: ChangedText) => Observation | null;
}

const CHECKS: readonly ManifestCheck[] = [
  { path: /(?:^|\/)package\.json$/, observe: checkPackageJson },
  { path: /(?:^|\/)(?:\.npmrc|\.yarnrc|\.yarnrc\.yml|pnpm-workspace\.yaml)$/, observe: checkNpmSettings },
  {
    path: /(?:^|\/)(?:[\w.-]*requirements[\w.-]*\.(?:txt|in)|requirements\/[\w.-]+\.(?:txt|in)|constraints[\w.-]*\.txt|pip\.conf|pip\.ini)$/,
    observe: checkRequirements,
  },
  { path: /(?:^|\/)(?:pyproject\.toml|Pipfile|uv\.toml)$/, observe: checkPythonProject },
  { path: /(?:^|\/)setup\.py$/, observe: checkSetupScript },
  { path: /(?:^|\/)(?:Gemfile|gems\.rb)$/, observe: checkGemfile },
  { path: /(?:^|\/)go\.(?:mod|work)$/, observe: checkGoModule },
  { path: /(?:^|\/)(?:Cargo\.toml|\.cargo\/config(?:\.toml)?)$/, observe: checkCargo },
  {
    path: /(?:^|\/)build\.rs$/,
    observe: (text, { file }) => checkCargoBuild(text, file.status === "added"),
  },
  { path: /(?:^|\/)composer\.json$/, observe: checkComposer },
  { path: /(?:^|\/)(?:pom|settings)\.xml$/, observe: checkMaven },
  { path: /\.gradle(?:\.kts)?$/, observe: checkGradle },
  {
    path: /(?:^|\/)(?:gradle|maven)-wrapper\.properties$/,
    observe: checkWrapper,
    lost: checkLostWrapperHash,
  },
  { path: /(?:^|\/)nuget\.config$/i, observe: checkNuget },
  {
    path: /(?:^|\/)(?:(?:Docker|Container)file(?:\.[\w.-]+)?|[\w.-]+\.(?:Docker|docker)file)$/,
    observe: checkDockerfile,
    lost: checkLostUser,
  },
];

/** Whether this check reads the file. */
export function isManifestPath(path: string): boolean {
  return CHECKS.some((check) => check.path.test(path));
}

function runCheck(check: ManifestCheck, checked: CheckedFile): UnnamedFinding[] {
  if (checked.file.status === "deleted") return [];
  const found = selectIntroduced(
    checked,
    check.observe(checked.head, checked),
    check.observe(checked.base, checked),
  );
  const lost = check.lost?.(checked.base, checked.head) ?? null;
  const range = lost?.evidence[0];
  if (lost === null || range === undefined) return found;
  return [...found, placeObservation(checked, lost, { side: "LEFT", range })];
}

/**
 * What a change brings into package manifests, package manager settings and Dockerfiles: install scripts, foreign
 * sources, switched-off protections. Reads line by line, so a diff is enough. Never throws.
 */
export function findManifestChanges(change: ChangeSet): readonly UnnamedFinding[] {
  const findings: UnnamedFinding[] = [];
  for (const checked of checkedFiles(change, isManifestPath)) {
    for (const check of CHECKS)
      if (check.path.test(checked.file.path)) findings.push(...runCheck(check, checked));
  }
  return findings;
}
