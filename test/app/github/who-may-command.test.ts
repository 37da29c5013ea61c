import { describe, expect, it } from "vitest";
import { storeIssueComment } from "../../fakes/github/comment-routes.ts";
import type { Account, IssueComment, Role } from "../../fakes/github/world.ts";
import { type AppScene, openAppScene } from "./open-app-scene.ts";
import { reactionsOf } from "./show-conversation.ts";

const roles: readonly Role[] = ["admin", "maintain", "write", "triage", "read", "none"];
const senders = ["user", "bot", "our own App", "App in a user's name"] as const;
type Sender = (typeof senders)[number];

/** How the words get there: what the webhook says, and what stands there when the App looks. */
interface Form {
  readonly written: string;
  readonly action?: "edited" | "deleted";
  /** What happens to the comment before the webhook arrives. */
  readonly meanwhile?: "deleted" | "edited";
}

const forms: Readonly<Record<string, Form>> = {
  "first line": { written: "/help" },
  "first line, with words below": { written: "/help  \r\n\r\nThank you!" },
  "second line": { written: "Please:\n/help" },
  "after a blank": { written: " /help" },
  quoted: { written: "> /help" },
  "in code": { written: "`/help`" },
  "in a code block": { written: "```\n/help\n```" },
  "in a hidden comment": { written: "<!-- \n/help -->" },
  "edited into a command": { written: "/help", action: "edited" },
  "deleted command": { written: "/help", action: "deleted" },
  "deleted before it ran": { written: "/help", meanwhile: "deleted" },
  "edited before it ran": { written: "/help", meanwhile: "edited" },
};

interface Row {
  readonly role: Role;
  readonly sender: Sender;
  readonly form: string;
  readonly reactions: readonly string[];
  readonly isAnswered: boolean;
}

async function tryOut(scene: AppScene, role: Role, sender: Sender): Promise<readonly Row[]> {
  const { github, repository, app } = scene;
  const pull = repository.pullRequest(1);
  const account: Account =
    sender === "our own App"
      ? github.app.bot
      : github.account(`${role}-${sender.slice(0, 3)}`, sender === "bot" ? "Bot" : "User");
  repository.setRole(account, role);
  const rows: Row[] = [];
  for (const [name, form] of Object.entries(forms)) {
    const before = pull.comments().length;
    const comment = storeIssueComment(github.world, pull.state, account, form.written);
    await say(scene, comment, form, sender);
    await app.idle();
    const answers = pull.comments().length - before - (form.meanwhile === "deleted" ? 0 : 1);
    rows.push({ role, sender, form: name, reactions: reactionsOf(comment), isAnswered: answers > 0 });
  }
  return rows;
}

async function say({ github }: AppScene, comment: IssueComment, form: Form, sender: Sender): Promise<void> {
  const { action = "created", meanwhile } = form;
  const changes = action === "edited" ? { changes: { body: { from: "Hello." } } } : {};
  const event = github.compose.issueComment(comment, action, comment.author, changes);
  if (sender === "App in a user's name") {
    const other = { ...someApp(github.url), owner: Object(event.payload["repository"])["owner"] };
    Object.assign(Object(event.payload["comment"]), { performed_via_github_app: other });
  }
  if (meanwhile === "deleted") github.world.issueComments.delete(comment.id);
  if (meanwhile === "edited") Object.assign(comment, { body: "/pause" });
  await github.deliver(event);
}

const someApp = (url: string) => ({
  id: 77,
  node_id: "A_kwDO77",
  slug: "other",
  name: "Other",
  description: "",
  external_url: url,
  html_url: url,
  created_at: "2026-01-01T00:00:00Z",
  updated_at: "2026-01-01T00:00:00Z",
  permissions: {},
  events: [],
});

describe("who may give orders, and how", () => {
  it("is decided by role, account and form of the comment, all of them", async () => {
    await using scene = await openAppScene();
    const { repository } = scene;
    await repository.openPullRequest({ branch: "feature", files: { "a.js": "1;\n" }, isDelivered: false });
    const rows: Row[] = [];
    for (const role of roles) {
      for (const sender of senders) rows.push(...(await tryOut(scene, role, sender)));
    }

    const named = rows.map((row) => ({ ...row, who: `${row.sender}, ${row.role}, ${row.form}` }));
    expect(rows).toHaveLength(roles.length * senders.length * Object.keys(forms).length);
    expect(named.filter(({ isAnswered }) => isAnswered).map(({ who }) => who)).toEqual([
      "user, admin, first line",
      "user, admin, first line, with words below",
      "user, maintain, first line",
      "user, maintain, first line, with words below",
      "user, write, first line",
      "user, write, first line, with words below",
    ]);
    const reacted = named.filter(({ reactions }) => reactions.length > 0);
    expect(reacted.map(({ who, reactions }) => `${who}: ${reactions.join(", ")}`)).toEqual([
      ...["admin", "maintain", "write"].flatMap((role) => [
        `user, ${role}, first line: eyes`,
        `user, ${role}, first line, with words below: eyes`,
        `user, ${role}, edited before it ran: confused`,
      ]),
      ...["triage", "read", "none"].flatMap((role) => [
        `user, ${role}, first line: -1`,
        `user, ${role}, first line, with words below: -1`,
        `user, ${role}, edited before it ran: -1`,
      ]),
    ]);
    expect(scene.errors()).toEqual([]);
  });

  it.each([500, 403, 404])("is nobody while the permission cannot be read: %i", async (status) => {
    await using scene = await openAppScene();
    const { github, repository, app } = scene;
    const maintainer = github.account("mona");
    repository.setRole(maintainer, "admin");
    const pull = await repository.openPullRequest({ branch: "feature", files: { "a.js": "1;\n" } });
    await app.idle();
    const checks = pull.checkRuns().length;
    github.fault({ route: "/permission", times: 9, fault: { kind: "status", status } });
    const { comment } = await pull.comment(maintainer, "/review full");
    await app.idle();

    expect(reactionsOf(comment)).toEqual(["-1"]);
    expect(pull.checkRuns()).toHaveLength(checks);
    expect(pull.reviews()).toHaveLength(1);
  });

  it("is not decided by who sends the webhook, but by who wrote the comment", async () => {
    await using scene = await openAppScene();
    const { github, repository, app } = scene;
    const maintainer = github.account("mona");
    repository.setRole(maintainer, "admin");
    const pull = await repository.openPullRequest({ branch: "feature", files: { "a.js": "1;\n" } });
    await app.idle();
    const comment = storeIssueComment(github.world, pull.state, github.account("mallory"), "/review full");
    await github.deliver(github.compose.issueComment(comment, "created", maintainer));
    await app.idle();

    expect(reactionsOf(comment)).toEqual([]);
    expect(pull.checkRuns()).toHaveLength(1);
  });
});

describe("too many commands", () => {
  it("of one person run out, those of another do not", async () => {
    await using scene = await openAppScene();
    const { github, repository, app } = scene;
    const [maintainer, mallory] = [github.account("mona"), github.account("mallory")];
    repository.setRole(maintainer, "write");
    repository.setRole(mallory, "read");
    const pull = await repository.openPullRequest({
      branch: "feature",
      files: { "a.js": "1;\n" },
      isDelivered: false,
    });
    const reactions: string[] = [];
    for (let index = 0; index < 25; index += 1) {
      const { comment } = await pull.comment(mallory, "/review full");
      await app.idle();
      reactions.push(...reactionsOf(comment));
    }
    const { comment } = await pull.comment(maintainer, "/help");
    await app.idle();

    expect(reactions).toEqual(Array(20).fill("-1"));
    expect(reactionsOf(comment)).toEqual(["eyes"]);
  });
});

describe("an issue that is no pull request", () => {
  it("is left alone", async () => {
    await using scene = await openAppScene();
    const { github, repository, app } = scene;
    const owner = repository.state.owner;
    const pull = await repository.openPullRequest({
      branch: "feature",
      files: { "a.js": "1;\n" },
      isDelivered: false,
    });
    const comment = storeIssueComment(github.world, pull.state, owner, "/help");
    const event = github.compose.issueComment(comment, "created", owner);
    const { pull_request: _none, ...issue } = Object(event.payload["issue"]);
    await github.deliver({ ...event, payload: { ...event.payload, issue } });
    await app.idle();

    expect(github.calls).toEqual([]);
  });
});
