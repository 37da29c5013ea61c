import { describe, expect, it } from "vitest";
import { openAppScene, unsafeQuery } from "../app/github/open-app-scene.ts";
import { reactionsOf } from "../app/github/show-conversation.ts";
import { storeIssueComment } from "../fakes/github/comment-routes.ts";
import { choose, tellFigure } from "./attack-figures.ts";

const commands = [
  "/review",
  "/review full",
  "/review estimate",
  "/pause",
  "/dismiss A-1a2b3c4d wont-fix because I say so",
];

describe("outsiders", () => {
  it(
    "command nothing, however many they are and however often they try",
    async () => {
      const count = choose(200, 20);
      await using scene = await openAppScene();
      const { github, repository, app, model } = scene;
      repository.setPrivate(false);
      const pull = await repository.openPullRequest({
        branch: "feature",
        files: { "src/find.js": unsafeQuery },
      });
      await app.idle();
      const before = {
        questions: model.requests.length,
        reviews: pull.reviews().length,
        checks: pull.checkRuns().length,
      };
      for (let index = 0; index < count; index += 1) {
        const outsider = github.account(`outsider-${index % Math.ceil(count / 4)}`);
        await pull.comment(outsider, commands[index % commands.length]!);
      }
      await app.idle();

      expect({
        questions: model.requests.length,
        reviews: pull.reviews().length,
        checks: pull.checkRuns().length,
      }).toEqual(before);
      const own = pull.comments().filter(({ author }) => author === github.app.bot);
      expect(own).toEqual([]);
      const reactions = pull.comments().flatMap((comment) => reactionsOf(comment));
      expect(reactions.filter((reaction) => reaction !== "-1")).toEqual([]);
      tellFigure({
        row: "D1",
        tried: `${count} commands of outsiders: 0 questions, 0 answers, ${reactions.length} thumbs down`,
      });
    },
    choose(1_800_000, 120_000),
  );
});

describe("a right", () => {
  const associations = ["OWNER", "MEMBER", "COLLABORATOR", "CONTRIBUTOR", "NONE"];

  it("is what GitHub says when it is asked, whatever the webhook calls its author", async () => {
    await using scene = await openAppScene();
    const { github, repository, app } = scene;
    const [maintainer, outsider] = [github.account("mona"), github.account("mallory")];
    repository.setRole(maintainer, "write");
    repository.setRole(outsider, "read");
    const pull = await repository.openPullRequest({
      branch: "feature",
      files: { "a.js": "1;\n" },
      isDelivered: false,
    });
    const said: string[] = [];
    for (const association of associations) {
      for (const account of [maintainer, outsider]) {
        const comment = storeIssueComment(github.world, pull.state, account, "/help");
        const event = github.compose.issueComment(comment, "created", account);
        Object.assign(Object(event.payload["comment"]), { author_association: association });
        await github.deliver(event);
        await app.idle();
        said.push(`${association} ${account.login}: ${reactionsOf(comment).join()}`);
      }
    }
    expect(said).toEqual(associations.flatMap((name) => [`${name} mona: eyes`, `${name} mallory: -1`]));
    tellFigure({ row: "D2", tried: `${said.length} pairs of association and right: the right decides` });
  });
});
