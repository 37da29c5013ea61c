import {
  type ClaimCheck,
  type Evidence,
  holds,
  placeCode,
  refuted,
  saysLack,
  UNDECIDED,
} from "./claim-evidence.ts";
import { linesBetween } from "./file-evidence.ts";

const IGNORED_IN_GO = /(?:^|,)\s*_\s*:?=\s*[\w.]+\(/;
const TAKEN_IN_GO = /\b(\w*[eE]rr\w*)\s*:?=\s*/;
const ABOUT =
  /\b(?:errors?|failures?)\b.{0,40}\b(?:ignored|discarded|dropped|unchecked|unhandled|handled|checked|swallowed)\b|\b(?:ignor|discard|drop|swallow|handl|check)(?:es|ed|s|ing)?\b.{0,40}\b(?:errors?|failures?)\b|\berror handling\b|\bpanics?\b|\bunwrap\b/i;
const LOOKS_AHEAD = 3;

/** Go and Rust return their errors: whether the one at the place is looked at. */
export function checkReturnedErrors(evidence: Evidence): ClaimCheck {
  const { text, facts } = evidence;
  if (
    !ABOUT.test(text) ||
    !(saysLack(text) || /\b(?:ignor|discard|drop|swallow)|panics?\b|unwrap/i.test(text))
  )
    return UNDECIDED;
  return facts?.language === "go" ? checkGo(evidence) : checkRust(evidence);
}

function checkGo(evidence: Evidence): ClaimCheck {
  const { codeLines, place } = evidence;
  const here = placeCode(evidence);
  if (here.some((line) => IGNORED_IN_GO.test(line))) return holds("The error is assigned to nothing.");
  const taken = here.flatMap((line) => TAKEN_IN_GO.exec(line)?.[1] ?? [])[0];
  if (taken === undefined) return UNDECIDED;
  const after = linesBetween(codeLines, place.startLine, place.endLine + LOOKS_AHEAD);
  const isChecked = after.some(
    (line) =>
      line.includes(`${taken} != nil`) ||
      line.includes(`${taken} == nil`) ||
      line.includes(`return ${taken}`),
  );
  return isChecked ? refuted(`\`${taken}\` is looked at right after the call.`) : UNDECIDED;
}

function checkRust(evidence: Evidence): ClaimCheck {
  const here = placeCode(evidence).join("\n");
  if (/\.(?:unwrap|expect)\s*\(/.test(here)) return holds("The line panics on an error.");
  if (/\blet\s+_\s*=\s*\S/.test(here)) return holds("The result is assigned to nothing.");
  return /\)\s*\?|\bmatch\b|\bif let\b|\.(?:map_err|unwrap_or|ok_or)\w*\(/.test(here)
    ? refuted("The line hands the error on or looks at it.")
    : UNDECIDED;
}
