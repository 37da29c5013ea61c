import type { Confidence, Finding, FindingStatus } from "../../domain/finding.ts";

/** Above findings that nobody examined. */
export const patternHeading = "Matched by a rule, not examined by a model";
/** What holds for each of them, said once. */
export const patternNote =
  "Only the pattern of the code was compared: whether it can be attacked was not examined.";

/** Above matches of rules that a model was asked about and that no finding stands for. */
export const unreportedHeading = "Matched by a rule, not reported as a defect";
/** What holds for each of them, said once. */
export const unreportedNote =
  "A model was asked about each of these places, and no defect came of it. They are not counted as defects.";
/** So many of them are told; they come worst first. */
export const mostUnreported = 10;

const questionStart = "To decide: ";

/** What a person has to decide about a matched pattern: the end of its explanation; null where it asks nothing. */
export function readQuestion({
  confidence,
  explanation,
}: Pick<Finding, "confidence" | "explanation">): string | null {
  const start = confidence === "pattern" ? explanation.indexOf(questionStart) : -1;
  return start === -1 ? null : explanation.slice(start + questionStart.length);
}

/** How sure a finding is, in the words of a reader. */
export function describeConfidence(confidence: Confidence): string {
  switch (confidence) {
    case "certain":
      return "certain: proved by a check";
    case "confirmed":
      return "confirmed by a second question";
    case "unverified":
      return "unverified: no second question confirmed it";
    case "pattern":
      return "a rule matched, no model looked at it";
  }
}

/** What became of a finding since the last review; null for a new one. */
export function describeStatus(status: FindingStatus): string | null {
  switch (status) {
    case "new":
      return null;
    case "still-present":
      return "still present";
    case "fixed":
      return "fixed";
    case "not-seen-again":
      return "found by an earlier review, not seen again";
    case "dismissed":
      return "dismissed";
  }
}

/** The number in `CWE-89`; null for anything else, so that no other text gets into a link. */
export function readCweNumber(cwe: string | null): number | null {
  const digits = cwe === null ? null : /^CWE-(\d{1,6})$/.exec(cwe)?.[1];
  return digits === undefined || digits === null ? null : Number(digits);
}

/** The page of a weakness in MITRE's list: the only link that a review contains. */
export function composeCweUrl(cweNumber: number): string {
  return `https://cwe.mitre.org/data/definitions/${cweNumber}.html`;
}

/** `path:line` or `path:first-last`, not escaped. */
export function describePlace(place: Finding["place"]): string {
  const lines =
    place.startLine === place.endLine ? `${place.startLine}` : `${place.startLine}-${place.endLine}`;
  return `${place.path}:${lines}`;
}
