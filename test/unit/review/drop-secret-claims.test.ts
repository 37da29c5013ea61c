import { expect, test } from "vitest";
import type { Candidate, UnnamedFinding } from "../../../src/domain/finding.ts";
import { dropSecretClaims } from "../../../src/review/redact/drop-secret-claims.ts";
import { aFinding, aPlace } from "../../fakes/review-results.ts";
import { claimOf } from "../../fakes/review-unit.ts";

const place = aPlace({ startLine: 5, endLine: 6 });
const {
  id: _id,
  fingerprint: _fingerprint,
  status: _status,
  ...secret
}: UnnamedFinding & ReturnType<typeof aFinding> = aFinding({
  rule: "secret.password",
  source: "check",
  place,
});
const about = (cwe: string | null, changes: Partial<Candidate["place"]> = {}): Candidate => ({
  claim: claimOf({ cwe }),
  place: { ...place, ...changes },
});

test.each<[string, Candidate, boolean]>([
  ["a hard-coded credential on its line", about("CWE-798"), true],
  ["the same in other words", about("cwe 259: password"), true],
  ["cleartext on one of its lines", about("CWE-312", { startLine: 6, endLine: 9 }), true],
  ["a credential on another line", about("CWE-798", { startLine: 7, endLine: 7 }), false],
  ["a credential on the other side", about("CWE-798", { side: "LEFT" }), false],
  ["a credential in another file", about("CWE-798", { file: 1 }), false],
  ["another defect on its line", about("CWE-89"), false],
  ["a number that only begins alike", about("CWE-7981"), false],
  ["a claim without a number", about(null), false],
])("a claim is dropped only about a secret that a check reports: %s", (_title, candidate, isDropped) => {
  const { kept, dropped } = dropSecretClaims([candidate], [secret]);
  expect([kept.length, dropped.map(({ reason }) => reason)]).toEqual(
    isDropped ? [0, ["about-placeholder"]] : [1, []],
  );
});

test("other findings of checks take no claim away", () => {
  const other = { ...secret, rule: "workflow.unpinned" };
  expect(dropSecretClaims([about("CWE-798")], [other]).kept).toHaveLength(1);
});
