import type { Claim, Place, SuggestionCategory } from "../../../domain/finding.ts";
import type { DeclarationFacts } from "../../../domain/syntax.ts";
import { readNames } from "../../answer/find-code-names.ts";
import { type FileEvidence, linesBetween } from "./file-evidence.ts";

/** Everything against which one located claim can be checked. */
export interface Evidence extends FileEvidence {
  readonly claim: Claim;
  readonly place: Place;
  /** Title and explanation. */
  readonly text: string;
}

/** What the code says about a claim. `undecided`: it can neither be borne out nor contradicted from here. */
export interface ClaimCheck {
  readonly verdict: "holds" | "refuted" | "undecided";
  /** One sentence: what was looked for. */
  readonly detail: string;
}

/** Checks one kind of statement. */
export interface ClaimChecker {
  readonly categories: readonly SuggestionCategory[];
  /** What a text says when it makes such a statement. */
  readonly statement: RegExp;
  readonly check: (evidence: Evidence) => ClaimCheck;
  /**
   * The lines of a file that bear out a statement about the code as a whole; none when the file contradicts it, null
   * when it cannot tell.
   */
  readonly findFaults?: (file: FileEvidence, text: string) => readonly number[] | null;
}

export const UNDECIDED: ClaimCheck = {
  verdict: "undecided",
  detail: "Nothing in the code decides whether this is so.",
};

export function holds(detail: string): ClaimCheck {
  return { verdict: "holds", detail };
}

export function refuted(detail: string): ClaimCheck {
  return { verdict: "refuted", detail };
}

const LACK =
  /\b(?:miss(?:ing|es)?|lack(?:s|ing)?|without|no|not|never|none|neither|absent|absence|add(?:ing|ed)?|omit(?:s|ted)?|fails? to|needs?|should|could|consider|sparing(?:ly)?|sparse(?:ly)?|minimal(?:ly)?|few|hardly|rarely|barely|incomplete|improper(?:ly)?|un(?:documented|typed|annotated|handled|caught|protected|guarded|checked))\b|n't\b/i;

/** Whether the claim says that something is not there, and so does not praise what is. */
export function saysLack(text: string): boolean {
  return LACK.test(text.replaceAll("’", "'"));
}

/** The identifiers that the claim puts between back-quotes; else those that it names in other ways and the file knows. */
export function claimedNames(evidence: Evidence): readonly string[] {
  const quoted = [...new Set(evidence.claim.symbols.flatMap(readNames))];
  return quoted.length > 0 ? quoted.map((name) => resolveName(name, evidence)) : listSpokenNames(evidence);
}

/** Ruby and PHP write a sign before the names of some variables. */
function resolveName(name: string, { facts }: Evidence): string {
  if (facts === null || facts.names.has(name)) return name;
  return [`@${name}`, `@@${name}`, `$${name}`].find((signed) => facts.names.has(signed)) ?? name;
}

const AFTER_KIND =
  /\b(?:imports?|modules?|packages?|variables?|constants?|parameters?|arguments?|functions?|methods?|class(?:es)?|fields?|interfaces?)\s{1,3}["'“‘]?([\p{L}_$@][\p{L}\p{N}_$]*)/giu;
const IN_QUOTES = /(?<![\p{L}\p{N}])["'“‘]([\p{L}_$@][\p{L}\p{N}_$]*)(?:\(\))?["'”’]/gu;
const LIKE_CODE = /(?<![\p{L}\p{N}_$])([_$]*\p{L}+[_\d][\p{L}\p{N}_]*|[a-z]+[A-Z]\w*)/gu;

/** Names that the text gives after the word for what they are, between quotes, or in the style of code. */
export function listSpokenNames(evidence: Evidence): readonly string[] {
  const { facts, text } = evidence;
  if (facts === null) return [];
  const spoken = [AFTER_KIND, IN_QUOTES, LIKE_CODE].flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap(([, name]) =>
      name === undefined ? [] : [resolveName(name, evidence)],
    ),
  );
  return [...new Set(spoken)].filter((name) => facts.names.has(name));
}

/** The lines of the place, as they stand in the file. */
export function placeLines({ lines, place }: Evidence): readonly string[] {
  return linesBetween(lines, place.startLine, place.endLine);
}

/** The lines of the place without comments and contents of strings. */
export function placeCode({ codeLines, place }: Evidence): readonly string[] {
  return linesBetween(codeLines, place.startLine, place.endLine);
}

export function isAtPlace(line: number, { place }: Evidence): boolean {
  return place.startLine <= line && line <= place.endLine;
}

/** The declaration that a claim is about: the one that it names, the one that begins at its place, or the one around it. */
export function claimedDeclaration(evidence: Evidence): DeclarationFacts | null {
  const { code, place } = evidence;
  if (code === null) return null;
  const names = new Set(claimedNames(evidence));
  const isNamed = (declaration: DeclarationFacts) => names.has(nameOf(declaration, evidence) ?? "");
  const begun = code.declarations.filter(({ startLine }) => isAtPlace(startLine, evidence));
  const around = code.declarations.filter(
    ({ startLine, endLine }) => startLine <= place.startLine && place.startLine <= endLine,
  );
  const named = code.declarations.filter(isNamed);
  const wanted = /\bclass\b/i.test(evidence.claim.title) ? "class" : "function";
  return (
    begun.find(isNamed) ??
    around.findLast(isNamed) ??
    (named.length === 1 ? named[0] : undefined) ??
    (names.size > 0 && named.length > 1 ? null : begun.find(({ kind }) => kind === wanted)) ??
    begun[0] ??
    around.at(-1) ??
    null
  );
}

/** The name of a declaration, or of the variable that a function is assigned to. */
export function nameOf(
  { name, startLine, endLine }: DeclarationFacts,
  { functionNames }: FileEvidence,
): string | null {
  return name ?? functionNames.get(`${startLine}-${endLine}`) ?? null;
}
