import { describe, expect, test } from "vitest";
import { mergePolicies } from "../../../src/config/merge-policies.ts";
import {
  defaultPolicy,
  parseOrganisationPolicy,
  parseReviewPolicy,
} from "../../../src/config/review-policy.ts";

const merge = (organisation: string | null, repository: string | null) =>
  mergePolicies({
    organisation: organisation === null ? null : parseOrganisationPolicy(organisation),
    repository: repository === null ? null : parseReviewPolicy(repository),
  });

describe("the policy of a repository", () => {
  test("is the default without any file", () => {
    expect(merge(null, null)).toEqual({ policy: defaultPolicy, problems: [], overruled: [] });
  });

  test("takes what the organisation says, and its own word before that", () => {
    expect(merge("depth: thorough\nfail-on: medium\n", "fail-on: low\n").policy).toEqual({
      ...defaultPolicy,
      depth: "thorough",
      "fail-on": "low",
    });
  });

  test("does not go back to a default that its own file leaves unsaid", () => {
    expect(merge("suggestions: false\n", "depth: quick\n").policy.suggestions).toBe(false);
  });

  test("may say the default against its organisation", () => {
    expect(merge("depth: thorough\n", "depth: standard\n").policy.depth).toBe("standard");
  });

  test("merges triggers key by key", () => {
    const { policy } = merge(
      "triggers: { drafts: true, branches: [main] }\n",
      "triggers: { branches: [dev] }\n",
    );
    expect(policy.triggers).toEqual({ ...defaultPolicy.triggers, drafts: true, branches: ["dev"] });
  });

  test("cannot loosen what the organisation enforces, and the attempt is told", () => {
    const merged = merge(
      "fail-on: medium\nenforce: [fail-on, triggers, exclude]\n",
      "fail-on: never\nexclude: ['**']\ntriggers: { skip-authors: [me] }\ndepth: quick\n",
    );
    expect(merged).toEqual({
      policy: { ...defaultPolicy, "fail-on": "medium", depth: "quick" },
      problems: [],
      overruled: ["fail-on", "exclude", "triggers.skip-authors"],
    });
  });

  test("falls back to the organisation while its own file has mistakes", () => {
    const merged = merge("depth: thorough\n", "depth: deep\nnonsense: 1\n");
    expect(merged.policy).toEqual({ ...defaultPolicy, depth: "thorough" });
    expect(merged.problems.map(({ owner, file, line, key }) => [owner, file, line, key])).toEqual([
      ["repository", ".github/assay.yml", 1, "depth"],
      ["repository", ".github/assay.yml", 2, "nonsense"],
    ]);
  });

  test("holds by itself while the organisation's file has mistakes", () => {
    const merged = merge("enforce: [fail-on, everything]\nfail-on: low\n", "fail-on: critical\n");
    expect(merged.policy).toEqual({ ...defaultPolicy, "fail-on": "critical" });
    expect(merged.problems.map(({ owner, file, line, key }) => [owner, file, line, key])).toEqual([
      ["organisation", "assay.yml", 1, "enforce.1"],
    ]);
  });

  test("cannot enforce anything itself", () => {
    expect(merge(null, "enforce: [depth]\n").problems.map(({ key }) => key)).toEqual(["enforce"]);
  });
});
