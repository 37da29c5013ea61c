import type { LineRange } from "../../domain/finding.ts";

/** A scalar of a workflow. Of scripts `text` is the source as it stands, so that its lines can be counted. */
export interface Located {
  readonly text: string;
  readonly lines: LineRange;
}

/** One scope of a `permissions` block; `*` stands for `write-all`. */
export interface Grant {
  readonly scope: string;
  readonly level: string;
  readonly lines: LineRange;
}

export interface Permissions {
  readonly lines: LineRange;
  readonly grants: readonly Grant[];
}

export interface Step {
  readonly lines: LineRange;
  readonly uses: Located | null;
  /** Source of `run`, or of the script of actions/github-script. */
  readonly script: Located | null;
  readonly with: ReadonlyMap<string, Located>;
  readonly env: ReadonlyMap<string, Located>;
  readonly condition: string;
}

export interface Job {
  readonly name: string;
  readonly lines: LineRange;
  readonly runsOn: Located | null;
  readonly permissions: Permissions | null;
  /** A reusable workflow. */
  readonly uses: Located | null;
  readonly inheritsSecrets: LineRange | null;
  readonly env: ReadonlyMap<string, Located>;
  readonly condition: string;
  /** Whether the job waits for an environment, which may ask for an approval. */
  readonly hasEnvironment: boolean;
  readonly steps: readonly Step[];
}

/** What is known of a workflow or composite action. */
export interface Workflow {
  readonly kind: "workflow" | "action";
  /** False when only parts of the text are known or it is not well-formed: absence proves nothing then. */
  readonly isWhole: boolean;
  /** Events by name with their lines; null when they are not known. */
  readonly triggers: ReadonlyMap<string, LineRange> | null;
  readonly permissions: Permissions | null;
  readonly env: ReadonlyMap<string, Located>;
  readonly jobs: readonly Job[];
}

/** Events that outsiders can cause and that run with secrets and a token that may write. */
const PRIVILEGED = [
  "pull_request_target",
  "workflow_run",
  "issue_comment",
  "issues",
  "discussion",
  "discussion_comment",
  "gollum",
];

/** The first trigger that outsiders cause and that runs with the repository's own rights; null when there is none. */
export function privilegedTrigger(
  workflow: Workflow,
): { readonly name: string; readonly lines: LineRange } | null {
  for (const name of PRIVILEGED) {
    const lines = workflow.triggers?.get(name);
    if (lines !== undefined) return { name, lines };
  }
  return null;
}
