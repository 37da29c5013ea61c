import type { Finding, Severity } from "../../domain/finding.ts";
import type { RuleDescription } from "../../domain/rule.ts";
import { severityOrder } from "../findings/group-defects.ts";
import { composeCweUrl, readCweNumber } from "../verdict/describe-finding.ts";

/** The score that GitHub reads as the same word: critical from 9.0, high from 7.0, medium from 4.0. */
const securitySeverities: Readonly<Record<Severity, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.5",
};

export type SarifLevel = "error" | "warning" | "note";

/** A reporting descriptor (SARIF 2.1.0, section 3.49). */
export interface SarifRule {
  readonly id: string;
  readonly name: string;
  readonly shortDescription: { readonly text: string };
  readonly fullDescription: { readonly text: string };
  readonly help: { readonly text: string };
  readonly helpUri?: string;
  readonly defaultConfiguration: { readonly level: SarifLevel };
  readonly properties: { readonly tags: readonly string[]; readonly "security-severity": string };
}

export function describeLevel(severity: Severity): SarifLevel {
  if (severity === "critical" || severity === "high") return "error";
  return severity === "medium" ? "warning" : "note";
}

/** The rule of a finding; what a model found by itself goes by its weakness. */
export function nameSarifRule(finding: Finding): string {
  if (finding.rule !== null) return finding.rule;
  const cweNumber = readCweNumber(finding.cwe);
  return cweNumber === null ? "assay/other" : `assay/cwe-${cweNumber}`;
}

/** The known rules, then one for every other rule id that the findings use, as severe as its worst finding. */
export function describeSarifRules(
  rules: readonly RuleDescription[],
  findings: readonly Finding[],
): readonly SarifRule[] {
  const known = new Set(rules.map((rule) => rule.id));
  const others = new Map<string, RuleDescription>();
  for (const finding of findings) {
    const id = nameSarifRule(finding);
    if (known.has(id)) continue;
    const earlier = others.get(id);
    others.set(id, {
      ...composeRule(id, finding),
      severity: worse(earlier?.severity ?? "low", finding.severity),
    });
  }
  return [...rules, ...others.values()].map(describeRule);
}

function composeRule(id: string, finding: Finding): Omit<RuleDescription, "severity"> {
  const cweNumber = readCweNumber(finding.cwe);
  const weakness = cweNumber === null ? "a weakness" : `CWE-${cweNumber}`;
  return {
    id,
    title: cweNumber === null ? "Other weakness" : `CWE-${cweNumber}`,
    cwe: cweNumber === null ? null : `CWE-${cweNumber}`,
    description: `A language model found ${weakness} in the change, and the quoted code was found where the result points.`,
    help: "Read the message of the result: it says what an attacker could do and how to fix it. Check before you change code.",
  };
}

function describeRule(rule: RuleDescription): SarifRule {
  const cweNumber = readCweNumber(rule.cwe);
  return {
    id: rule.id,
    name: composeName(rule.id),
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.description },
    help: { text: rule.help },
    ...(cweNumber === null ? {} : { helpUri: composeCweUrl(cweNumber) }),
    defaultConfiguration: { level: describeLevel(rule.severity) },
    properties: {
      tags: ["security", ...(cweNumber === null ? [] : [`external/cwe/cwe-${cweNumber}`])],
      "security-severity": securitySeverities[rule.severity],
    },
  };
}

function composeName(id: string): string {
  return id
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

function worse(left: Severity, right: Severity): Severity {
  return severityOrder.indexOf(left) <= severityOrder.indexOf(right) ? left : right;
}
