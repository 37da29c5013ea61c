import { describe, expect, it } from "vitest";
import { openAppScene, safeQuery, unsafeQuery } from "./open-app-scene.ts";

describe("a pull request whose defect comes, stays and is fixed", () => {
  it("gets one review a head, one comment for the defect, and a check that follows", async () => {
    await using scene = await openAppScene();
    const { github, repository, app, model } = scene;
    const pull = await repository.openPullRequest({
      branch: "feature",
      files: { "src/find.js": unsafeQuery },
      author: github.account("alice"),
    });
    await app.idle();
    expect(github.callsWithoutTokens.length).toBeLessThanOrEqual(10);
    await pull.push({ "src/other.js": "export const answer = 42;\n" });
    await app.idle();
    await pull.push({ "src/find.js": safeQuery.replace("name = ?", "name = ? LIMIT 1") });
    await app.idle();

    expect(pull.reviews().map(({ body }) => body.match(/^## .*$/m)?.[0])).toEqual([
      "## 1 security defect is detected in the code.",
      "## 1 security defect is detected in the code.",
      "## No security defects are detected in the code.",
    ]);
    expect(pull.reviews().map(({ body }) => body.startsWith("**Superseded**"))).toEqual([true, true, false]);
    expect(pull.reviewComments().map(({ path, line, side }) => ({ path, line, side }))).toEqual([
      { path: "src/find.js", line: 2, side: "RIGHT" },
    ]);
    expect(pull.checkRuns().map(({ conclusion }) => conclusion)).toEqual(["failure", "failure", "success"]);
    expect(model.requests).toHaveLength(3);
    expect(github.violations).toEqual([]);
  });
});
