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
const plain = { kind: "range", freshBranch: null, isFromFork: false, note: null, otherwise: null };
const between = { ...plain, since: "fork", base: a, head: b, needs: [a, b] };
const pushed = { ...between, since: "ends" };
const alone = { ...plain, since: "parent", base: null, head: b, needs: [b] };
const told = expect.stringMatching(/^[\x20-\x7e]+\.$/);
const sinceBranch = (name: string) => {
  const base = `refs/remotes/origin/${name}`;
  const needs = [b, `+refs/heads/${name}:${base}`];
  const asCloned = { ...plain, since: "fork", base, head: b, needs, note: told };
  return { ...asCloned, note: null, freshBranch: name, otherwise: asCloned };
};
const sinceMain = sinceBranch("main");
const pull = (repo: unknown) => ({
  pull_request: { base: { sha: a, repo: { id: 1 } }, head: { sha: b, repo } },
});

describe("the change of an event", () => {
  it.each<[string, WorkflowEvent, unknown]>([
    ["a pull request", event("pull_request", pull({ id: 1 })), between],
    ["one of a fork", event("pull_request_target", pull({ id: 2 })), { ...between, isFromFork: true }],
    ["one of a deleted fork", event("pull_request", pull(null)), { ...between, isFromFork: true }],
    [
      "one that names its base branch",
      event("pull_request", {
        pull_request: { base: { sha: a, ref: "main" }, head: { sha: b } },
      }),
      { ...sinceMain, otherwise: { ...between, note: told } },
    ],
    [
      "one whose base branch has no name that git takes",
      event("pull_request", { pull_request: { base: { sha: a, ref: "a..b" }, head: { sha: b } } }),
      between,
    ],
    ["a merge group", event("merge_group", { merge_group: { base_sha: a, head_sha: b } }), between],
    ["a push", event("push", { before: a, after: b, repository }, { ref: "refs/heads/main" }), pushed],
    [
      "a new branch",
      event("push", { before: zeros, after: b, repository }, { ref: "refs/heads/x" }),
      sinceMain,
    ],
    [
      "the first push",
      event("push", { before: zeros, after: b, repository }, { ref: "refs/heads/main" }),
      { ...alone, since: "nothing" },
    ],
    [
      "a forced push",
      event("push", { before: a, after: b, forced: true, repository }, { ref: "refs/heads/x" }),
      { ...pushed, otherwise: { ...sinceMain, note: told } },
    ],
    [
      "a forced push of the default branch",
      event("push", { before: a, after: b, forced: true, repository }, { ref: "refs/heads/main" }),
      pushed,
    ],
    ["a run by hand", event("workflow_dispatch", { repository }, { sha: b, ref: "refs/heads/x" }), sinceMain],
    [
      "a run by hand on a tag",
      event("workflow_dispatch", { repository }, { sha: b, ref: "refs/tags/v1" }),
      sinceMain,
    ],
    [
      "a run by hand on the default branch",
      event("workflow_dispatch", { repository }, { sha: b, ref: "refs/heads/main" }),
      { ...alone, note: told },
    ],
    [
      "a default branch with an unusual name",
      event(
        "push",
        { before: zeros, after: b, repository: { default_branch: "main+next" } },
        { ref: "refs/heads/x" },
      ),
      sinceBranch("main+next"),
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
    ["push", { before: zeros, after: b, repository: { default_branch: "--upload-pack=x" } }],
    ["push", { before: zeros, after: b, repository: {} }],
    ["push", { before: zeros, after: b, repository }],
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
      { base: a, head: "x", needs: [a], since: "ends" },
    ],
  ])("can be named by the workflow: %s", (_name, given, inputs, expected) => {
    expect(planChange(given, inputs)).toEqual({ ...plain, since: "fork", ...expected });
  });

  it("keeps the base branch as it is now where only another head is named", () => {
    const given = event("pull_request", {
      pull_request: { base: { sha: a, ref: "main" }, head: { sha: b } },
    });
    const fetched = "+refs/heads/main:refs/remotes/origin/main";

    expect(planChange(given, { base: null, head: "x" })).toMatchObject({
      ...{ head: "x", freshBranch: "main", needs: [fetched] },
      otherwise: { base: a, head: "x", needs: [a] },
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
