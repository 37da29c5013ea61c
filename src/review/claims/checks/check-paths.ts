import {
  type ClaimCheck,
  type ClaimChecker,
  type Evidence,
  holds,
  isAtPlace,
  placeCode,
  refuted,
  UNDECIDED,
} from "./claim-evidence.ts";
import { findPathJoins } from "./find-path-joins.ts";

const FORMATTED =
  /\b(?:f-strings?|formatt(?:ed|ing)|interpolat\w{1,6}|templates?|string (?:building|manipulation)|manually|by hand|build(?:s|ing)?|constructs?|constructed)\b/i;
const JOINS =
  /\b(?:path(?:lib)?\.(?:posix\.|win32\.)?(?:join|resolve)|os\.path\.join|filepath\.Join|path\.Join|Paths\.get|Path\.of|Path\.Combine|File\.join|joinpath)\s*\(|(?:\.|(?<![\w.]))(?:join|resolve|push)\(|\bPathname\b/;

/** `Path components are concatenated`: a string with a separator beside an operator. */
export const pathChecker: ClaimChecker = {
  categories: ["file-handling"],
  statement:
    /\bconcatenat\w{1,5}\b|\b(?:path|file ?name)s?\b.{0,60}\b(?:f-string|string formatting|interpolat\w+|template (?:literal|string)|string building|`?\+`? operator)\b|\b(?:instead of|rather than|prefer|should use|replace\w* (?:by|with))\b.{0,40}\b(?:os\.path\.join|path\.join|filepath\.Join|Paths\.get|Path\.of|File\.join|Path\.Combine)\b/i,
  check: checkPaths,
  findFaults: (file) => {
    const joins = findPathJoins(file);
    return joins === null || joins.some(({ kind }) => kind !== "plus") ? null : joins.map(({ line }) => line);
  },
};

function checkPaths(evidence: Evidence): ClaimCheck {
  if (!/\b(?:paths?|file ?names?|director(?:y|ies)|folders?)\b|\.path\b|Join|Combine/i.test(evidence.text))
    return UNDECIDED;
  const joins = findPathJoins(evidence);
  if (joins === null) return UNDECIDED;
  const here = joins.filter(({ line }) => isAtPlace(line, evidence));
  if (here.some(({ kind }) => kind === "plus")) return holds("The line joins a path with an operator.");
  const isFormatted = here.some(({ kind }) => kind === "format");
  if (isFormatted && FORMATTED.test(evidence.text))
    return holds("The line builds a path by formatting a string.");
  if (here.length > 0) return UNDECIDED;
  if (joins.length === 0) return refuted("No line of the file joins a path with an operator.");
  return isJoinedAtPlace(evidence)
    ? refuted("The quoted line joins the path with a function for paths.")
    : UNDECIDED;
}

function isJoinedAtPlace(evidence: Evidence): boolean {
  return evidence.claim.quote !== null && placeCode(evidence).some((line) => JOINS.test(line));
}
