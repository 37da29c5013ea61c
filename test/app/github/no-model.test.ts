import { describe, expect, it } from "vitest";
import { openAppScene, safeQuery } from "./open-app-scene.ts";
import { conclusions, showConversation, verdicts } from "./show-conversation.ts";

// Assembled here, so that no file of the repository looks as if it held a secret.
const token = ["gh", "p_", "R7kQ2mX9vT4bN8sL1wZ6cJ3hF5dG0aYpE2uK"].join("");

describe("an App without a model", () => {
  const environment = { OPENAI_API_KEY: "", OPENAI_BASE_URL: "" };

  it("says what its own checks prove, and concludes nothing", async () => {
    await using scene = await openAppScene({ environment });
    const { github, repository, app, model } = scene;
    const pull = await repository.openPullRequest({
      branch: "feature",
      files: { "src/config.js": `export const token = "${token}";\n` },
      author: github.account("alice"),
    });
    await app.idle();

    expect(model.requests).toEqual([]);
    expect(verdicts(pull)).toEqual(["Inconclusive."]);
    expect(pull.reviewComments().map(({ path, line }) => ({ path, line }))).toEqual([
      { path: "src/config.js", line: 1 },
    ]);
    const shown = showConversation(pull);
    expect(shown).not.toContain(token);
    expect(JSON.stringify(github.calls.map(({ body }) => body))).not.toContain(token);
    await expect(shown).toMatchFileSnapshot("conversations/no-model.md");
  });

  it("is neutral about a change in which they find nothing, and stays so", async () => {
    await using scene = await openAppScene({ environment });
    const { repository, app } = scene;
    const files = { "src/find.js": safeQuery.replace("?", "? ") };
    const pull = await repository.openPullRequest({ branch: "feature", files });
    await app.idle();
    await pull.push({ "src/other.js": "export const answer = 42;\n" });
    await app.idle();

    expect(verdicts(pull)).toEqual(["Inconclusive.", "Inconclusive."]);
    expect(conclusions(pull)).toEqual(["neutral", "neutral"]);
    expect(pull.reviews().at(-1)?.body).toContain("Reviewed 0 of 2 files and 0 of 2 hunks");
  });
});
