import type { Severity } from "../../domain/finding.ts";
import type { Depth } from "../../domain/review.ts";

export const formats = ["terminal", "markdown", "json", "sarif"] as const;
export const stages = ["units", "prompts", "claims", "coverage", "draft"] as const;

/** Options of `assay review`, as the command line gave them. */
export interface ReviewOptions {
  readonly staged?: true;
  readonly diff?: string;
  readonly repo: string;
  readonly format: (typeof formats)[number];
  readonly output?: string;
  readonly failOn?: Severity | "never";
  readonly depth?: Depth;
  readonly model?: string;
  readonly estimate?: true;
  readonly maxCost?: number;
  readonly showStage?: (typeof stages)[number];
}
