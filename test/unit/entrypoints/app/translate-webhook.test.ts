import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { translateWebhook } from "../../../../src/entrypoints/app/translate-webhook.ts";
import { listActions, readWebhook, webhookEvents } from "../../../../src/entrypoints/app/webhook-shapes.ts";

const appId = 77;
const context = { appId, allowedAccounts: null };
const sha = "d6fde92930d4715a2b49857d24b940956b26d2d3";
const repository = { id: 42, name: "shop", owner: { login: "Octo-Org", id: 9 }, full_name: "Octo-Org/shop" };
const ref = { installationId: 5, repositoryId: 42, owner: "Octo-Org", name: "shop" };
const pullRequest = { repository: ref, number: 12 };
const person = { id: 100, login: "mona", type: "User" };
const bot = { id: 200, login: "helper[bot]", type: "Bot" };
const around = { repository, installation: { id: 5 }, sender: person };
const translate = (event: string, payload: object) => translateWebhook(event, payload, context);

const pull = (action: string, extra: object = {}) => ({
  ...around,
  action,
  number: 12,
  pull_request: { number: 12, title: "a title", body: "a body", head: { ref: "a branch", sha } },
  ...extra,
});

describe("an event of a pull request", () => {
  const review = (trigger: string) => [{ kind: "review", pullRequest, trigger, scope: "changed" }];

  it.each([
    ["opened", {}, review("opened")],
    ["reopened", {}, review("reopened")],
    ["synchronize", {}, review("pushed")],
    ["ready_for_review", {}, review("ready")],
    ["labeled", {}, review("ready")],
    ["unlabeled", {}, review("ready")],
    ["edited", { changes: { base: { ref: { from: "main" } } } }, review("retargeted")],
    ["edited", { changes: { title: { from: "old" } } }, []],
    ["edited", {}, []],
    ["closed", {}, [{ kind: "closed", pullRequest }]],
    ["opened", { sender: bot }, review("opened")],
    ["converted_to_draft", {}, []],
    ["assigned", {}, []],
    ["locked", {}, []],
    ["review_requested", {}, []],
  ])("%s with %j", (action, extra, expected) => {
    expect(translate("pull_request", pull(action, extra))).toEqual(expected);
  });

  it("carries no text that its author wrote", () => {
    expect(JSON.stringify(translate("pull_request", pull("opened")))).not.toMatch(/a (title|body|branch)/);
  });
});

describe("a comment", () => {
  const issueComment = (body: string, extra: object = {}, comment: object = {}) => ({
    ...around,
    action: "created",
    issue: { number: 12, pull_request: { url: "…" } },
    comment: { id: 900, body, user: person, performed_via_github_app: null, ...comment },
    ...extra,
  });
  const told = {
    pullRequest,
    actor: { id: 100, login: "mona", isBot: false },
    comment: { place: "conversation", commentId: 900 },
  };
  const command = {
    kind: "command",
    command: { kind: "review", scope: "full" },
    ...told,
    isExamined: false,
  };

  it("becomes the command on its first line", () => {
    expect(translate("issue_comment", issueComment("/review full\nplease"))).toEqual([command]);
  });

  it("becomes a malformed command when the words after our name are not ours", () => {
    expect(translate("issue_comment", issueComment("/review everything"))).toEqual([
      { kind: "malformed-command", ...told },
    ]);
  });

  it("is a command in a review thread too, and says so", () => {
    const payload = {
      ...around,
      action: "created",
      pull_request: { number: 12 },
      comment: { id: 901, body: "/explain A-1a2b3c4d", user: person },
    };

    expect(translate("pull_request_review_comment", payload)).toEqual([
      {
        ...told,
        kind: "command",
        command: { kind: "explain", finding: "A-1a2b3c4d" },
        isExamined: false,
        comment: { place: "thread", commentId: 901 },
      },
    ]);
  });

  it.each([
    ["no command", issueComment("looks good")],
    ["a quoted command", issueComment("> /review")],
    ["on an issue", issueComment("/review", { issue: { number: 12 } })],
    ["on an issue, said with null", issueComment("/review", { issue: { number: 12, pull_request: null } })],
    ["edited into a command", issueComment("/review", { action: "edited" })],
    ["deleted", issueComment("/review", { action: "deleted" })],
    ["of a bot", issueComment("/review", { sender: bot }, { user: bot })],
    ["of a person, sent by a bot", issueComment("/review", { sender: bot })],
    ["of a bot, sent by a person", issueComment("/review", {}, { user: bot })],
    ["of an organisation", issueComment("/review", { sender: { ...person, type: "Organization" } })],
    ["of a deleted account", issueComment("/review", {}, { user: null })],
    ["through our own App", issueComment("/review", {}, { performed_via_github_app: { id: appId } })],
    ["through another App", issueComment("/review", {}, { performed_via_github_app: { id: 3 } })],
  ])("asks for nothing: %s", (_, payload) => {
    expect(translate("issue_comment", payload)).toEqual([]);
  });
});

describe("a re-run", () => {
  const listed = (number: number, repositoryId = 42) => ({ number, base: { repo: { id: repositoryId } } });
  const run = (externalId: string | null, extra: object = {}) => ({
    ...around,
    action: "rerequested",
    check_run: { head_sha: sha, external_id: externalId, app: { id: appId }, pull_requests: [], ...extra },
  });
  const suite = (extra: object = {}) => ({
    ...around,
    action: "rerequested",
    check_suite: { head_sha: sha, app: { id: appId }, pull_requests: [listed(12)], ...extra },
  });
  const rerun = (number: number) => ({
    kind: "review",
    pullRequest: { repository: ref, number },
    trigger: "rerun",
    scope: "full",
  });

  it.each([
    ["names its pull request, as it must for a fork", run("assay:42:12:3"), [rerun(12)]],
    ["does not trust the name of another repository", run("assay:43:12:3"), []],
    ["falls back to the list", run("", { pull_requests: [listed(7)] }), [rerun(7)]],
    ["falls back to the list without a name", run(null, { pull_requests: [listed(7)] }), [rerun(7)]],
    ["takes no pull request of another repository", run("", { pull_requests: [listed(7, 43)] }), []],
    ["of a strange name", run("assay:42:12:3:4"), []],
    ["of pull request 0", run("assay:42:0:1"), []],
    ["of another App", run("assay:42:12:3", { app: { id: 78 } }), []],
    ["of no App", run("assay:42:12:3", { app: null }), []],
    ["asked for by a bot", { ...run("assay:42:12:3"), sender: bot }, []],
    [
      "of a check that a merge queue waits for",
      run("assay:42:12:queue"),
      [{ kind: "merge-group", repository: ref, headSha: sha, pullRequest: 12 }],
    ],
    [
      "of a merge queue's check without a pull request",
      run("assay:42:0:queue"),
      [{ kind: "merge-group", repository: ref, headSha: sha, pullRequest: null }],
    ],
  ])("of a check %s", (_, payload, expected) => {
    expect(translate("check_run", payload)).toEqual(expected);
  });

  it.each([
    ["lists pull requests", suite(), [rerun(12)]],
    [
      "lists one of them twice",
      suite({ pull_requests: [listed(12), listed(12), listed(13, 43)] }),
      [rerun(12)],
    ],
    ["lists none", suite({ pull_requests: [] }), []],
    ["is of another App", suite({ app: { id: 78 } }), []],
  ])("of a suite that %s", (_, payload, expected) => {
    expect(translate("check_suite", payload)).toEqual(expected);
  });

  it("of a suite with hundreds of pull requests stays small", () => {
    const many = Array.from({ length: 300 }, (_, index) => listed(index + 1));

    expect(translate("check_suite", suite({ pull_requests: many }))).toHaveLength(20);
  });
});

describe("a merge group", () => {
  it.each([
    ["refs/heads/gh-readonly-queue/main/pr-104-929f8209d40f77f4abc622a499c93a83babdbe64", 104],
    ["refs/heads/gh-readonly-queue/release/pr-1/pr-7-929f8209d40f77f4abc622a499c93a83babdbe64", 7],
    ["refs/heads/gh-readonly-queue/main/pr-0-929f8209d40f77f4abc622a499c93a83babdbe64", null],
    ["refs/heads/feature/pr-7-929f8209d40f77f4abc622a499c93a83babdbe64", null],
    ["refs/heads/gh-readonly-queue/main", null],
  ])("on %s is of pull request %s", (headRef, number) => {
    const payload = {
      ...around,
      action: "checks_requested",
      merge_group: { head_sha: sha, head_ref: headRef },
    };

    expect(translate("merge_group", payload)).toEqual([
      { kind: "merge-group", repository: ref, headSha: sha, pullRequest: number },
    ]);
  });

  it("that is gone asks for nothing", () => {
    const payload = { ...around, action: "destroyed", merge_group: { head_sha: sha, head_ref: "x" } };

    expect(translate("merge_group", payload)).toEqual([]);
  });
});

describe("an installation", () => {
  const installation = { id: 5, app_id: appId, account: { id: 9, login: "Octo-Org" } };
  const gone = [{ kind: "installation-gone", installationId: 5 }];

  it.each([
    ["created", []],
    ["deleted", gone],
    ["suspend", gone],
    ["unsuspend", []],
    ["new_permissions_accepted", []],
  ])("%s", (action, expected) => {
    expect(translate("installation", { action, installation, sender: person })).toEqual(expected);
  });

  it("of another App is left alone", () => {
    const payload = { action: "deleted", installation: { ...installation, app_id: 78 }, sender: person };

    expect(translate("installation", payload)).toEqual([]);
  });

  it("that loses repositories says which", () => {
    const payload = { action: "removed", installation, repositories_removed: [{ id: 1 }, { id: 2 }] };

    expect(translate("installation_repositories", payload)).toEqual([
      { kind: "repositories-gone", installationId: 5, repositoryIds: [1, 2] },
    ]);
  });

  it("that gains repositories asks for nothing", () => {
    const payload = { action: "added", installation, repositories_removed: [] };

    expect(translate("installation_repositories", payload)).toEqual([]);
  });

  it("is not gone because a deleted comment came under its name", () => {
    const payload = {
      ...around,
      action: "deleted",
      issue: { number: 12, pull_request: {} },
      comment: { id: 1, body: "", user: person },
    };

    expect(readWebhook("installation", payload)).toEqual({ kind: "malformed" });
  });
});

describe("an App that serves some accounts only", () => {
  const serve = (...allowedAccounts: readonly string[]) =>
    translateWebhook("pull_request", pull("opened"), { appId, allowedAccounts });

  it("hears an account on its list, in whatever case", () => {
    expect(serve("octo-org")).toHaveLength(1);
  });

  it("does not hear a stranger, and still notices that he is gone", () => {
    const installation = { id: 5, app_id: appId, account: { id: 9 } };
    const strict = { appId, allowedAccounts: ["someone"] };

    expect(serve("someone")).toEqual([]);
    expect(translateWebhook("installation", { action: "deleted", installation }, strict)).toHaveLength(1);
  });
});

describe("what GitHub publishes as examples", () => {
  const folder = new URL("../../../contract/github/webhook-examples/", import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  const load = (name: string) => JSON.parse(readFileSync(new URL(name, folder), "utf8"));
  const read = (name: string) => readWebhook(name.split(".")[0]?.replaceAll("-", "_") ?? "", load(name));

  it.each(names)("is never malformed: %s", (name) => {
    const { action } = load(name);
    const event = name.split(".")[0]?.replaceAll("-", "_") ?? "";
    const listened: readonly string[] = webhookEvents;
    const isHeard = listened.includes(event) && listActions(event as "pull_request").includes(action);

    expect(read(name).kind).toBe(isHeard ? "known" : "ignored");
  });

  it("fits no event but its own", () => {
    const known = names.filter((name) => read(name).kind === "known");
    const fits = known.map((name) =>
      webhookEvents.filter((event) => readWebhook(event, load(name)).kind === "known"),
    );

    expect(known.length).toBeGreaterThanOrEqual(12);
    expect(fits).toEqual(known.map((name) => [name.split(".")[0]?.replaceAll("-", "_")]));
  });
});

describe("a payload without shape", () => {
  it.each([
    null,
    [],
    7,
    "x",
    {},
    { action: 1 },
    { action: "opened" },
    { action: "deleted", installation: {} },
  ])("asks for nothing: %j", (payload) => {
    expect(webhookEvents.flatMap((event) => translateWebhook(event, payload, context))).toEqual([]);
  });

  it("asks for nothing under the name of an inherited member", () => {
    expect(translateWebhook("constructor", pull("opened"), context)).toEqual([]);
  });
});
