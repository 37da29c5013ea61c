import { createHash } from "node:crypto";
import type { Finding, UnnamedFinding } from "../../domain/finding.ts";
import type { RememberedFinding } from "../../domain/memory.ts";

const ID_DIGITS = 8;

/**
 * Gives findings their identity. The fingerprint covers rule (or CWE), path, the quote without white space, and
 * a count of equal ones in the order of their lines, so it survives moved and re-indented code. Ids are unique
 * within the list. The order stays; every finding is new.
 */
export function nameFindings(findings: readonly UnnamedFinding[]): readonly Finding[] {
  const fingerprints = fingerprintAll(findings);
  const taken = new Set<string>();
  return findings.map((finding, index) => {
    const fingerprint = fingerprints[index] ?? "";
    const id = selectId(fingerprint, taken);
    taken.add(id);
    return { ...finding, id, fingerprint, status: "new" };
  });
}

/** Makes ids unique in a list where old ones come first: a new finding that would share one gets another. */
export function giveIds(entries: readonly RememberedFinding[]): readonly RememberedFinding[] {
  const taken = new Set<string>();
  return entries.map((entry) => {
    const { finding } = entry;
    const id = taken.has(finding.id) ? selectId(finding.fingerprint, taken) : finding.id;
    taken.add(id);
    return id === finding.id ? entry : { ...entry, finding: { ...finding, id } };
  });
}

function fingerprintAll(findings: readonly UnnamedFinding[]): readonly string[] {
  const fingerprints: string[] = [];
  const counts = new Map<string, number>();
  const inOrder = [...findings.entries()].sort(
    ([, one], [, other]) =>
      Number(one.place.side === "RIGHT") - Number(other.place.side === "RIGHT") ||
      one.place.startLine - other.place.startLine,
  );
  for (const [index, { rule, cwe, place }] of inOrder) {
    const key = JSON.stringify([rule ?? cwe ?? "", place.path, squashQuote(place.quote)]);
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    fingerprints[index] = hash(`${key}#${count}`);
  }
  return fingerprints;
}

/** White space and what ends a statement change when code is moved or re-formatted. */
export function squashQuote(quote: string): string {
  return quote.replace(/[\s;,]+/g, "");
}

/** An id out of a fingerprint: its first eight digits; where they are taken, the next eight. */
function selectId(fingerprint: string, taken: ReadonlySet<string>): string {
  let digits = fingerprint;
  for (;;) {
    for (let at = 0; at + ID_DIGITS <= digits.length; at += ID_DIGITS) {
      const id = `A-${digits.slice(at, at + ID_DIGITS)}`;
      if (!taken.has(id)) return id;
    }
    digits = hash(digits);
  }
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
