import type { ChangeSet } from "../../domain/change-set.ts";
import type { Finding, Place } from "../../domain/finding.ts";
import type { ReviewResult } from "../../domain/review.ts";
import type { RuleDescription } from "../../domain/rule.ts";
import { groupDefects } from "../findings/group-defects.ts";
import { locateHeadLine } from "../findings/locate-head-line.ts";
import { decideVerdict } from "../verdict/decide-verdict.ts";
import { describeConfidence } from "../verdict/describe-finding.ts";
import { summarizeCoverage } from "../verdict/summarize-coverage.ts";
import { describeLevel, describeSarifRules, nameSarifRule } from "./describe-sarif-rules.ts";
import { renderCoverageLine } from "./render-coverage-line.ts";
import { serializeJson } from "./serialize-json.ts";
import { showParagraphs } from "./show-text.ts";

/**
 * The review as SARIF 2.1.0, one run. Fixed defects are left out, dismissed ones suppressed. A review that could
 * not see everything is an unsuccessful execution with the reasons as notifications. With the change at hand,
 * removed code gets a place in the head; without it, the file alone.
 */
export function renderSarif(
  result: ReviewResult,
  ruleDescriptions: readonly RuleDescription[],
  change: ChangeSet | null = null,
): string {
  const { verdict, verdictLine, reasons } = decideVerdict(result);
  const { detected, unexamined, dismissed } = groupDefects(result.defects);
  const shown = [...detected, ...unexamined, ...dismissed];
  const rules = describeSarifRules(ruleDescriptions, shown);
  const ruleIndexes = new Map(rules.map((rule, index) => [rule.id, index]));
  const run = {
    tool: { driver: { name: "Assay", rules } },
    columnKind: "utf16CodeUnits",
    invocations: [
      {
        executionSuccessful: verdict !== "inconclusive",
        toolExecutionNotifications: [
          ...reasons.map((text) => ({ level: "warning", message: { text } })),
          ...result.notices.map(({ text }) => ({ level: "note", message: { text: showMessage(text) } })),
        ],
      },
    ],
    results: shown.map((finding) => ({
      ruleId: nameSarifRule(finding),
      ruleIndex: ruleIndexes.get(nameSarifRule(finding)) ?? -1,
      ...renderResult(finding, change),
      // The standard asks for the property on all results or on none (section 3.27.23).
      ...(dismissed.length > 0 ? { suppressions: renderSuppressions(finding) } : {}),
    })),
    properties: {
      verdict,
      verdictLine,
      coverage: renderCoverageLine(summarizeCoverage(result.coverage), result.head),
    },
  };
  const log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [run],
  };
  return `${serializeJson(log)}\n`;
}

function renderResult(finding: Finding, change: ChangeSet | null) {
  const { place } = finding;
  return {
    level: finding.confidence === "pattern" ? "note" : describeLevel(finding.severity),
    message: { text: renderMessage(finding) },
    locations: [{ physicalLocation: renderLocation(place, change) }],
    partialFingerprints: { "assay/v1": finding.fingerprint },
    properties: {
      id: finding.id,
      severity: finding.severity,
      confidence: finding.confidence,
      side: place.side,
      status: finding.status,
    },
  };
}

function renderSuppressions(finding: Finding) {
  return finding.status === "dismissed" ? [{ kind: "external", status: "accepted" }] : [];
}

function renderMessage(finding: Finding): string {
  const { place } = finding;
  const lines =
    place.startLine === place.endLine
      ? `line ${place.startLine}`
      : `lines ${place.startLine} to ${place.endLine}`;
  return [
    showMessage(finding.title) || "(no title)",
    place.side === "LEFT" ? `The change removes this code: ${lines} before the change.` : "",
    showMessage(finding.explanation),
    finding.attack === null ? "" : `Attack: ${showMessage(finding.attack)}`,
    finding.fix === null ? "" : `Fix: ${showMessage(finding.fix)}`,
    `(${describeConfidence(finding.confidence)})`,
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** Message texts may hold links of the form `[text](target)` (section 3.11.6): a space between takes them apart. */
function showMessage(text: string): string {
  return showParagraphs(text).join("\n").replaceAll("](", "] (");
}

function renderLocation(place: Place, change: ChangeSet | null) {
  const file = change?.files[place.file];
  const path = file?.path ?? place.path;
  const artifactLocation = { uri: renderUri(path), uriBaseId: "%SRCROOT%" };
  if (place.side === "RIGHT") {
    return { artifactLocation, region: { startLine: place.startLine, endLine: place.endLine } };
  }
  const headLine = file === undefined ? null : locateHeadLine(file, place.startLine);
  return headLine === null ? { artifactLocation } : { artifactLocation, region: { startLine: headLine } };
}

/** A relative reference (RFC 3986): no scheme, authority or dot segment, whatever the path is called. */
function renderUri(path: string): string {
  return path
    .split("/")
    .filter((segment) => segment !== "")
    .map((segment) =>
      /^\.{1,2}$/.test(segment) ? "%2E".repeat(segment.length) : encodeURIComponent(segment.toWellFormed()),
    )
    .join("/");
}
