import type { Finding, Place, Suggestion, UnnamedFinding } from "../../domain/finding.ts";
import type { Report } from "../../domain/report.ts";
import type { ReviewResult } from "../../domain/review.ts";
import { compareFindings } from "../findings/group-defects.ts";
import { decideVerdict } from "../verdict/decide-verdict.ts";
import { readQuestion } from "../verdict/describe-finding.ts";
import { summarizeCoverage } from "../verdict/summarize-coverage.ts";

/** A review in its published form. Defects worst first; those that are fixed or dismissed carry their status. */
export function composeReport(result: ReviewResult): Report {
  const { verdict, verdictLine } = decideVerdict(result);
  const { files, hunks } = summarizeCoverage(result.coverage);
  return {
    schemaVersion: "1.0",
    verdict,
    verdictLine,
    head: result.head,
    coverage: {
      files: { ...files, skipped: [...files.skipped], failed: [...files.failed] },
      hunks: { ...hunks, skipped: [...hunks.skipped], failed: [...hunks.failed] },
    },
    defects: result.defects.toSorted(compareFindings).map(reportDefect),
    ...(result.unreported === undefined ? {} : { unreported: result.unreported.map(reportMatch) }),
    suggestions: result.suggestions.map(reportSuggestion),
    dropped: result.dropped.map(({ reason, count }) => ({ reason, count })),
    notices: result.notices.map(({ kind, text }) => ({ kind, text })),
    usage: {
      model: result.usage.model,
      calls: result.usage.calls,
      promptTokens: result.usage.promptTokens,
      completionTokens: result.usage.completionTokens,
      cachedTokens: result.usage.cachedTokens,
      costUsd: result.usage.costUsd,
      durationMs: result.usage.durationMs,
    },
    prompts: result.prompts.map(({ id, version }) => ({ id, version })),
  };
}

function reportDefect(finding: Finding): Report["defects"][number] {
  return {
    id: finding.id,
    fingerprint: finding.fingerprint,
    title: finding.title,
    cwe: finding.cwe,
    severity: finding.severity,
    confidence: finding.confidence,
    source: finding.source,
    rule: finding.rule,
    ...reportPlace(finding.place),
    explanation: finding.explanation,
    attack: finding.attack,
    fix: finding.fix,
    status: finding.status,
  };
}

function reportMatch(match: UnnamedFinding): NonNullable<Report["unreported"]>[number] {
  return {
    rule: match.rule,
    title: match.title,
    cwe: match.cwe,
    severity: match.severity,
    ...reportPlace(match.place),
    question: readQuestion(match),
  };
}

function reportSuggestion(suggestion: Suggestion): Report["suggestions"][number] {
  return {
    ...reportPlace(suggestion.place),
    category: suggestion.category,
    title: suggestion.title,
    explanation: suggestion.explanation,
  };
}

function reportPlace({ path, side, startLine, endLine, quote }: Place) {
  return { path, side, startLine, endLine, quote };
}
