import { tmpdir } from "node:os";
import { describe, expect, test } from "vitest";
import { composeGitEnvironment } from "../../../../src/adapters/git/git-environment.ts";
import { runGit } from "../../../../src/adapters/git/run-git.ts";

const place = {
  directory: tmpdir(),
  environment: composeGitEnvironment({ PATH: process.env["PATH"] }),
  signal: new AbortController().signal,
};

describe("runGit", () => {
  test("gives output, and a failing exit code as an outcome", async () => {
    const fine = await runGit(place, { args: ["hash-object", "-t", "blob", "--stdin"], input: "text\n" });
    expect([fine.exitCode, fine.output.toString()]).toEqual([
      0,
      "8e27be7d6154a1f68ea9160ef0e18691d20560dc\n",
    ]);
    const failed = await runGit(place, { args: ["no-such-command"] });
    expect(failed).toMatchObject({ exitCode: 1, messages: expect.stringContaining("no-such-command") });
  });

  test("stops at more output than is allowed", async () => {
    await expect(runGit(place, { args: ["--version"], maxBytes: 3 })).rejects.toMatchObject({
      code: "INPUT_TOO_LARGE",
    });
  });

  test("kills the program when it is interrupted", async () => {
    const controller = new AbortController();
    const running = runGit(
      { ...place, signal: controller.signal },
      { args: ["-c", "alias.wait=!sleep 60", "wait"] },
    );
    setTimeout(() => controller.abort(), 100);
    await expect(running).rejects.toMatchObject({ code: "INTERRUPTED" });
  });

  test("kills the program when it takes too long", async () => {
    const call = { args: ["-c", "alias.wait=!sleep 60", "wait"], maxMilliseconds: 100 };
    await expect(runGit(place, call)).rejects.toMatchObject({
      code: "GIT_FAILED",
      message: "git did not finish within 1 seconds and was stopped.",
    });
  });
});

describe("composeGitEnvironment", () => {
  test("passes on what finds the repository, and nothing that runs or records", () => {
    const passed = { PATH: "/bin", HOME: "/home/me", GIT_DIR: ".git", GIT_INDEX_FILE: "other" };
    const refused = {
      GIT_EXTERNAL_DIFF: "x",
      GIT_SSH_COMMAND: "x",
      GIT_TRACE: "1",
      GIT_CONFIG_COUNT: "1",
      TOKEN: "t",
    };
    const composed = composeGitEnvironment({ ...passed, ...refused });
    expect(composed).toMatchObject({ ...passed, GIT_ALLOW_PROTOCOL: "none", GIT_OPTIONAL_LOCKS: "0" });
    expect(Object.keys(refused).filter((name) => name in composed)).toEqual([]);
  });
});
