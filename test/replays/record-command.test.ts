import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readingModel } from "../app/answers.ts";
import { bareEnvironment, modelEnvironment } from "../app/run-assay.ts";
import { openScene } from "../contract/github/open-scene.ts";
import { startModelServer } from "../fakes/model-server.ts";
import { mintToken } from "./mint-token.ts";

const program = fileURLToPath(new URL("./record.ts", import.meta.url));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function record(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const env = { ...bareEnvironment(), ...environment };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [program, ...args],
      { env, cwd: tmpdir() },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

describe("npm run record", () => {
  it("records a pull request with the answers of the configured model, once", async () => {
    await using scene = await openScene({}, { "a.js": "one();\n" });
    await using model = await startModelServer(readingModel());
    const pull = await scene.repository.openPullRequest({
      branch: "b",
      files: { "a.js": "two();\n" },
      isDelivered: false,
    });
    const token = await mintToken(scene.github, scene.installation.id);
    const parent = mkdtempSync(join(tmpdir(), "assay-record-"));
    const folder = join(parent, "case");
    const args = [`octo-org/shop#${pull.number}`, "--out", folder, "--api", scene.github.url];
    const environment = { GITHUB_TOKEN: token, ...modelEnvironment(model.url) };
    try {
      const first = await record(args, environment);
      expect(first).toEqual({
        code: 0,
        stderr: "",
        stdout: `Recorded in ${folder}: 1 answer of a model, no-defects, 0 findings.\nNo secrets were found in it. A secret of an unknown shape stays as it is: look before you share it.\n`,
      });
      expect(await record(args, environment)).toMatchObject({
        code: 64,
        stderr: expect.stringContaining("holds a recording already"),
      });
    } finally {
      rmSync(parent, { recursive: true, force: true });
    }
  });

  it.each([
    [["octo-org/shop"], {}, 64, "name one pull request"],
    [["../shop#1", "x#2"], {}, 64, "name one pull request"],
    [["--accept", "../cases"], {}, 64, "--accept takes the name"],
    [["octo-org/shop#1"], {}, 64, "GITHUB_TOKEN: set a token"],
    [["octo-org/shop#1", "--api", "http://example.com"], { GITHUB_TOKEN: "t" }, 64, "GITHUB_API_URL"],
  ])("%j says what is wrong", async (args, environment, code, text) => {
    expect(await record(args, environment)).toMatchObject({ code, stderr: expect.stringContaining(text) });
    expect(existsSync(join(tmpdir(), "replay.json"))).toBe(false);
  });
});
