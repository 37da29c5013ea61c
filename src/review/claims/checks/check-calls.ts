import { readNames } from "../../answer/find-code-names.ts";
import {
  type ClaimCheck,
  type ClaimChecker,
  type Evidence,
  holds,
  isAtPlace,
  refuted,
  UNDECIDED,
} from "./claim-evidence.ts";
import { holdsWord } from "./file-evidence.ts";

const NAME = "`([\\w$.:@>?!-]{2,120}?)(?:\\([^`]{0,80}\\))?`";
const VERB = "(?:call(?:s|ed|ing)?|invok(?:es?|ed|ing)|us(?:es?|ed|ing)|rel(?:y|ies|ying) on)";
const ABSENT = [
  new RegExp(
    `\\b(?:never|not|n't|fails? to|without|nor)\\s(?:\\w+\\s){0,2}?${VERB}\\s(?:to |the |on )?${NAME}`,
    "i",
  ),
  new RegExp(
    `${NAME} (?:method |function )?(?:is|are|was|does)(?: not|n't| never)(?: ever| actually)? (?:be )?(?:called|invoked|used)`,
    "i",
  ),
  new RegExp(
    `\\b(?:missing|no|lacks? (?:a|any)|without (?:a|any)) (?:call|calls|invocation|use) (?:to|of) ${NAME}`,
    "i",
  ),
];
const PRESENT = [
  new RegExp(`\\b${VERB}\\s(?:to |the |on )?(?:\\w+ ){0,2}?${NAME}`, "i"),
  new RegExp(`\\b(?:call|calls|use|usage|invocation) (?:to|of) (?:the )?(?:\\w+ ){0,2}?${NAME}`, "i"),
  new RegExp(`${NAME} (?:is|are|was) (?:being )?(?:called|invoked|used)`, "i"),
];
/** What makes a statement about more than whether there is a call. */
const FURTHER =
  /\b(?:without|instead|rather|twice|multiple|several|before|after|repeatedly|inside a loop|with(?:in)?|only|correctly|properly|should|could|consider|prefer|better|recommend\w*|always|unless|if)\b/i;

/** `X is called`, `X is never called`: looked up in the code without comments and strings. */
export const callChecker: ClaimChecker = {
  categories: [],
  statement: new RegExp(
    [...ABSENT, ...PRESENT].map(({ source }) => source.replace(NAME, "`[^`]+`")).join("|"),
    "i",
  ),
  check: checkCalls,
};

function checkCalls(evidence: Evidence): ClaimCheck {
  const { title, explanation } = evidence.claim;
  for (const sentence of listSentences(`${title}. ${explanation}`)) {
    const absent = findName(ABSENT, sentence);
    if (absent !== null) return checkAbsent(absent, sentence, evidence);
    const present = findName(PRESENT, sentence);
    if (present !== null) return checkPresent(present, sentence, evidence);
  }
  return UNDECIDED;
}

function listSentences(text: string): readonly string[] {
  return text.split(/(?<=[.!?;])\s|\n/).slice(0, 20);
}

function findName(patterns: readonly RegExp[], sentence: string): string | null {
  for (const pattern of patterns) {
    const name = pattern.exec(sentence)?.[1];
    if (name !== undefined) return name;
  }
  return null;
}

interface Lines {
  readonly exact: readonly number[];
  /** Where the last part of the name stands as a word. */
  readonly alike: readonly number[];
}

/** Lines with a call: the name as the claim writes it, before a parenthesis where the language needs one. */
function findCalls(name: string, { codeLines, facts }: Evidence): Lines {
  const last = readNames(name)[0] ?? name;
  const defined = new Set(facts?.names.get(last)?.definedAt ?? []);
  const exact: number[] = [];
  const alike: number[] = [];
  for (const [number, line] of codeLines) {
    if (!holdsWord(line, last)) continue;
    const isOther = defined.has(number) && !isCalled(line, name, facts?.language === "ruby");
    if (!isOther) alike.push(number);
    if (!defined.has(number) && isCalled(line, name, facts?.language === "ruby")) exact.push(number);
  }
  return { exact, alike };
}

function isCalled(line: string, name: string, isRuby: boolean): boolean {
  for (let at = line.indexOf(name); at !== -1; at = line.indexOf(name, at + name.length)) {
    const isStart =
      !/[\w$]/.test(line[at - 1] ?? " ") &&
      !/\b(?:def|function|func|fn|new class)\s+$/.test(line.slice(Math.max(0, at - 12), at));
    const rest = line.slice(at + name.length);
    if (
      isStart &&
      (/^[?!]?\s*(?:\(|<[\w, ]{1,40}>\()/.test(rest) || (isRuby && /^[?!]?(?![\w?!:])/.test(rest)))
    )
      return true;
  }
  return false;
}

function checkPresent(name: string, sentence: string, evidence: Evidence): ClaimCheck {
  if (evidence.code === null) return UNDECIDED;
  const { exact, alike } = findCalls(name, evidence);
  const spoken = evidence.claim.symbols.length > 0;
  if (alike.length === 0 && spoken) {
    return FURTHER.test(sentence) ? UNDECIDED : refuted(`\`${name}\` is called nowhere in the file.`);
  }
  if (FURTHER.test(sentence)) return UNDECIDED;
  return exact.some((line) => isAtPlace(line, evidence))
    ? holds(`\`${name}\` is called in the quoted lines.`)
    : UNDECIDED;
}

function checkAbsent(name: string, sentence: string, evidence: Evidence): ClaimCheck {
  const { code, place, facts } = evidence;
  if (code === null) return UNDECIDED;
  const { exact, alike } = findCalls(name, evidence);
  const scope = findScope(name, evidence);
  const within = (line: number) => scope === null || (scope.startLine <= line && line <= scope.endLine);
  const others = evidence.claim.symbols
    .flatMap(readNames)
    .filter((other) => other !== (readNames(name)[0] ?? name));
  const isAboutOne = others.some((other) => other !== scope?.name);
  const called = exact.filter(within);
  if (called.length > 0 && !isAboutOne) return refuted(`\`${name}\` is called on line ${called[0]}.`);
  if (alike.length > 0 || FURTHER.test(sentence.replace(/\b(?:without|if)\b/i, ""))) return UNDECIDED;
  const isDefinedHere = (facts?.names.get(readNames(name)[0] ?? name)?.definedAt.length ?? 0) > 0;
  return isDefinedHere || place.startLine < 1
    ? UNDECIDED
    : holds(`\`${name}\` is called nowhere in the file.`);
}

/** The function that the claim names beside the call. */
function findScope(name: string, { facts, claim }: Evidence) {
  const names = new Set(claim.symbols.flatMap(readNames));
  names.delete(readNames(name)[0] ?? name);
  const scopes = (facts?.scopes ?? []).filter((scope) => scope.kind === "function" && names.has(scope.name));
  return scopes.length === 1 ? (scopes[0] ?? null) : null;
}
