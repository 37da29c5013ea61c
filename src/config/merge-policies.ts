import { PolicyFile } from "../domain/policy.ts";
import { defaultPolicy, type PolicyProblem, type PolicyReading } from "./review-policy.ts";

/** Where a repository keeps its configuration. */
export const repositoryPolicyPath = ".github/assay.yml";
/** Where an organisation keeps its configuration: in its repository named `.github`. */
export const organisationPolicyPath = "assay.yml";

/** A mistake and the file that it stands in. */
export interface FiledProblem extends PolicyProblem {
  readonly owner: "organisation" | "repository";
  /** Path in the repository that holds the file. */
  readonly file: string;
}

/** The policy that governs a review, and what is to be said about its sources. */
export interface MergedPolicy {
  readonly policy: PolicyFile;
  readonly problems: readonly FiledProblem[];
  /** Keys of the repository's file that the organisation enforces: they were not followed. */
  readonly overruled: readonly string[];
}

/** What one file says; null for a file that is absent or has mistakes. */
type Said = Extract<PolicyReading, { kind: "valid" }> | null;

/**
 * One policy out of two files: the repository's word before the organisation's, the organisation's before the
 * defaults, and an enforced key always as the organisation has it. A file with mistakes says nothing until they
 * are repaired.
 */
export function mergePolicies(readings: {
  readonly organisation: PolicyReading | null;
  readonly repository: PolicyReading | null;
}): MergedPolicy {
  const organisation = selectValid(readings.organisation);
  const repository = selectValid(readings.repository);
  const enforced = new Set<string>(organisation?.enforced);
  const overruled = (repository?.set ?? []).filter((key) => enforced.has(topOf(key)));
  const said = (repository?.set ?? []).filter((key) => !enforced.has(topOf(key)));
  const base = organisation?.policy ?? defaultPolicy;
  return {
    policy: repository === null ? base : override(base, repository.policy, new Set(said)),
    problems: [
      ...fileProblems(readings.organisation, { owner: "organisation", file: organisationPolicyPath }),
      ...fileProblems(readings.repository, { owner: "repository", file: repositoryPolicyPath }),
    ],
    overruled,
  };
}

function selectValid(reading: PolicyReading | null): Said {
  return reading?.kind === "valid" ? reading : null;
}

function topOf(key: string): string {
  return key.split(".", 1)[0] ?? key;
}

function override(base: PolicyFile, own: PolicyFile, said: ReadonlySet<string>): PolicyFile {
  const isSaid = ([key]: readonly [string, unknown]) => said.has(key);
  const triggers = Object.entries(own.triggers).filter(([key]) => said.has(`triggers.${key}`));
  // Both sides were validated; parsing again gives the parts their type back.
  return PolicyFile.parse({
    ...base,
    ...Object.fromEntries(Object.entries(own).filter(isSaid)),
    triggers: { ...base.triggers, ...Object.fromEntries(triggers) },
  });
}

function fileProblems(
  reading: PolicyReading | null,
  source: Pick<FiledProblem, "owner" | "file">,
): readonly FiledProblem[] {
  return reading?.kind === "invalid" ? reading.problems.map((problem) => ({ ...problem, ...source })) : [];
}
