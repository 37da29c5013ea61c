import { describe, expect, it } from "vitest";
import { planChange, type WorkflowEvent } from "../../../../src/entrypoints/action/plan-change.ts";

const [a, b] = ["a".repeat(40), "b".repeat(40)];
const zeros = "0".repeat(40);
const repository = { default_branch: "main" };
const event = (name: string, payload: unknown, others: Partial<WorkflowEvent> = {}): WorkflowEvent => ({
  name,
  payload,
  sha: null,
  ref: null,
  ...others,
});
const fromEvent = { base: null, head: null };
const between = { kind: "range", base: a, head: b, policyCommit: a, needs: [a, b], isFromFork: false };
const alone = { kind: "range", base: null, head: b, policyCommit: null, needs: [b], isFromFork: false };
const main = "refs/remotes/origin/main";
const sinceMain = {
  kind: "range",
  base: main,
  head: b,
  policyCommit: main,
  needs: [b, `+refs/heads/main:${main}`],
  isFromFork: false,
};
const pull = (repo: unknown) => ({
  pull_request: { base: { sha: a, repo: { id: 1 } }, head: { sha: b, repo } },
});

describe("the change of an event", () => {
  it.each<[string, WorkflowEvent, unknown]>([
    ["a pull request", event("pull_request", pull({ id: 1 })), between],
    ["one of a fork", event("pull_request_target", pull({ id: 2 })), { ...between, isFromFork: true }],
    ["one of a deleted fork", event("pull_request", pull(null)), { ...between, isFromFork: true }],
    ["a merge group", event("merge_group", { merge_group: { base_sha: a, head_sha: b } }), between],
    ["a push", event("push", { before: a, after: b, repository }, { ref: "refs/heads/main" }), between],
    [
      "a new branch",
      event("push", { before: zeros, after: b, repository }, { ref: "refs/heads/x" }),
      sinceMain,
    ],
    [
      "the first push",
      event("push", { before: zeros, after: b, repository }, { ref: "refs/heads/main" }),
      alone,
    ],
    ["a tag", event("push", { before: zeros, after: b, repository }, { ref: "refs/tags/v1" }), alone],
    [
      "a forced push",
      event("push", { before: a, after: b, forced: true, repository }, { ref: "refs/heads/x" }),
      sinceMain,
    ],
    [
      "a forced push of the default branch",
      event("push", { before: a, after: b, forced: true, repository }, { ref: "refs/heads/main" }),
      between,
    ],
    ["a run by hand", event("workflow_dispatch", { repository }, { sha: b, ref: "refs/heads/x" }), sinceMain],
    [
      "a default branch with a strange name",
      event(
        "push",
        { before: zeros, after: b, repository: { default_branch: "--upload-pack=x" } },
        { ref: "refs/heads/x" },
      ),
      alone,
    ],
  ])("%s", (_name, given, plan) => {
    expect(planChange(given, fromEvent)).toEqual(plan);
  });

  it.each([
    ["schedule", {}],
    ["issue_comment", { issue: { pull_request: {} } }],
    ["pull_request", { pull_request: { base: { sha: "main" }, head: { sha: "x; rm" } } }],
    ["push", null],
    ["push", { before: 1, after: [] }],
    ["merge_group", "text"],
    ["workflow_dispatch", {}],
    ["a name\n::error::x", {}],
  ])("%s %j is not one, and the words are ours", (name, payload) => {
    const plan = planChange(event(name, payload), fromEvent);

    expect(plan.kind).toBe("unsupported");
    expect("reason" in plan && plan.reason).toMatch(/^[\x20-\x7e]+$/);
  });

  it.each([
    ["both ends", event("schedule", {}), { base: "main", head: b }, { base: "main", head: b, needs: [b] }],
    [
      "another base",
      event("pull_request", pull({ id: 2 })),
      { base: "v1", head: null },
      { base: "v1", head: b, needs: [b], isFromFork: true },
    ],
    [
      "another head",
      event("push", { before: a, after: b }),
      { base: null, head: "x" },
      { base: a, head: "x", needs: [a] },
    ],
  ])("can be named by the workflow: %s", (_name, given, inputs, expected) => {
    const { base } = expected;
    expect(planChange(given, inputs)).toEqual({
      kind: "range",
      isFromFork: false,
      policyCommit: base,
      ...expected,
    });
  });

  it("is not known when only one end is", () => {
    expect(planChange(event("schedule", {}), { base: null, head: b }).kind).toBe("unsupported");
    expect(planChange(event("schedule", {}, { sha: b }), { base: a, head: null })).toMatchObject({
      base: a,
      head: b,
    });
  });
});
