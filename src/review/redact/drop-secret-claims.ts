import type { Candidate, DroppedClaim, UnnamedFinding } from "../../domain/finding.ts";

/** CWEs under which a model reports that a secret stands in the code. */
const secretCwe = /^\s*(?:CWE)?[\s:_-]{0,3}0{0,4}(?:256|259|312|321|522|540|798)(?!\d)/i;

/**
 * Takes out claims that a secret stands in the code where a check reports that secret itself: the model saw its
 * placeholder only and can add nothing.
 */
export function dropSecretClaims(
  candidates: readonly Candidate[],
  known: readonly UnnamedFinding[],
): { readonly kept: readonly Candidate[]; readonly dropped: readonly DroppedClaim[] } {
  const secrets = known.filter(({ rule }) => rule?.startsWith("secret.") === true);
  const byFile = Map.groupBy(secrets, ({ place }) => place.file);
  const kept: Candidate[] = [];
  const dropped: DroppedClaim[] = [];
  for (const candidate of candidates) {
    const { claim, place } = candidate;
    const isReported =
      secretCwe.test(claim.cwe ?? "") &&
      (byFile.get(place.file) ?? []).some(
        (secret) =>
          secret.place.side === place.side &&
          secret.place.startLine <= place.endLine &&
          secret.place.endLine >= place.startLine,
      );
    if (isReported)
      dropped.push({ claim, reason: "about-placeholder", detail: "A check reports this secret." });
    else kept.push(candidate);
  }
  return { kept, dropped };
}
