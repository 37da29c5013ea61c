import type { DeclarationFacts, Language, ParameterFacts } from "../../../domain/syntax.ts";
import {
  type ClaimCheck,
  type ClaimChecker,
  claimedDeclaration,
  claimedNames,
  type Evidence,
  holds,
  nameOf,
  placeCode,
  refuted,
  saysLack,
  UNDECIDED,
} from "./claim-evidence.ts";
import type { FileEvidence } from "./file-evidence.ts";

const MOSTLY =
  /\b(?:minimal(?:ly)?|sparing(?:ly)?|sparse(?:ly)?|few|hardly|rarely|barely|mostly|most|little)\b/i;
const RESULT = /\breturns?\b|\bresults?\b/i;
const PARAMETERS = /\b(?:parameters?|arguments?|params?|args?)\b/i;
const ANY = /(?::|\bas|<)\s*any\b/;
/** Languages in which every parameter of a named function has a type. */
const ALWAYS_TYPED: ReadonlySet<Language> = new Set(["java", "go", "c", "cpp", "csharp", "rust"]);

/** `The function has no type hints`: read from its parameters and its result. */
export const typeHintChecker: ClaimChecker = {
  categories: ["type-hints"],
  statement:
    /\b(?:type[ -]?hints?|type[ -]?annotations?|(?:return|parameter) (?:type|annotation)s?|annotations?|untyped|unannotated|not typed|`?any`? type|typed as `?any|explicit types?|static types?)\b/i,
  check: checkTypeHints,
  findFaults: findUntyped,
};

function checkTypeHints(evidence: Evidence): ClaimCheck {
  const { text, facts, code } = evidence;
  if (code === null || facts === null) return UNDECIDED;
  if (
    /\bany\b/.test(text) &&
    /\btypescript|tsx/.test(facts.language) &&
    /`any`|\bany type|as any\b|: any\b/.test(text)
  ) {
    return checkAny(evidence);
  }
  if (!saysLack(text)) return UNDECIDED;
  const declaration = claimedDeclaration(evidence);
  if (declaration === null || declaration.kind === "class") return UNDECIDED;
  if (ALWAYS_TYPED.has(facts.language)) return checkTyped(declaration, evidence);
  if (!isHinted(facts.language)) return UNDECIDED;
  return checkHeader(declaration, evidence);
}

function isHinted(language: Language): boolean {
  return language === "python" || language === "typescript" || language === "tsx" || language === "php";
}

function checkAny(evidence: Evidence): ClaimCheck {
  if (placeCode(evidence).some((line) => ANY.test(line))) return holds("The line uses `any`.");
  const isElsewhere = [...evidence.codeLines.values()].some((line) => ANY.test(line));
  return isElsewhere ? UNDECIDED : refuted("Nothing in the file is typed as `any`.");
}

function checkTyped(declaration: DeclarationFacts, evidence: Evidence): ClaimCheck {
  const isNamed = nameOf(declaration, evidence) !== null && declaration.name !== null;
  const isLoose = placeCode(evidence).some((line) =>
    /\b(?:var|auto|let|interface\{\}|any|Object|dynamic|void\s*\*)\B|\b(?:var|auto|let|any|Object|dynamic)\b|void\s*\*|:=/.test(
      line,
    ),
  );
  return isNamed && !isLoose
    ? refuted("The language has every parameter and result declared with its type.")
    : UNDECIDED;
}

/** The parts of a header that the claim speaks of: a parameter that it names, the parameters, the result, or all. */
function checkHeader(declaration: DeclarationFacts, evidence: Evidence): ClaimCheck {
  const { text, claim } = evidence;
  const parameters = listParameters(declaration);
  const names = new Set(claimedNames(evidence));
  const named = parameters.filter(({ name }) => names.has(name));
  const saysParameters = PARAMETERS.test(text);
  const saysResult = RESULT.test(claim.title) || (RESULT.test(text) && !saysParameters);
  if (named.length > 0 && !saysResult) return judgeParts(named, false, declaration);
  if (isOtherName(names, declaration, evidence)) return UNDECIDED;
  return judgeParts(
    saysParameters || !saysResult ? parameters : [],
    saysResult || !saysParameters,
    declaration,
  );
}

function judgeParts(
  parameters: readonly ParameterFacts[],
  withResult: boolean,
  declaration: DeclarationFacts,
): ClaimCheck {
  const bare = parameters.find(({ isTyped }) => !isTyped);
  if (bare !== undefined) return holds(`\`${bare.name}\` has no type.`);
  if (withResult && !declaration.hasResultType) {
    return hasResult(declaration) ? holds("The result of the function has no type.") : UNDECIDED;
  }
  return refuted("What the claim speaks of in the header of the function has its types.");
}

/** Whether the claim is about a name that the header does not hold, such as a variable. */
function isOtherName(names: ReadonlySet<string>, declaration: DeclarationFacts, evidence: Evidence): boolean {
  if (names.size === 0) return false;
  const known = new Set([nameOf(declaration, evidence), ...declaration.parameters.map(({ name }) => name)]);
  return ![...names].some((name) => known.has(name));
}

/** A constructor of these languages declares no result. */
function hasResult({ name }: DeclarationFacts): boolean {
  return name !== "constructor" && name !== "__construct" && name !== "__init__";
}

function listParameters({ parameters }: DeclarationFacts): readonly ParameterFacts[] {
  return parameters.filter(({ name }, index) => index > 0 || (name !== "self" && name !== "cls"));
}

function findUntyped(file: FileEvidence, text: string): readonly number[] | null {
  const language = file.facts?.language;
  if (file.code === null || language === undefined || !isHinted(language) || !saysLack(text)) return null;
  const asksResult = !PARAMETERS.test(text);
  const declared = file.code.declarations.filter(
    (declaration) => declaration.kind === "function" && nameOf(declaration, file) !== null,
  );
  const bare = declared.filter(
    (declaration) =>
      listParameters(declaration).some(({ isTyped }) => !isTyped) ||
      (asksResult && !declaration.hasResultType && hasResult(declaration)),
  );
  if (MOSTLY.test(text) && bare.length > 0 && bare.length * 2 < declared.length) return null;
  return bare.map(({ startLine }) => startLine);
}
