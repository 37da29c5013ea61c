import { expect, it } from "vitest";
import { findLeaks } from "./find-leaks.ts";
import { openAppScene, unsafeLine, unsafeQuery } from "./open-app-scene.ts";

// Every scene looks for leaks when it closes: this shows that it would see them.
it("a secret, a prompt or code of the change in one log line is found", async () => {
  await using scene = await openAppScene();
  const { github, model, repository } = scene;
  await repository.openPullRequest({ branch: "feature", files: { "src/find.js": unsafeQuery } });
  await scene.app.idle();
  const apiKey = String(model.requests[0]?.headers["authorization"]).replace("Bearer ", "");
  const [token = "none"] = github.world.tokens.keys();
  const leaksOf = (...logLines: readonly string[]) => findLeaks({ github, model, apiKey, logLines });
  expect(apiKey.length).toBeGreaterThan(20);
  expect(leaksOf(...scene.logLines)).toEqual([]);
  expect(leaksOf(JSON.stringify({ msg: `the code is ${unsafeLine}` }))).toEqual(["prompt"]);
  expect(leaksOf(`{"secret":"${github.webhookSecret}"}`)).toEqual(["webhook secret"]);
  expect(leaksOf(JSON.stringify(github.app.privateKey))).toEqual(["private key"]);
  expect(leaksOf(`Bearer ${token}`)).toEqual(["installation token"]);
  expect(leaksOf(`Bearer ${apiKey}`)).toEqual(["API key"]);
  expect(leaksOf(`Bearer ${["eyJhbGciOiJ", "SUzI1NiJ9.eyJpYXQ"].join("")}`)).toEqual(["token of the App"]);
});
