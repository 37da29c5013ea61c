import { type ClaimCheck, type Evidence, refuted } from "./claim-evidence.ts";

const ABSENCE =
  /\b(?:missing|without|no|not|never|lacks?|lacking|instead|should|use|uses|using|add|replace|consider|absent|removed|rather|like|such as|e\.g|via|prefer)\b|n't\b/i;
const CODE_NAME = /^[A-Za-z_$][\w$]{2,99}$/;

/**
 * A defect that speaks of identifiers none of which stands anywhere in the change is made up. Silent where the
 * claim may name what is missing or recommended, because such names need not stand in the code.
 */
export function checkIdentifiers(
  evidence: Evidence,
  isInChange: (name: string) => boolean,
): ClaimCheck | null {
  const names = evidence.claim.symbols.map((symbol) => symbol.replace(/\(\)$/, "")).filter(isCodeName);
  if (names.length === 0 || ABSENCE.test(evidence.text)) return null;
  if (names.some(isInChange)) return null;
  return refuted(`\`${names[0]}\` stands nowhere in the change.`);
}

/** A name that is more than an English word: with an underscore, a digit or a capital inside. */
function isCodeName(name: string): boolean {
  return CODE_NAME.test(name) && /[_\d$]|[a-z][A-Z]/.test(name);
}
