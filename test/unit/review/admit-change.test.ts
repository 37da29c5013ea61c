import { describe, expect, test } from "vitest";
import { CommitSha } from "../../../src/domain/change-set.ts";
import { PolicyFile } from "../../../src/domain/policy.ts";
import type { PullRequestState } from "../../../src/domain/pull-request.ts";
import { admitChange } from "../../../src/review/pull-request/admit-change.ts";

const state: PullRequestState = {
  ref: { repository: { installationId: 1, repositoryId: 2, owner: "o", name: "r" }, number: 3 },
  lifecycle: "open",
  isDraft: false,
  isLocked: false,
  headSha: CommitSha.parse("ab".repeat(20)),
  baseSha: CommitSha.parse("cd".repeat(20)),
  baseBranch: "release/2.1",
  headRepositoryId: 2,
  authorId: 4,
  authorLogin: "Dependabot[bot]",
  labels: ["Needs Review"],
  changedFiles: 10,
  additions: 1,
  deletions: 1,
};
const policy = (triggers: object) => PolicyFile.parse({ triggers });
const idle = { isPaused: false, isRequested: false };
const reasonOf = (changes: Partial<PullRequestState>, triggers: object, context = idle) => {
  const admission = admitChange({ ...state, ...changes }, policy(triggers), context);
  return admission.admitted ? "admitted" : admission.reason;
};

describe("a pull request", () => {
  test.each<readonly [string, Partial<PullRequestState>, object, string]>([
    ["as usual", {}, {}, "admitted"],
    ["that is closed", { lifecycle: "closed" }, {}, "closed"],
    ["that is merged", { lifecycle: "merged" }, {}, "closed"],
    ["that is a draft", { isDraft: true }, {}, "draft"],
    ["that is a draft, drafts wanted", { isDraft: true }, { drafts: true }, "admitted"],
    ["of a left-out author", {}, { "skip-authors": ["dependabot[bot]"] }, "author"],
    ["of another author", {}, { "skip-authors": ["dependabot"] }, "admitted"],
    ["with a left-out label", {}, { "skip-labels": ["needs review"] }, "label"],
    ["with a required label", {}, { "require-labels": ["NEEDS REVIEW", "x"] }, "admitted"],
    ["without a required label", {}, { "require-labels": ["security"] }, "label"],
    ["for a wanted branch", {}, { branches: ["release/*"] }, "admitted"],
    ["for another branch", {}, { branches: ["main"] }, "branch"],
    ["that is locked", { isLocked: true }, {}, "admitted"],
    ["of a deleted fork", { headRepositoryId: null }, {}, "admitted"],
    ["of 3,000 files", { changedFiles: 3_000 }, {}, "admitted"],
    ["of 3,001 files", { changedFiles: 3_001 }, {}, "too-many-files"],
  ])("%s", (_name, changes, triggers, expected) => {
    expect(reasonOf(changes, triggers)).toBe(expected);
  });

  test("that is paused waits until somebody asks", () => {
    expect(reasonOf({}, {}, { isPaused: true, isRequested: false })).toBe("paused");
    expect(reasonOf({}, {}, { isPaused: true, isRequested: true })).toBe("admitted");
  });

  test("is reviewed on request whatever the triggers say, but not when it is closed", () => {
    const triggers = {
      branches: ["main"],
      "skip-authors": ["dependabot[bot]"],
      "skip-labels": ["needs review"],
    };
    const asked = { isPaused: true, isRequested: true };
    expect(reasonOf({ isDraft: true }, triggers, asked)).toBe("admitted");
    expect(reasonOf({ lifecycle: "closed" }, {}, asked)).toBe("closed");
    expect(reasonOf({ changedFiles: 3_001 }, {}, asked)).toBe("too-many-files");
  });

  test("that is refused is told so without a word of its author", () => {
    const hostile = { authorLogin: "@everyone", labels: ["@team"], baseBranch: "[x](http://e.example)" };
    const texts = [
      admitChange({ ...state, ...hostile }, policy({ "skip-authors": ["@everyone"] }), idle),
      admitChange({ ...state, ...hostile }, policy({ "skip-labels": ["@team"] }), idle),
      admitChange({ ...state, ...hostile }, policy({ branches: ["main"] }), idle),
    ];
    expect(texts).toEqual([
      {
        admitted: false,
        reason: "author",
        text: "The configuration leaves out pull requests of this author.",
      },
      {
        admitted: false,
        reason: "label",
        text: "The configuration leaves out pull requests with these labels.",
      },
      {
        admitted: false,
        reason: "branch",
        text: "The configuration leaves out pull requests for this branch.",
      },
    ]);
  });
});
