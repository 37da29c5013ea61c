import type { ChangedFile, ChangeSet } from "../domain/change-set.ts";
import type { Notice } from "../domain/review.ts";
import { showText } from "./show-text.ts";

interface TrustAnchor {
  readonly kind: string;
  readonly sentence: string;
  readonly isTouched: (file: ChangedFile) => boolean;
}

const MAX_PATHS = 5;
const EXECUTABLE = "100755";

// Case does not count: some file systems take `.GitHub/Assay.yml` for the real file.
const AGENT_INSTRUCTIONS =
  /(?:^|\/)(?:agents(?:\.override)?\.md|claude(?:\.local)?\.md|gemini\.md|\.(?:cursor|windsurf|cline|roo|goose)rules|\.cursor\/(?:rules\/.+|mcp\.json)|\.windsurf\/rules\/.+|\.clinerules\/.+|\.claude\/.+|\.codex\/.+|\.gemini\/.+|\.junie\/.+|\.kiro\/.+|\.aider\.conf\.yml|\.mcp\.json|\.github\/(?:copilot-instructions\.md|instructions\/.+|prompts\/.+|agents\/.+|chatmodes\/.+))$/i;
const BUILD_PROGRAM =
  /(?:^|\/)(?:(?:gradle|maven)-wrapper\.jar|\.yarn\/(?:releases|plugins)\/.+\.c?js|gradlew(?:\.bat)?|mvnw(?:\.cmd)?)$/i;

const anyPath = (pattern: RegExp) => (file: ChangedFile) =>
  pattern.test(file.path) || (file.previousPath !== null && pattern.test(file.previousPath));

const ANCHORS: readonly TrustAnchor[] = [
  {
    kind: "review-policy-changed",
    sentence: "This change touches the reviewer's own configuration; the version of the base branch was used",
    isTouched: anyPath(/^\.github\/assay\.ya?ml$/i),
  },
  {
    kind: "workflow-changed",
    sentence: "This change touches workflows or actions, which run with rights of the repository",
    isTouched: anyPath(
      /^\.github\/(?:workflows|actions)\/|(?:^|\/)action\.ya?ml$|^\.github\/dependabot\.ya?ml$/i,
    ),
  },
  {
    kind: "code-owners-changed",
    sentence: "This change touches the list of code owners, which decides who must approve",
    isTouched: anyPath(/^(?:\.github\/|\.gitlab\/|docs\/)?CODEOWNERS$/i),
  },
  {
    kind: "agent-instructions-changed",
    sentence: "This change touches instructions for coding agents; they were read as data, not followed",
    isTouched: anyPath(AGENT_INSTRUCTIONS),
  },
  {
    kind: "symlink-changed",
    sentence: "This change adds, removes or redirects symbolic links",
    isTouched: (file) => file.kind === "symlink" || file.oldMode === "120000" || file.newMode === "120000",
  },
  {
    kind: "submodule-changed",
    sentence: "This change moves submodules to other commits or origins; their code was not reviewed",
    isTouched: (file) =>
      file.kind === "submodule" ||
      file.oldMode === "160000" ||
      file.newMode === "160000" ||
      /^\.gitmodules$/i.test(file.path),
  },
  {
    kind: "executable-added",
    sentence: "This change makes files executable",
    isTouched: (file) => file.newMode === EXECUTABLE && file.oldMode !== EXECUTABLE,
  },
  {
    kind: "build-program-changed",
    sentence: "This change replaces programs that every build runs; compare them with their official release",
    isTouched: anyPath(BUILD_PROGRAM),
  },
];

function listPaths(files: readonly ChangedFile[]): string {
  const shown = files.slice(0, MAX_PATHS).map((file) => showText(file.path));
  return files.length > MAX_PATHS
    ? `${shown.join(", ")} and ${files.length - MAX_PATHS} more`
    : shown.join(", ");
}

/** One notice for each kind of trust anchor that the change touches, with at most five paths. */
export function findTrustChanges(change: ChangeSet): readonly Notice[] {
  return ANCHORS.flatMap(({ kind, sentence, isTouched }) => {
    const files = change.files.filter(isTouched);
    return files.length === 0 ? [] : [{ kind, text: `${sentence}: ${listPaths(files)}.` }];
  });
}
