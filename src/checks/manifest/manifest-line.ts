import type { Severity } from "../../domain/finding.ts";
import { type ChangedText, numberedLines } from "../changed-text.ts";
import type { CheckRule } from "../check-rule.ts";
import type { Observation } from "../observation.ts";
import { showText } from "../show-text.ts";
import { isLocalHost, readSourceAddress } from "../source-address.ts";
import { MANIFEST_RULES } from "./manifest-rules.ts";

/** What one line of a manifest shows. */
export interface LineSight {
  readonly rule: CheckRule;
  readonly key: string;
  readonly severity?: Severity;
  readonly explanation: string;
  readonly hide?: string;
}

const MAX_LINE = 4000;

/** A sight as an observation of one line. */
export function observeLine(sight: LineSight, line: number): Observation {
  const { rule, key, explanation, hide } = sight;
  const observation: Observation = {
    rule,
    key,
    evidence: [{ start: line, end: line }],
    severity: sight.severity ?? rule.severity,
    confidence: "pattern",
    explanation,
  };
  return hide === undefined ? observation : { ...observation, hide };
}

/** Applies a reader to every line that is no comment. The reader gets the line without its comment marks at the margin. */
export function observeLines(
  text: ChangedText,
  comment: string,
  read: (line: string) => readonly LineSight[],
): Observation[] {
  const found: Observation[] = [];
  for (const { line, text: content } of numberedLines(text)) {
    const cut = content.slice(0, MAX_LINE);
    if (cut.trimStart().startsWith(comment)) continue;
    for (const sight of read(cut)) found.push(observeLine(sight, line));
  }
  return found;
}

/** What a dependency's address says: no TLS, a git repository or an archive. Null for anything else. */
export function sightDependencySource(name: string, address: string): LineSight | null {
  const source = readSourceAddress(address);
  if (source === null || isLocalHost(source.host)) return null;
  const shown = `${showText(name)} comes from ${showText(address)}`;
  if (!source.isEncrypted)
    return {
      rule: MANIFEST_RULES.insecureTransport,
      key: address,
      explanation: `${shown}, fetched without TLS.`,
    };
  if (source.kind === "git") {
    const explanation = `${shown}${source.isPinned ? ", pinned to a commit" : ", whatever stands there at installation"}.`;
    return {
      rule: MANIFEST_RULES.gitDependency,
      key: `${name} ${source.host}`,
      severity: source.isPinned ? "low" : "medium",
      explanation,
    };
  }
  return { rule: MANIFEST_RULES.urlDependency, key: `${name} ${source.host}`, explanation: `${shown}.` };
}

/** What a registry's address says: no TLS, or a host that is not the public default. Null for the default. */
export function sightRegistry(address: string, defaults: ReadonlySet<string>): LineSight | null {
  const source = readSourceAddress(address);
  if (source === null || isLocalHost(source.host)) return null;
  if (!source.isEncrypted) {
    return {
      rule: MANIFEST_RULES.insecureTransport,
      key: source.host,
      explanation: `${showText(address)} is fetched without TLS.`,
    };
  }
  if (defaults.has(source.host)) return null;
  return {
    rule: MANIFEST_RULES.registryChanged,
    key: source.host,
    explanation: `Packages come from ${showText(source.host)}.`,
  };
}

/** Nothing or one sight as a list. */
export function toList(sight: LineSight | null): readonly LineSight[] {
  return sight === null ? [] : [sight];
}
