import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { describe, expect, it } from "vitest";
import { parseAppSettings } from "../../src/config/app-settings.ts";
import { isLeftToCommit } from "../../src/entrypoints/app/is-left-to-commit.ts";
import { selectGitHubVariables } from "../../src/entrypoints/app/select-github-variables.ts";
import { existingApp, openSetup, privateKey, webhookSecret } from "./open-setup.ts";

const good = { "app-id": "4711", "private-key": privateKey, "webhook-secret": webhookSecret };

describe("where GitHub is, as the set-up saves it", () => {
  it("stands beside the credentials, so that the next start asks the same GitHub", async () => {
    const environment: Record<string, string | undefined> = { PATH: process.env["PATH"] };
    await using setup = await openSetup({ environment: { ...environment, GHE_HOST: "github.example.com" } });
    setup.github.answerApp({ status: 200, body: existingApp(setup.github.webUrl) });
    const { cookie, form } = await setup.enter();
    await setup.post("/setup/import", { form, ...good }, { cookie });
    const reading = parseAppSettings(parseEnv(setup.saved()));

    expect(reading.kind === "valid" && reading.settings.apiUrl).toBe("https://github.example.com/api/v3");
  });

  it.each([
    [{}, {}],
    [{ GITHUB_API_URL: "https://api.github.com/" }, {}],
    [{ GITHUB_API_URL: " ", GHE_HOST: " ghe.example.com " }, { GHE_HOST: "ghe.example.com" }],
    [
      { GITHUB_API_URL: "https://ghe.example.com/api/v3" },
      { GITHUB_API_URL: "https://ghe.example.com/api/v3" },
    ],
    [
      { GHE_HOST: "localhost:8080", GHE_PROTOCOL: "http", APP_ID: "1" },
      { GHE_HOST: "localhost:8080", GHE_PROTOCOL: "http" },
    ],
  ])("is taken from %j under the names that were used", (environment, saved) => {
    expect(selectGitHubVariables(environment)).toEqual(saved);
  });
});

describe("the folder of the environment file", () => {
  it("is no checkout of which anything is known without git", async () => {
    const folder = mkdtempSync(join(tmpdir(), "assay-no-git-"));
    try {
      expect(await isLeftToCommit(join(folder, ".env"), { PATH: folder })).toBe(false);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("is safe where it is a checkout of Assay itself", () => {
    const ignored = readFileSync(new URL("../../.gitignore", import.meta.url), "utf8").split("\n");
    expect(ignored).toEqual(expect.arrayContaining([".env", ".env.*.new"]));
  });
});
