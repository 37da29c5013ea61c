import { allRuleDescriptions } from "../../checks/all-rules.ts";
import type { Severity } from "../../domain/finding.ts";
import type { ReviewTrace } from "../../pipeline/review-change.ts";
import { renderJson } from "../../review/render/render-json.ts";
import { renderMarkdown } from "../../review/render/render-markdown.ts";
import { renderSarif } from "../../review/render/render-sarif.ts";
import { renderTerminal } from "../../review/render/render-terminal.ts";
import type { ReviewOptions } from "./review-options.ts";

/** The review in the format that was asked for. Colour only towards a terminal, and never with NO_COLOR. */
export function renderReview(trace: ReviewTrace, options: ReviewOptions, failOn: Severity | "never"): string {
  const { result } = trace;
  switch (options.format) {
    case "markdown":
      return renderMarkdown(result);
    case "json":
      return renderJson(result);
    case "sarif":
      return renderSarif(result, allRuleDescriptions, trace.prepared.change);
    case "terminal": {
      const isTerminal = process.stdout.isTTY === true && options.output === undefined;
      const color = isTerminal && (process.env["NO_COLOR"] ?? "") === "" && process.env["TERM"] !== "dumb";
      const width = isTerminal ? Math.min(process.stdout.columns, 110) : 100;
      return renderTerminal(result, { color, width, failOn });
    }
  }
}
