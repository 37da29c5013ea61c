import type { ReviewResult } from "../../domain/review.ts";
import { composeReport } from "./compose-report.ts";
import { serializeJson } from "./serialize-json.ts";

/** The review as JSON after `schemas/report.schema.json`. Ends with a line feed. */
export function renderJson(result: ReviewResult): string {
  return `${serializeJson(composeReport(result))}\n`;
}
