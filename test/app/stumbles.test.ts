import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exitCode, exitCodeHelp } from "../../src/entrypoints/shared/exit-codes.ts";
import { apiError, completion, json } from "../fakes/model-replies.ts";
import { always, startModelServer } from "../fakes/model-server.ts";
import { createRepository } from "../git/temporary-repository.ts";
import { findFreePort } from "./doctor-setup.ts";
import { readReport } from "./read-report.ts";
import { modelEnvironment, runAssay } from "./run-assay.ts";
import { runInProcess } from "./run-in-process.ts";

type Environment = Readonly<Record<string, string>>;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-stumbles-"));
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = String(privateKey.export({ type: "pkcs8", format: "pem" })).trimEnd();
  writeFileSync(join(folder, "leak.diff"), addedFile("server.key", key.split("\n")));
  writeFileSync(join(folder, "plain.diff"), addedFile("a.py", ["a = 1"]));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function addedFile(path: string, lines: readonly string[]): string {
  const hunk = [`@@ -0,0 +1,${lines.length} @@`, ...lines.map((line) => `+${line}`)];
  return [
    `diff --git a/${path} b/${path}`,
    "new file mode 100644",
    "--- /dev/null",
    `+++ b/${path}`,
    ...hunk,
    "",
  ].join("\n");
}

const review = (args: readonly string[], environment: Environment = {}, directory = folder) =>
  runInProcess(["review", ...args], { directory, environment });

describe("the exit code of a review that is not whole", () => {
  /** What a proved secret and a harmless change come to, with the same thing missing. */
  async function exitWith(environment: Environment, more: readonly string[] = []) {
    const json = ["--format", "json", ...more];
    const leak = await review(["--diff", "leak.diff", ...json], environment);
    const plain = await review(["--diff", "plain.diff", ...json], environment);
    return [leak.code, readReport(plain.stdout).verdict, plain.code];
  }

  it("is that of the secret that was proved without a model", async () => {
    expect(await exitWith({})).toEqual([exitCode.defects, "inconclusive", exitCode.inconclusive]);
  });

  it.each([
    ["cannot be used", completion("I would rather not.")],
    ["refuse everything", json(400, { error: { message: "no" } })],
    ["name a wrong key", apiError(401, { code: "invalid_api_key" })],
  ])("is the same where the answers of the model %s", async (_what, reply) => {
    await using server = await startModelServer(always(reply));
    const found = await exitWith(modelEnvironment(server.url));
    expect(found).toEqual([exitCode.defects, "inconclusive", exitCode.inconclusive]);
  });

  it("stays inconclusive, and never green, where nothing fails the run", async () => {
    expect(await exitWith({}, ["--fail-on", "never"])).toEqual([
      exitCode.inconclusive,
      "inconclusive",
      exitCode.inconclusive,
    ]);
  });
});

describe("an endpoint at which nobody listens", () => {
  it("is given up within seconds, and the waits and the end are told", async () => {
    const place = `127.0.0.1:${await findFreePort()}`;
    const startedAt = performance.now();
    const { code, stdout, stderr } = await runAssay(["review", "--diff", "plain.diff"], {
      directory: folder,
      environment: modelEnvironment(`http://${place}/token-of-a-gateway/v1`),
    });

    expect(code).toBe(exitCode.inconclusive);
    expect(stderr.split("\n")).toEqual([
      "assay: the model does not answer (connection refused); trying again in 1 s, attempt 2 of 3",
      "assay: the model does not answer (connection refused); trying again in 2 s, attempt 3 of 3",
      `assay: the model's endpoint at ${place} could not be asked (connection refused). Start the model server there, or correct OPENAI_BASE_URL; \`assay doctor\` says more.`,
      "",
    ]);
    expect(stdout).toContain("could not be reached");
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });
});

describe("an endpoint that is not the vendor's", () => {
  it("is not asked for a model that it may not have", async () => {
    const { code, stdout, stderr } = await review(["--diff", "plain.diff"], {
      OPENAI_BASE_URL: "http://127.0.0.1:9/v1",
    });
    expect([code, stdout]).toEqual([exitCode.configuration, ""]);
    expect(stderr).toMatch(/ASSAY_MODEL: missing, .* `assay doctor` or `curl "\$OPENAI_BASE_URL\/models"`/);
  });

  it("takes the name from --model, and has no price that is another vendor's", async () => {
    const { code, stdout } = await review(
      ["--diff", "plain.diff", "--estimate", "--model", "gpt-6.1-terra"],
      {
        OPENAI_BASE_URL: "http://127.0.0.1:9/v1",
      },
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/model +gpt-6\.1-terra\n/);
    expect(stdout).toMatch(/cost +not known: the price of gpt-6\.1-terra .*ASSAY_PRICES_FILE/);
  });
});

describe("nothing to review", () => {
  it("is told, and not taken for a change without defects: an empty index and an empty commit", async () => {
    const own = createRepository();
    try {
      own.write("a.py", "a = 1\n");
      own.commit();
      own.git("commit", "--quiet", "--allow-empty", "--message", "empty");
      const staged = await review(["--staged"], {}, own.directory);
      const latest = await review([], {}, own.directory);

      expect([staged.code, staged.stdout, latest.code, latest.stdout]).toEqual([65, "", 65, ""]);
      expect(staged.stderr).toMatch(
        /^assay: nothing is staged \(--staged\), so there is nothing to review\n/,
      );
      expect(staged.stderr).toContain("git diff --cached --quiet || assay review --staged");
      expect(latest.stderr).toMatch(/^assay: nothing is uncommitted, and the last commit changes nothing/);
    } finally {
      own.remove();
    }
  });
});

describe("an estimate without a key", () => {
  const estimate = (environment: Environment, ...more: readonly string[]) =>
    review(["--diff", "plain.diff", "--estimate", ...more], environment);

  it("prices the model that is asked by default, and says so", async () => {
    const { stdout } = await estimate({});
    expect(stdout).toMatch(/cost +about \$0\.\d{4} with gpt-6\.1-terra, the default, at most \$0\.\d{4}\n/);
  });

  it("prices the model that ASSAY_MODEL names", async () => {
    const { stdout } = await estimate({ ASSAY_MODEL: "gpt-6-luna" });
    expect(stdout).toMatch(/model +gpt-6-luna\n[\s\S]*cost +about \$0\.\d{4}, at most/);
  });

  it("knows neither model nor price of another endpoint", async () => {
    const elsewhere = { OPENAI_BASE_URL: "https://models.example/v1" };
    const unnamed = await estimate(elsewhere);
    const named = await estimate(elsewhere, "--model", "gpt-6.1-terra");

    expect(unnamed.stdout).toMatch(/cost +not known: no model is named for the endpoint .*--model NAME/);
    expect(named.stdout).toMatch(/cost +not known: the price of gpt-6\.1-terra .*ASSAY_PRICES_FILE/);
  });
});

describe("a repository that is not there", () => {
  it("is told from a folder without one", async () => {
    const missing = await review(["--repo", "no/such/folder"]);
    const file = await review(["--repo", "plain.diff"]);

    expect([missing.code, missing.stderr]).toEqual([
      exitCode.missingInput,
      expect.stringMatching(/^assay: no\/such\/folder does not exist/),
    ]);
    expect([file.code, file.stderr]).toEqual([
      exitCode.missingInput,
      expect.stringMatching(/^assay: plain\.diff is no folder/),
    ]);
  });
});

describe("a review without a model, beside a file .env", () => {
  it("says that the command line does not read it", async () => {
    const before = await review(["--diff", "plain.diff"]);
    writeFileSync(join(folder, ".env"), "OPENAI_API_KEY=of-the-app\n");
    const after = await review(["--diff", "plain.diff"]);
    rmSync(join(folder, ".env"));

    expect([before.code, before.stderr, after.code]).toEqual([
      exitCode.inconclusive,
      "",
      exitCode.inconclusive,
    ]);
    expect(after.stderr).toBe(
      "assay: no model is configured: .env is read by the App only, the command line wants the variables exported\n",
    );
  });
});

describe("the help", () => {
  it("lists every code once, in its order", async () => {
    const { stdout } = await runInProcess(["--help"], { directory: folder });
    const [, listed = ""] = stdout.split("Exit codes:\n");
    const codes = [...listed.matchAll(/^ {2}(\d+) +\S/gm)].map(([, code]) => Number(code));

    expect(codes).toEqual(Object.values(exitCode).toSorted((left, right) => left - right));
    expect(stdout).toContain(exitCodeHelp);
  });
});
