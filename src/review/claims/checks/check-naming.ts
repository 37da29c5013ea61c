import type { Language } from "../../../domain/syntax.ts";
import {
  type ClaimCheck,
  type ClaimChecker,
  claimedNames,
  type Evidence,
  holds,
  isAtPlace,
  refuted,
  UNDECIDED,
} from "./claim-evidence.ts";
import { type FileEvidence, isInsideFunction } from "./file-evidence.ts";

interface Style {
  readonly label: string;
  readonly said: RegExp;
  readonly shape: RegExp;
}

const CAMEL: Style = {
  label: "camelCase",
  said: /\bcamel[ _-]?case\b|\bmixed ?caps?\b/i,
  shape: /^[_$@#]*[a-z][a-z0-9]*(?:[A-Z][A-Za-z0-9]*)+$/,
};
const SNAKE: Style = {
  label: "snake_case",
  said: /\bsnake[ _-]?case\b|\bunderscores?\b/i,
  shape: /^[_@$#]*[a-z][a-z0-9]*(?:_[a-z0-9]+)+_*[?!]?$/,
};
const PASCAL: Style = {
  label: "PascalCase",
  said: /\bpascal[ _-]?case\b|\bcap(?:italized )?words\b|\bupper ?camel ?case\b/i,
  shape: /^_*[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*$/,
};
const UPPER: Style = {
  label: "upper case",
  said: /\bupper[ _-]?(?:snake[ _-]?)?case\b|\ball[ -]caps\b|\bscreaming[ _-]?snake[ _-]?case\b|\bUPPER_/i,
  shape: /^_*[A-Z][A-Z0-9_]*$/,
};
const LOWER: Style = { label: "lower case", said: /(?!)/, shape: /^[_$@#]*[a-z][a-z0-9]*[?!]?$/ };
const STYLES = [UPPER, PASCAL, CAMEL, SNAKE];

/** The style of variables, functions and parameters that a language expects, and the one that departs from it. */
const CONVENTIONS: Readonly<Partial<Record<Language, { readonly usual: Style; readonly odd: Style }>>> = {
  python: { usual: SNAKE, odd: CAMEL },
  ruby: { usual: SNAKE, odd: CAMEL },
  rust: { usual: SNAKE, odd: CAMEL },
  javascript: { usual: CAMEL, odd: SNAKE },
  typescript: { usual: CAMEL, odd: SNAKE },
  tsx: { usual: CAMEL, odd: SNAKE },
  java: { usual: CAMEL, odd: SNAKE },
  go: { usual: CAMEL, odd: SNAKE },
};

/** `X is written in camelCase`, or the code mixes styles: decided by the names that the file defines. */
export const namingChecker: ClaimChecker = {
  categories: ["naming"],
  statement:
    /\b(?:camel|snake|pascal|kebab|upper|screaming)[ _-]?(?:snake[ _-]?)?case\b|\bunderscores\b|\bmixed ?caps\b|\bnaming (?:conventions?|styles?)\b|\ball[ -]caps\b|\bcap(?:italized )?words\b/i,
  check: checkNaming,
  findFaults: findOddNames,
};

function checkNaming(evidence: Evidence): ClaimCheck {
  const styles = saidStyles(evidence.text);
  if (styles.length === 0) return UNDECIDED;
  const names = claimedNames(evidence);
  const defined = (names.length > 0 ? names : namesAtPlace(evidence)).filter((name) =>
    isDefined(name, evidence),
  );
  if (names.length > 0 && defined.length === 0) return checkAbsence(styles, evidence);
  const checks = defined.map((name) => judgeName(name, styles, evidence));
  const decided = checks.filter(({ verdict }) => verdict !== "undecided");
  const holding = decided.find(({ verdict }) => verdict === "holds");
  if (holding !== undefined) return holding;
  const isWrong = names.length > 0 && decided.length === checks.length;
  return (isWrong ? decided[0] : undefined) ?? checkAbsence(styles, evidence);
}

function saidStyles(text: string): readonly Style[] {
  const plain = withPlainStyles(text);
  return STYLES.filter((style) => style.said.test(plain));
}

/** `UPPER_SNAKE_CASE` and `upper camel case` also hold the words of another style. */
function withPlainStyles(text: string): string {
  return text.replace(/\b(?:upper|screaming)[ _-]?(?:snake|camel)[ _-]?case\b/gi, (said) =>
    /camel/i.test(said) ? "PascalCase" : "upper case",
  );
}

function namesAtPlace(evidence: Evidence): readonly string[] {
  const names = [...(evidence.facts?.names ?? [])];
  return names
    .filter(([, { definedAt }]) => definedAt.some((line) => isAtPlace(line, evidence)))
    .map(([name]) => name);
}

function isDefined(name: string, { facts }: Evidence): boolean {
  const known = facts?.names.get(name);
  if (known !== undefined) return known.definedAt.length > known.importedAt.length;
  return (facts?.scopes ?? []).some((scope) => scope.name === name);
}

/** One defined name against what is said of it, and against the style that its kind has in the language. */
function judgeName(name: string, styles: readonly Style[], evidence: Evidence): ClaimCheck {
  const { usual, odd } = conventionFor(name, styles, evidence);
  const isSaid = [usual, odd].some((style) => style !== null && styles.includes(style));
  if (usual === null || !isSaid) return UNDECIDED;
  const { is, wanted } = readStatement(name, withPlainStyles(evidence.text));
  if (is !== null && !is.shape.test(name)) return refuted(`\`${name}\` is not written in ${is.label}.`);
  if (is === null && wanted?.shape.test(name) === true)
    return refuted(`\`${name}\` is written in ${wanted.label} already.`);
  if (odd?.shape.test(name) === true && !usual.shape.test(name)) {
    return holds(`\`${name}\` is defined in ${odd.label} style.`);
  }
  if (usual !== UPPER && LOWER.shape.test(name)) return refuted(`\`${name}\` is one word in lower case.`);
  return usual.shape.test(name) ? refuted(`\`${name}\` is written in ${usual.label} style.`) : UNDECIDED;
}

interface Statement {
  /** The style that the name is said to have, and the one that it is said to need. */
  readonly is: Style | null;
  readonly wanted: Style | null;
}

function readStatement(name: string, text: string): Statement {
  const after = text.includes(name) ? text.slice(text.indexOf(name) + name.length) : "";
  const find = (patterns: readonly ((said: string) => RegExp)[], among: string) =>
    STYLES.find((style) => patterns.some((pattern) => pattern(style.said.source).test(among))) ?? null;
  const own = find(
    [
      (said) =>
        new RegExp(
          `^[\`"')(]{0,3}\\s(?:is|uses|has|is (?:written|named) in|is in)\\s(?:a )?(?:${said})`,
          "i",
        ),
    ],
    after,
  );
  const fault = find(
    [
      (said) =>
        new RegExp(
          `(?:${said}) (?:names?|variables?|functions?|methods?|parameters?|identifiers?|does not|doesn't|violates|breaks)\\b`,
          "i",
        ),
      (said) => new RegExp(`\\b(?:name|it|which|that) is (?:written|named) in (?:${said})`, "i"),
    ],
    text,
  );
  const wanted = find(
    [(said) => new RegExp(`\\b(?:should|must) (?:be|use|follow)(?: \\w+){0,2} (?:${said})`, "i")],
    text,
  );
  return { is: own ?? fault, wanted };
}

interface Expectation {
  readonly usual: Style | null;
  readonly odd: Style | null;
}

const NONE: Expectation = { usual: null, odd: null };

function conventionFor(name: string, styles: readonly Style[], evidence: Evidence): Expectation {
  const language = evidence.facts?.language;
  const convention = language === undefined ? undefined : CONVENTIONS[language];
  if (convention === undefined) return NONE;
  const oddOf = (candidates: readonly Style[]) => candidates.find((style) => style.shape.test(name)) ?? null;
  const scope = evidence.facts?.scopes.find((candidate) => candidate.name === name);
  if (scope?.kind === "class") {
    return language === "go" ? NONE : { usual: PASCAL, odd: oddOf([SNAKE, CAMEL]) ?? convention.odd };
  }
  if (styles.includes(UPPER) && isConstantName(name, evidence)) {
    return { usual: UPPER, odd: oddOf([SNAKE, CAMEL, LOWER]) };
  }
  if (!PASCAL.shape.test(name)) return convention;
  // Exported names of Go begin with a capital; components and constructors of JavaScript do.
  return scope !== undefined && convention.usual === SNAKE ? { usual: SNAKE, odd: PASCAL } : NONE;
}

/** A name of the module that is set once, to a number or a string. */
function isConstantName(name: string, evidence: Evidence): boolean {
  const defined = evidence.facts?.names.get(name)?.definedAt ?? [];
  const [line] = defined;
  if (line === undefined || defined.length > 1 || isInsideFunction(evidence, line)) return false;
  return /(?:=|:=)\s*(?:-?[\d.]|["'])/.test(evidence.codeLines.get(line) ?? "");
}

/** A style that no defined name of the file has is not mixed with another one. */
function checkAbsence(styles: readonly Style[], evidence: Evidence): ClaimCheck {
  const missing = styles.find((style) => isClaimedStyle(style, evidence) && !hasStyle(style, evidence));
  return missing === undefined
    ? UNDECIDED
    : refuted(`No identifier of the file is written in ${missing.label}.`);
}

const WANTED = /\b(?:should|instead|rather|prefer|recommend\w*|must|rename)\b/i;

/** Of `camelCase instead of snake_case` only the first is said to be there; the usual style need not be. */
function isClaimedStyle(style: Style, { facts, text }: Evidence): boolean {
  const convention = facts === null ? undefined : CONVENTIONS[facts.language];
  if (convention === undefined) return style !== UPPER && style !== PASCAL && !WANTED.test(text);
  return style === convention.odd;
}

const WORD = /[A-Za-z_$][\w$]*/g;

function hasStyle(style: Style, { facts, code, codeLines }: FileEvidence): boolean {
  if (facts === null || code === null) {
    for (const line of codeLines.values()) {
      for (const [word] of line.matchAll(WORD)) if (style.shape.test(word)) return true;
    }
    return false;
  }
  return [...facts.names].some(
    ([name, { definedAt, importedAt }]) => definedAt.length > importedAt.length && style.shape.test(name),
  );
}

/** Lines that define a name in the style that departs from the language, where the text says that it is used. */
function findOddNames(file: FileEvidence, text: string): readonly number[] | null {
  const { facts, code } = file;
  const convention = facts === null ? undefined : CONVENTIONS[facts.language];
  if (code === null || facts === null || convention === undefined) return null;
  if (!saidStyles(text).includes(convention.odd)) return null;
  const odd = [...facts.names].filter(([name]) => convention.odd.shape.test(name));
  const lines = odd.flatMap(([, { definedAt, importedAt }]) =>
    definedAt.filter((line) => !importedAt.includes(line)),
  );
  return lines.toSorted((a, b) => a - b);
}
