import type { ChangeSet } from "../../domain/change-set.ts";
import type { Finding } from "../../domain/finding.ts";
import type { ReviewResult } from "../../domain/review.ts";
import type { RuleDescription } from "../../domain/rule.ts";
import { groupDefects } from "../findings/group-defects.ts";
import { countNoun } from "../verdict/count-noun.ts";
import { decideVerdict } from "../verdict/decide-verdict.ts";
import { describeConfidence } from "../verdict/describe-finding.ts";
import { summarizeCoverage } from "../verdict/summarize-coverage.ts";
import { describeLevel, describeSarifRules, nameSarifRule } from "./describe-sarif-rules.ts";
import { locateSarif } from "./locate-sarif.ts";
import { renderCoverageLine } from "./render-coverage-line.ts";
import { serializeJson } from "./serialize-json.ts";
import { shorten, shortenFinding } from "./shorten-finding.ts";
import { showFix } from "./show-fix.ts";
import { showParagraphs } from "./show-text.ts";

/** GitHub shows so many of a run and refuses more than 25,000. */
const mostResults = 5_000;
/** Of each text of a finding, in UTF-16 units; GitHub takes at most 10 MB after compression. */
const longestText = 4_000;
/** Equal to the version in package.json: GitHub tells results of another version of the program by it. */
const version = "0.1.0";

/**
 * The review as SARIF 2.1.0: one run, within what GitHub's code scanning takes. Fixed defects are left out, dismissed
 * ones suppressed. A review that could not see everything is an unsuccessful execution with the reasons as
 * notifications. With the change at hand, removed code gets a place in the head; without it, the file alone.
 */
export function renderSarif(
  result: ReviewResult,
  ruleDescriptions: readonly RuleDescription[],
  change: ChangeSet | null = null,
): string {
  const { verdict, verdictLine, reasons } = decideVerdict(result);
  const { detected, unexamined, dismissed } = groupDefects(result.defects);
  const all = [...detected, ...unexamined, ...dismissed];
  const shown = all.slice(0, mostResults);
  const rules = describeSarifRules(ruleDescriptions, shown);
  const ruleIndexes = new Map(rules.map((rule, index) => [rule.id, index]));
  const run = {
    tool: { driver: { name: "Assay", semanticVersion: version, rules } },
    // Results of the same commit with the same category take the place of earlier ones.
    automationDetails: { id: "assay/" },
    columnKind: "utf16CodeUnits",
    invocations: [
      {
        executionSuccessful: verdict !== "inconclusive",
        toolExecutionNotifications: [
          ...reasons.map((text) => ({ level: "warning", message: { text } })),
          ...result.notices.map(({ text }) => ({ level: "note", message: { text: showMessage(text) } })),
          ...noteCut(all.length - shown.length),
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

function noteCut(left: number) {
  return left === 0
    ? []
    : [{ level: "warning", message: { text: `Left out: ${countNoun(left, "result")}.` } }];
}

function renderResult(finding: Finding, change: ChangeSet | null) {
  const { place } = finding;
  return {
    level: finding.confidence === "pattern" ? "note" : describeLevel(finding.severity),
    message: { text: renderMessage(finding) },
    locations: [{ physicalLocation: locateSarif(place, change) }],
    partialFingerprints: {
      // The only one that GitHub reads. The id stays when lines move, and when a later review quotes other lines.
      primaryLocationLineHash: `${finding.id.replace(/^A-/, "")}:1`,
      "assay/v1": finding.fingerprint,
    },
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
    renderFix(finding),
    `(${describeConfidence(finding.confidence)})`,
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function renderFix(finding: Finding): string {
  const shown = showFix(shortenFinding(finding, longestText));
  if (shown === null) return finding.fix === null ? "" : `Fix: ${showMessage(finding.fix)}`;
  const rows = shown.rows.map(({ sign, text }) => `${sign} ${text}`.trimEnd());
  return separateLinks([["Fix:", shown.where].join(" ").trimEnd(), ...rows].join("\n"));
}

function showMessage(text: string): string {
  return separateLinks(showParagraphs(shorten(text, longestText)).join("\n"));
}

/** Message texts may hold links of the form `[text](target)` (section 3.11.6): a space between takes them apart. */
function separateLinks(text: string): string {
  return text.replaceAll("](", "] (");
}
