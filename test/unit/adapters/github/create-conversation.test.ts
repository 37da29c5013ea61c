import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createConversation } from "../../../../src/adapters/github/create-conversation.ts";
import type { CommentRef } from "../../../../src/domain/intent.ts";
import type { Conversation } from "../../../../src/pipeline/ports-code-host.ts";
import type { Fault } from "../../../fakes/github/faults.ts";
import type { Role } from "../../../fakes/github/world.ts";
import { graphql, openPublishingScene, type PublishingScene } from "./publishing-scene.ts";

let scene: PublishingScene;
let conversation: Conversation;

beforeEach(async () => {
  scene = await openPublishingScene();
  conversation = open();
});

afterEach(async () => {
  expect(scene.github.violations).toEqual([]);
  await scene[Symbol.asyncDispose]();
});

const open = () =>
  createConversation({
    ...scene.options,
    composeReplyMarker: ({ number }, { place, commentId }) =>
      `<!-- reply ${number} ${place} ${commentId} -->`,
  });

/** A comment of a person in either place. */
async function write(place: CommentRef["place"]): Promise<CommentRef> {
  const author = scene.github.account("octocat");
  const { comment } =
    place === "conversation"
      ? await scene.pull.comment(author, "/help")
      : await scene.pull.reviewComment(author, { path: "src/new.ts", line: 3, body: "/help" });
  return { place, commentId: comment.id };
}

const places = ["conversation", "thread"] as const;
const commentOf = (ref: CommentRef) =>
  [...scene.pull.comments(), ...scene.pull.reviewComments()].find(({ id }) => id === ref.commentId);
const replies = () =>
  [...scene.pull.comments(), ...scene.pull.reviewComments()].filter(
    ({ author }) => author === scene.github.app.bot,
  );

describe("what a person may do", () => {
  it.each<[Role, string]>([
    ["admin", "admin"],
    ["maintain", "write"],
    ["write", "write"],
    ["triage", "read"],
    ["read", "read"],
    ["none", "none"],
  ])("as %s is %s", async (role, expected) => {
    const account = scene.github.account("octocat");
    scene.repository.setRole(account, role);
    expect(await conversation.fetchPermission(scene.ref.repository, "octocat")).toBe(expected);
    expect(scene.calls()).toEqual(["GET /repos/{owner}/{repo}/collaborators/{username}/permission"]);
  });

  it.each(["nobody-of-this-name", "a/b", "..", "ghost[bot]"])("is nothing for %s", async (login) => {
    expect(await conversation.fetchPermission(scene.ref.repository, login)).toBe("none");
    scene.github.clearCalls();
  });

  it.each<[string, Fault, string]>([
    ["502", { kind: "status", status: 502 }, "GITHUB_UNAVAILABLE"],
    ["403", { kind: "status", status: 403 }, "GITHUB_FORBIDDEN"],
    ["a limit", { kind: "secondary-limit" }, "GITHUB_RATE_LIMITED"],
    ["another shape", { kind: "status", status: 200, body: { permission: 3 } }, "GITHUB_BAD_RESPONSE"],
    [
      "an unknown word",
      { kind: "status", status: 200, body: { permission: "constructor" } },
      "GITHUB_BAD_RESPONSE",
    ],
  ])("is not guessed at %s", async (_name, fault, code) => {
    scene.github.fault({ route: "/permission", times: 9, fault });
    const permission = conversation.fetchPermission(scene.ref.repository, "octo-org");
    await expect(permission).rejects.toMatchObject({ code });
  });
});

describe.each(places)("a comment in a %s", (place) => {
  it("is read as it stands now", async () => {
    const ref = await write(place);
    Object.assign(commentOf(ref)!, { body: "edited" });
    const authorId = scene.github.account("octocat").id;
    expect(await conversation.fetchComment(scene.ref, ref)).toEqual({ body: "edited", authorId });
  });

  it("is null when it is gone", async () => {
    expect(await conversation.fetchComment(scene.ref, { place, commentId: 4 })).toBeNull();
  });

  it("gets one reaction of a kind however often it is asked for", async () => {
    const ref = await write(place);
    await conversation.react(scene.ref, ref, "eyes");
    await conversation.react(scene.ref, ref, "eyes");
    await conversation.react(scene.ref, ref, "+1");
    expect(commentOf(ref)?.reactions.map(({ content }) => content)).toEqual(["eyes", "+1"]);
  });

  it("needs no reaction when it is gone", async () => {
    await conversation.react(scene.ref, { place, commentId: 4 }, "eyes");
    expect(scene.github.writes).toEqual([]);
  });

  it("gets its reaction although the answer is lost", async () => {
    const ref = await write(place);
    scene.github.fault({ route: "/reactions", fault: { kind: "reset", applied: true } });
    await conversation.react(scene.ref, ref, "eyes");
    expect(commentOf(ref)?.reactions).toHaveLength(1);
  });

  it("gets a reply that ends in the marker: one read and one write", async () => {
    const ref = await write(place);
    await conversation.reply(scene.ref, ref, "Here is **help**.");
    const marker = `<!-- reply 1 ${place} ${ref.commentId} -->`;
    expect(replies().map(({ body }) => body)).toEqual([`Here is **help**.\n\n${marker}`]);
    expect(scene.calls()).toEqual(
      place === "conversation"
        ? [graphql, "POST /repos/{owner}/{repo}/issues/{issue_number}/comments"]
        : [
            "GET /repos/{owner}/{repo}/pulls/{pull_number}/comments",
            "POST /repos/{owner}/{repo}/pulls/{pull_number}/comments/{comment_id}/replies",
          ],
    );
  });

  it("gets one reply, also when it is asked for twice at once or after a restart", async () => {
    const ref = await write(place);
    await Promise.all([
      conversation.reply(scene.ref, ref, "First"),
      conversation.reply(scene.ref, ref, "Second"),
    ]);
    await open().reply(scene.ref, ref, "Third");
    expect(replies()).toHaveLength(1);
  });

  it("gets a reply of its own beside another comment", async () => {
    await conversation.reply(scene.ref, await write(place), "First");
    await conversation.reply(scene.ref, await write(place), "Second");
    expect(replies()).toHaveLength(2);
  });

  it.each<[string, Fault]>([
    ["502", { kind: "status", status: 502 }],
    ["502 after the work", { kind: "status", status: 502, applied: true }],
    ["a reset after the work", { kind: "reset", applied: true }],
    ["half an answer", { kind: "truncated-json" }],
  ])("gets one reply although the answer is lost: %s", async (_name, fault) => {
    const ref = await write(place);
    const when = ({ route }: { readonly route: string }) => !route.endsWith("graphql");
    scene.github.fault({ method: "POST", when, fault });
    await conversation.reply(scene.ref, ref, "Help");
    expect(replies()).toHaveLength(1);
  });

  it("gets no reply in a locked conversation", async () => {
    const ref = await write(place);
    await scene.pull.lock();
    const reply = conversation.reply(scene.ref, ref, "Help");
    await expect(reply).rejects.toMatchObject({ code: "GITHUB_FORBIDDEN" });
    expect(replies()).toEqual([]);
  });

  it("gets a reply that is cut where it is too long", async () => {
    const ref = await write(place);
    await conversation.reply(scene.ref, ref, "x".repeat(100_000));
    expect(replies().map(({ body }) => body.length)).toEqual([65_536]);
  });
});

describe("a thread", () => {
  const replyCall = (commentId: number) =>
    `/repositories/${scene.repository.id}/pulls/1/comments/${commentId}/replies`;

  it("is answered at its first comment, also when a later one asked", async () => {
    const first = await write("thread");
    const author = scene.github.account("octocat");
    const inReplyTo = first.commentId;
    const { comment } = await scene.pull.reviewComment(author, {
      path: "src/new.ts",
      line: 3,
      body: "/help",
      inReplyTo,
    });
    await conversation.reply(scene.ref, { place: "thread", commentId: comment.id }, "Help");
    expect(replies()).toMatchObject([{ inReplyTo }]);
    expect(scene.github.calls.at(-1)?.path).toBe(replyCall(inReplyTo));
  });

  it("is found when its comment is not among the hundred that are read", async () => {
    const author = scene.github.account("octocat");
    const asked: number[] = [];
    for (let count = 0; count < 102; count += 1) {
      const { comment } = await scene.pull.reviewComment(author, { path: "src/new.ts", line: 3, body: "x" });
      asked.push(comment.id);
    }
    // In whichever order they are listed, one of the two is on the second page.
    const [oldest, newest] = [asked[0]!, asked.at(-1)!];
    await conversation.reply(scene.ref, { place: "thread", commentId: oldest }, "Help");
    await conversation.reply(scene.ref, { place: "thread", commentId: newest }, "Help");
    expect(replies()).toMatchObject([{ inReplyTo: oldest }, { inReplyTo: newest }]);
    expect(scene.calls().filter((call) => call.startsWith("GET"))).toHaveLength(3);
  });

  it("that is gone gets no answer", async () => {
    await conversation.reply(scene.ref, { place: "thread", commentId: 4 }, "Help");
    expect(scene.github.writes).toEqual([]);
  });
});
