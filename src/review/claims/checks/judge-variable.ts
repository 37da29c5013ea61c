import type { DeclarationFacts } from "../../../domain/syntax.ts";
import { type ClaimCheck, type Evidence, holds, isAtPlace, refuted, UNDECIDED } from "./claim-evidence.ts";
import {
  type FileEvidence,
  findWord,
  functionAround,
  linesBetween,
  listParameterLines,
} from "./file-evidence.ts";
import { declares, findFree, MAX_READS } from "./find-free-read.ts";
import { isRedeclared, REFLECTION, readsWithin } from "./judge-use.ts";
import { isOwnDefinition, isSpokenOfInText } from "./reach-of-name.ts";

/** Whether a variable is unused: a local one in its function, any other one in the file when nothing outside reaches it. */
export function judgeVariable(claimed: string, evidence: Evidence): ClaimCheck {
  const { facts, code } = evidence;
  const name = withSign(claimed, evidence);
  const known = facts?.names.get(name);
  const defined = listDefinitions(name, evidence);
  if (known === undefined || code === null || defined.length === 0) return UNDECIDED;
  const isMember = defined.some((line) => isMemberDefinition(name, evidence.codeLines.get(line) ?? ""));
  const owner = isMember ? null : findLocalOwner(defined, evidence);
  if (owner !== null) return judgeLocal(name, owner, evidence);
  const reads = isMember || isInClass(defined, evidence) ? known.usedAt : (code.reads.get(name) ?? []);
  const proof = findFree(name, reads, evidence, defined);
  if (proof !== undefined) return refuted(`\`${name}\` is used on line ${proof}.`);
  const isHidden = !isMember && defined.every((line) => isOwnDefinition(name, line, evidence));
  const isOpen = known.usedAt.length > 0 || !isHidden || isSpokenOfInText(name, evidence);
  return isOpen ? UNDECIDED : holds(`\`${name}\` stands only where it is defined.`);
}

/** PHP knows a variable by its sign, and its bare name beside it. */
function withSign(name: string, { facts }: FileEvidence): string {
  return facts?.language === "php" && facts.names.has(`$${name}`) ? `$${name}` : name;
}

/** Lines that make the variable: at the place, else anywhere. */
function listDefinitions(name: string, evidence: Evidence): readonly number[] {
  const known = evidence.facts?.names.get(name);
  const others = new Set([...(known?.importedAt ?? []), ...listParameterLines(name, evidence)]);
  const all = (known?.definedAt ?? []).filter((line) => !others.has(line) && declares(name, line, evidence));
  const here = all.filter((line) => isAtPlace(line, evidence));
  return (here.length > 0 ? here : all).slice(0, MAX_READS);
}

function isMemberDefinition(name: string, line: string): boolean {
  const before = line.slice(0, Math.max(0, findWord(line, name)));
  const isPhpProperty = name.startsWith("$") && /\b(?:private|protected|public|readonly)\b/.test(before);
  return name.startsWith("@") || isPhpProperty || /(?:\.|->)$/.test(before);
}

function isInClass(lines: readonly number[], { code }: FileEvidence): boolean {
  return (code?.declarations ?? []).some(
    ({ kind, startLine, endLine }) =>
      kind === "class" && lines.every((line) => startLine < line && line <= endLine),
  );
}

function findLocalOwner(lines: readonly number[], evidence: Evidence): DeclarationFacts | null {
  const owners = new Set(lines.map((line) => functionAround(evidence, line)));
  const [owner] = owners;
  return owners.size === 1 && owner !== undefined ? owner : null;
}

function judgeLocal(name: string, owner: DeclarationFacts, evidence: Evidence): ClaimCheck {
  const body = linesBetween(evidence.codeLines, owner.startLine, owner.endLine);
  const isShared = body.some(
    (line) => /^\s*(?:global|nonlocal)\b|\buse\s*\(/.test(line) && line.includes(name),
  );
  if (isShared) return UNDECIDED;
  const reads = readsWithin(owner, name, evidence);
  const used = reads.slice(0, MAX_READS).find((line) => !isRedeclared(name, line, owner, evidence));
  if (used !== undefined) return refuted(`\`${name}\` is used on line ${used}.`);
  const isOpen = reads.length > 0 || body.some((line) => REFLECTION.test(line));
  return isOpen ? UNDECIDED : holds(`\`${name}\` is set in the function and never read there.`);
}
