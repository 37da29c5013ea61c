import type { Claim, Place } from "../../../domain/finding.ts";
import type { Scope, SyntaxFacts } from "../../../domain/syntax.ts";
import { readNames } from "../../answer/find-code-names.ts";

/** Everything against which one located claim can be checked. */
export interface Evidence {
  readonly claim: Claim;
  readonly place: Place;
  /** Title and explanation. */
  readonly text: string;
  /** The known lines of the file on the side of the place. */
  readonly lines: ReadonlyMap<number, string>;
  /** Whether those are all lines of the file. */
  readonly isWhole: boolean;
  /** Null where the language has no syntax tree. */
  readonly facts: SyntaxFacts | null;
}

/** What the code says about a claim. `undecided`: it can neither be borne out nor contradicted from here. */
export interface ClaimCheck {
  readonly verdict: "holds" | "refuted" | "undecided";
  /** One sentence: what was looked for. */
  readonly detail: string;
}

/** Checks one kind of statement; null when the claim makes no statement of that kind. */
export type CheckClaim = (evidence: Evidence) => ClaimCheck | null;

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

/** The identifiers that the claim puts between back-quotes. */
export function claimedNames({ claim }: Evidence): readonly string[] {
  return [...new Set(claim.symbols.flatMap(readNames))];
}

/** The lines of the place, as they stand in the file. */
export function placeLines(evidence: Evidence): readonly string[] {
  return linesBetween(evidence, evidence.place.startLine, evidence.place.endLine);
}

/** Known lines between two numbers, both inclusive; at most 2,000. */
export function linesBetween({ lines }: Evidence, start: number, end: number): readonly string[] {
  const found: string[] = [];
  for (let number = start; number <= Math.min(end, start + 1_999); number += 1) {
    const line = lines.get(number);
    if (line !== undefined) found.push(line);
  }
  return found;
}

/** The function or class that the claim names, else the innermost function around its place. */
export function claimedScope(evidence: Evidence): Scope | null {
  const scopes = evidence.facts?.scopes ?? [];
  const names = new Set(claimedNames(evidence));
  const { startLine } = evidence.place;
  const around = scopes.filter((scope) => scope.startLine <= startLine && startLine <= scope.endLine);
  const named = scopes.find((scope) => names.has(scope.name));
  return around.find((scope) => names.has(scope.name)) ?? named ?? innermost(around) ?? null;
}

function innermost(scopes: readonly Scope[]): Scope | undefined {
  return [...scopes].sort((one, other) => other.startLine - one.startLine || one.endLine - other.endLine)[0];
}

/** Whether a line lies inside a function, so that nothing outside the file can reach what it defines. */
export function isInsideFunction({ facts }: Evidence, line: number): boolean {
  return (facts?.scopes ?? []).some(
    (scope) => scope.kind === "function" && scope.startLine < line && line <= scope.endLine,
  );
}
