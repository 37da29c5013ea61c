import { createHash } from "node:crypto";
import { mergePolicies } from "../../config/merge-policies.ts";
import {
  type PolicyReading,
  parseOrganisationPolicy,
  parseReviewPolicy,
} from "../../config/review-policy.ts";
import { RepoPath } from "../../domain/change-set.ts";
import type { GoverningPolicy } from "../../pipeline/policy-problems.ts";
import type { PolicyText, PullRequestSnapshot } from "../../pipeline/ports-code-host.ts";

/** The policy that a pull request is reviewed by, out of the files at its base, with what is wrong with them. */
export function readGoverningPolicy(snapshot: PullRequestSnapshot): GoverningPolicy {
  const { policy, problems, overruled } = mergePolicies({
    organisation: readFile(snapshot.organisationPolicy, parseOrganisationPolicy),
    repository: readFile(snapshot.repositoryPolicy, parseReviewPolicy),
  });
  return {
    policy,
    hash: createHash("sha256").update(JSON.stringify(policy)).digest("hex").slice(0, 16),
    mistakes: problems.map(({ owner, file, line, key, message }) => ({
      owner,
      file: RepoPath.parse(file),
      line,
      text: key === "" ? message : `${key}: ${message}`,
    })),
    overruled,
  };
}

function readFile(file: PolicyText, parse: (text: string) => PolicyReading): PolicyReading | null {
  switch (file.kind) {
    case "absent":
      return null;
    case "text":
      return parse(file.text);
    case "refused":
      return { kind: "invalid", problems: [{ line: 1, key: "", message: file.reason }] };
  }
}
