import {
  type ClaimCheck,
  type ClaimChecker,
  claimedNames,
  type Evidence,
  isAtPlace,
  listSpokenNames,
  refuted,
  UNDECIDED,
} from "./claim-evidence.ts";
import { type FileEvidence, holdsWord, listParameterLines } from "./file-evidence.ts";
import { judgeFunction, judgeImport, judgeParameter, listUnusedImports } from "./judge-use.ts";
import { judgeVariable } from "./judge-variable.ts";

const STATEMENT =
  /\b(?:unused|unreferenced|dead (?:code|function|method|variable|import)|unnecessary import|(?:redundant|superfluous|needless) (?:import|variable|parameter|argument)s?|never (?:actually )?(?:used|called|read|referenced|accessed|invoked|consumed)|(?:is|are|does|do|was|were)(?: not|n't) (?:(?:seem|appear)\w* to be |being |actually |ever )?(?:used|referenced|read)|(?:seem|appear)s? (?:to be )?unused|not (?:used|called|referenced|read)(?: anywhere|\b)|(?:has|have) no (?:usages?|references|callers)|no longer (?:used|needed|referenced)|without (?:ever )?(?:being (?:used|read)|using (?:it|them)))\b/i;

const MAX_NAMES = 20;

type Kind = "import" | "parameter" | "function" | "variable";

const KINDS: readonly (readonly [Kind, RegExp])[] = [
  ["import", /\b(?:imports?|imported|importing|dependency|modules?|packages?|require[ds]?)\b/i],
  ["parameter", /\b(?:parameters?|arguments?|args?|params?)\b/i],
  ["function", /\b(?:functions?|methods?|helpers?|called|callers|invoked)\b/i],
  ["variable", /\b(?:variables?|constants?|fields?|attributes?|properties|property|assigned|assignment)\b/i],
];

/** `X is imported or defined but not used`: one use that may be meant refutes it. */
export const unusedChecker: ClaimChecker = {
  categories: ["unused-code"],
  statement: STATEMENT,
  check: checkUnused,
  findFaults: (file, text) =>
    readKind(text, "") === "import" && file.code !== null ? listUnusedImports(file) : null,
};

function checkUnused(evidence: Evidence): ClaimCheck {
  const { claim, text } = evidence;
  if (evidence.facts === null) return checkWords(evidence);
  const kind = readKind(claim.title, text);
  const claimed = claimedNames(evidence);
  const named = [...new Set([...claimed, ...listSpokenNames(evidence)])].slice(0, MAX_NAMES);
  const subjects = selectKind(named, kind, evidence);
  if (subjects.length > 0) {
    const checks = subjects.map((name) => judge(name, kind, evidence));
    return checks.find(isRefuted) ?? checks.find(isUndecided) ?? checks[0] ?? UNDECIDED;
  }
  if (named.length > 0) return UNDECIDED;
  const here = selectKind(listNamesAtPlace(evidence), kind, evidence).map((name) =>
    judge(name, kind, evidence),
  );
  // Without a name it is enough that one of them is unused, and needs all of them to be used.
  const isDecided = here.length > 0 && !here.some(isUndecided);
  return here.find(({ verdict }) => verdict === "holds") ?? (isDecided ? here[0] : undefined) ?? UNDECIDED;
}

function isRefuted({ verdict }: ClaimCheck): boolean {
  return verdict === "refuted";
}

function isUndecided({ verdict }: ClaimCheck): boolean {
  return verdict === "undecided";
}

function readKind(title: string, text: string): Kind | null {
  return (
    KINDS.find(([, words]) => words.test(title))?.[0] ??
    KINDS.find(([, words]) => words.test(text))?.[0] ??
    null
  );
}

/** A claim may name the function of a parameter, or the module of an import, beside what it is about. */
function selectKind(names: readonly string[], kind: Kind | null, evidence: Evidence): readonly string[] {
  if (names.length < 2 || kind === null) return names;
  const fitting = names.filter((name) => listKinds(name, evidence).includes(kind));
  return fitting.length > 0 ? fitting : names.slice(0, 1);
}

/** What a name is in the file, what it is at the place first. */
function listKinds(name: string, evidence: Evidence): readonly Kind[] {
  const { code, facts } = evidence;
  const known = facts?.names.get(name);
  const bound = (code?.imports ?? []).filter((one) => one.name === name || one.words.includes(name));
  const parameters = listParameterLines(name, evidence);
  const functions = (facts?.scopes ?? [])
    .filter((scope) => scope.name === name)
    .map(({ startLine }) => startLine);
  const imports = [...(known?.importedAt ?? []), ...bound.map(({ line }) => line)];
  const others = new Set([...imports, ...parameters, ...functions]);
  const lines: readonly (readonly [Kind, readonly number[]])[] = [
    ["import", imports],
    ["parameter", parameters],
    ["function", functions],
    ["variable", (known?.definedAt ?? []).filter((line) => !others.has(line))],
  ];
  const present = lines.filter(([, at]) => at.length > 0);
  const here = present.filter(([, at]) => at.some((line) => isAtPlace(line, evidence)));
  return [...new Set([...here, ...present].map(([kind]) => kind))];
}

function listNamesAtPlace(evidence: Evidence): readonly string[] {
  const bound = (evidence.code?.imports ?? []).filter(({ line }) => isAtPlace(line, evidence));
  if (bound.length > 0) return bound.slice(0, MAX_NAMES).map(({ name }) => name);
  const defined = [...(evidence.facts?.names ?? [])]
    .filter(([, { definedAt }]) => definedAt.some((line) => isAtPlace(line, evidence)))
    .map(([name]) => name);
  return defined.slice(0, MAX_NAMES);
}

function judge(name: string, said: Kind | null, evidence: Evidence): ClaimCheck {
  if (![...evidence.lines.values()].some((line) => holdsWord(line, name)))
    return refuted(`\`${name}\` does not stand in the file.`);
  const kinds = listKinds(name, evidence);
  const kind = said !== null && kinds.includes(said) ? said : (kinds[0] ?? null);
  switch (kind) {
    case "import":
      return judgeImport(name, evidence);
    case "parameter":
      return judgeParameter(name, evidence);
    case "function":
      return judgeFunction(name, evidence);
    case "variable":
      return judgeVariable(name, evidence);
    case null:
      return UNDECIDED;
  }
}

const COMMENT = /(?:#|\/\/|\/\*|\*|--).*$/;
const STRING = /"[^"]{0,300}"|'[^']{0,300}'/g;

/** Without a syntax tree: whether a name stands on a second line, outside of comments and strings. */
function checkWords(evidence: Evidence): ClaimCheck {
  const names = [...new Set(evidence.claim.symbols)].filter((name) => /^[\w$]+$/.test(name));
  for (const name of names) {
    const found = listCodeWords(evidence, name);
    if (found.length === 0) continue;
    const other = found.find((line) => !isAtPlace(line, evidence));
    if (other !== undefined) return refuted(`\`${name}\` also stands on line ${other}.`);
  }
  return UNDECIDED;
}

function listCodeWords({ lines }: FileEvidence, name: string): readonly number[] {
  return [...lines].flatMap(([number, line]) => {
    const code = line.slice(0, 1_000).replace(STRING, '""').replace(COMMENT, "");
    return holdsWord(code, name) ? [number] : [];
  });
}
