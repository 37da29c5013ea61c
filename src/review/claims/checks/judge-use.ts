import type { DeclarationFacts, ImportFacts } from "../../../domain/syntax.ts";
import {
  type ClaimCheck,
  claimedNames,
  type Evidence,
  holds,
  isAtPlace,
  nameOf,
  refuted,
  UNDECIDED,
} from "./claim-evidence.ts";
import { type FileEvidence, linesBetween } from "./file-evidence.ts";
import { findFree, MAX_READS } from "./find-free-read.ts";
import { isOwnDefinition, isSpokenOfInText } from "./reach-of-name.ts";

/** What takes names from where nobody wrote them. */
export const REFLECTION =
  /\b(?:locals|globals|vars|eval|exec|binding|compact|extract|func_get_args|arguments|instance_variable_get|super)\b/;
const STUB =
  /^\s*(?:pass|\.\.\.|raise NotImplementedError.*|throw new (?:Error|UnsupportedOperationException).*|\}|end)?\s*$/;

const MAX_IMPORTS = 300;
const LOOKS_BEYOND = 5;

/** Imports that bind names which nothing in the file reads, by line. */
export function listUnusedImports(file: FileEvidence): readonly number[] {
  const bound = (file.code?.imports ?? []).slice(0, MAX_IMPORTS);
  const unused = bound.filter((binding) => judgeBinding(binding, file).verdict === "holds");
  return unused.map(({ line }) => line);
}

/** Whether an import is unused: judged by the names that it binds, whichever part of it the claim names. */
export function judgeImport(name: string, evidence: Evidence): ClaimCheck {
  const { code, facts } = evidence;
  if (code === null) return refuteByUse(facts?.names.get(name)?.usedAt ?? [], name);
  const bound = code.imports.filter((binding) => binding.name === name);
  const related = bound.length > 0 ? bound : code.imports.filter(({ words }) => words.includes(name));
  const here = related.filter(({ line }) => isAtPlace(line, evidence));
  const checks = (here.length > 0 ? here : related).map((binding) => judgeBinding(binding, evidence));
  return (
    checks.find(({ verdict }) => verdict === "refuted") ??
    checks.find(({ verdict }) => verdict === "undecided") ??
    checks[0] ??
    UNDECIDED
  );
}

function refuteByUse(lines: readonly number[], name: string): ClaimCheck {
  return lines[0] === undefined ? UNDECIDED : refuted(`\`${name}\` is used on line ${lines[0]}.`);
}

function judgeBinding({ name, line, words }: ImportFacts, file: FileEvidence): ClaimCheck {
  if (words.includes("__future__")) return refuted(`\`${name}\` changes how the file is read.`);
  const reads = file.code?.reads.get(name) ?? [];
  const plain = findFree(name, reads, file);
  if (plain !== undefined) return refuted(`\`${name}\` is used on line ${plain}.`);
  const isOpen =
    reads.length > 0 ||
    /^__\w+__$/.test(name) ||
    file.path.endsWith("__init__.py") ||
    /\bnoqa\b|eslint-disable|@ts-ignore/.test(file.lines.get(line) ?? "") ||
    (name === "React" && file.facts?.language !== "typescript") ||
    (file.code?.guards ?? []).some(({ start, end }) => start <= line && line <= end) ||
    isSpokenOfInText(name, file, line);
  return isOpen ? UNDECIDED : holds(`\`${name}\` stands only where it is imported.`);
}

/** Whether a parameter is unused in its function; undecided where the name may be taken in other ways. */
export function judgeParameter(name: string, evidence: Evidence): ClaimCheck {
  const owner = findOwner(name, evidence);
  if (owner === null || evidence.code === null) return UNDECIDED;
  const reads = readsWithin(owner, name, evidence);
  const used = reads.slice(0, MAX_READS).find((line) => !isRedeclared(name, line, owner, evidence));
  if (used !== undefined) return refuted(`\`${name}\` is used on line ${used}.`);
  const body = linesBetween(evidence.codeLines, owner.bodyLine, owner.endLine);
  const isOpen =
    reads.length > 0 ||
    goesOn(name, owner, evidence) ||
    body.some((line) => REFLECTION.test(line)) ||
    isStub(owner, body);
  return isOpen ? UNDECIDED : holds(`Nothing in the function reads \`${name}\`.`);
}

/** A grammar may end a function that is a value too early. */
function goesOn(name: string, owner: DeclarationFacts, { code }: FileEvidence): boolean {
  const reads = code?.reads.get(name) ?? [];
  return (
    owner.name === null && reads.some((line) => owner.endLine < line && line <= owner.endLine + LOOKS_BEYOND)
  );
}

function isStub(owner: DeclarationFacts, body: readonly string[]): boolean {
  // A method of an interface has a header only.
  if (owner.bodyLine === owner.endLine && /;\s*$/.test(body[0] ?? "") && !/[{]|=>/.test(body[0] ?? ""))
    return true;
  const statements = owner.bodyLine === owner.endLine ? body : body.slice(body[0]?.trim() === "{" ? 1 : 0);
  return statements.every((line) => STUB.test(line.replace(/^\s*"{3}\s*"{3}/, "")));
}

/** The function whose parameter is meant: a named one, the one at the place, or the only one. */
function findOwner(name: string, evidence: Evidence): DeclarationFacts | null {
  const owners = (evidence.code?.declarations ?? []).filter(({ parameters }) =>
    parameters.some((parameter) => parameter.name === name),
  );
  const names = new Set(claimedNames(evidence).filter((claimed) => claimed !== name));
  const { startLine } = evidence.place;
  const around = owners.filter((owner) => owner.startLine <= startLine && startLine <= owner.endLine);
  const named = owners.filter((owner) => names.has(nameOf(owner, evidence) ?? ""));
  const begun = owners.filter((owner) =>
    owner.parameters.some((parameter) => parameter.name === name && isAtPlace(parameter.line, evidence)),
  );
  const both = begun.filter((owner) => named.includes(owner));
  for (const group of [both, named.length === 1 ? named : [], begun, around.slice(-1), owners]) {
    if (group.length > 0) return group.length === 1 ? (group[0] ?? null) : null;
  }
  return null;
}

/** Lines of a function that read a name. */
export function readsWithin(
  owner: DeclarationFacts,
  name: string,
  { code }: FileEvidence,
): readonly number[] {
  return (code?.reads.get(name) ?? []).filter((line) => owner.startLine <= line && line <= owner.endLine);
}

/** Whether a function inside the owner has a parameter of the same name around the line. */
export function isRedeclared(
  name: string,
  line: number,
  owner: DeclarationFacts,
  { code }: FileEvidence,
): boolean {
  return (code?.declarations ?? []).some(
    (inner) =>
      inner !== owner &&
      inner.startLine > owner.startLine &&
      inner.endLine <= owner.endLine &&
      inner.startLine <= line &&
      line <= inner.endLine &&
      inner.parameters.some((parameter) => parameter.name === name),
  );
}

/** Whether a function is unused: a call from within itself is no use, and others may reach what the file does not hide. */
export function judgeFunction(name: string, evidence: Evidence): ClaimCheck {
  const { code, facts } = evidence;
  const used = facts?.names.get(name)?.usedAt ?? [];
  if (code === null) return UNDECIDED;
  const own = (facts?.scopes ?? []).filter((scope) => scope.name === name);
  const outside = (line: number) =>
    !own.some(({ startLine, endLine }) => startLine <= line && line <= endLine);
  const plain = findFree(
    name,
    (code.reads.get(name) ?? []).filter(outside),
    evidence,
    own.map(({ startLine }) => startLine),
  );
  if (plain !== undefined) return refuted(`\`${name}\` is used on line ${plain}.`);
  const byItself = used.find(
    (line) => outside(line) && isOwnMember(name, evidence.codeLines.get(line) ?? ""),
  );
  if (byItself !== undefined) return refuted(`\`${name}\` is used on line ${byItself}.`);
  const isHidden = own.length > 0 && own.every(({ startLine }) => isOwnDefinition(name, startLine, evidence));
  const isOpen = used.length > 0 || !isHidden || isSpokenOfInText(name, evidence);
  return isOpen
    ? UNDECIDED
    : holds(`Nothing in the file uses \`${name}\`, and nothing outside can reach it.`);
}

function isOwnMember(name: string, line: string): boolean {
  return ["self", "this", "cls", "Self", "$this"].some((receiver) =>
    [".", "->", "::", "?."].some((access) => line.includes(`${receiver}${access}${name}`)),
  );
}
