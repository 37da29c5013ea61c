import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answeredDefect, readAll } from "../../app/answers.ts";
import { bareEnvironment, modelEnvironment } from "../../app/run-assay.ts";
import { completion, hang } from "../../fakes/model-replies.ts";
import { questionOf, type RecordedRequest, type Script, startModelServer } from "../../fakes/model-server.ts";

const script = fileURLToPath(new URL("../../evals/run-eval.ts", import.meta.url));
const facts = { language: "python", kind: "shell", description: "A name reaches a shell." };
const cases = [
  {
    ...facts,
    id: "shell-name",
    cwe: "CWE-78",
    vulnerable: { "app/run.py": "import os\n\ndef show(name):\n    os.system('cat ' + name)\n" },
    fixed: { "app/run.py": "import subprocess\n\ndef show(name):\n    subprocess.run(['cat', name])\n" },
    weak: [{ path: "app/run.py", text: "    os.system('cat ' + name)" }],
  },
  {
    ...facts,
    id: "guard-removed",
    cwe: "CWE-862",
    vulnerable: { "app/drop.py": "def drop(user, item):\n    item.delete()\n" },
    fixed: {
      "app/drop.py":
        "def drop(user, item):\n    if item.owner != user:\n        raise Denied\n    item.delete()\n",
    },
    weak: [{ path: "app/drop.py", text: "    item.delete()" }],
  },
  { ...facts, id: "constant-command", clean: { "app/list.py": "import os\n\nos.system('ls')\n" } },
];

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-run-eval-"));
  mkdirSync(join(folder, "cases"));
  for (const one of cases) writeFileSync(join(folder, "cases", `${one.id}.json`), JSON.stringify(one));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Sees the shell in both questions, and takes a constant for a danger in the plain one. Never sees the guard. */
const reader: Script = (request) => {
  const question = questionOf(request);
  if (isPlain(request)) {
    const path = /^\+\+\+ b\/(.+)$/m.exec(question)?.[1];
    const found = [{ file: path, line: 4, cwe: "CWE-77", sentence: "A shell." }];
    return completion(question.includes("+    os.system(") || path === "app/list.py" ? found : "none");
  }
  const quote = "os.system('cat ' + name)";
  const [file] = /(?<=^file )\d+/m.exec(question) ?? [];
  const isSeen = /^R\d+ [+] +os\.system\('cat /m.test(question);
  const defects = [answeredDefect({ file: Number(file), quote, cwe: "CWE-78", line: 4 })];
  return completion(readAll(question, isSeen ? defects : []));
};

function isPlain(request: RecordedRequest): boolean {
  return request.body?.messages?.[0]?.content.startsWith("Review this diff for security defects") ?? false;
}

function startEval(args: readonly string[], environment: Readonly<Record<string, string>>) {
  const all = [script, "--cases", join(folder, "cases"), "--depth", "quick", "--reviewer", "both", ...args];
  const child = spawn(process.execPath, all, {
    env: { ...bareEnvironment(), ...environment },
    stdio: "pipe",
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => {
    output.stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output.stderr += chunk;
  });
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.on("close", (code) => resolve({ code, ...output }));
  });
  return { child, ended };
}

const readResults = (out: string) => JSON.parse(readFileSync(join(folder, out, "results.json"), "utf8"));
const countAnswers = (out: string) => readdirSync(join(folder, out, "answers")).length;

describe("npm run eval", () => {
  it("reviews, records, and makes the same figures out of the record", async () => {
    await using server = await startModelServer(reader);
    const args = ["--out", join(folder, "full"), "--samples", "2", "--framing", "tool-result"];
    const first = await startEval(args, modelEnvironment(server.url)).ended;
    const results = readResults("full");

    expect([first.code, first.stderr.includes("incomplete")]).toEqual([0, false]);
    // Nine changes and four framed introductions, two reviewers, two samples.
    expect([results.looks.length, server.requests.length, countAnswers("full")]).toEqual([52, 52, 52]);
    const told = results.rows.map(
      (row: { form: string; reviewer: string; figures: Record<string, unknown> }) => {
        const { located, pairs, twinsFlagged, lookAlikesFlagged, inventedPublished } = row.figures;
        return [row.form, row.reviewer, located, pairs, twinsFlagged, lookAlikesFlagged, inventedPublished];
      },
    );
    const none = { hits: 0, of: 0 };
    const half = { hits: 2, of: 4 };
    const noTwin = { hits: 0, of: 4 };
    const two = (hits: number) => ({ hits, of: 2 });
    expect(told).toEqual([
      ["first", "assay-quick", half, half, noTwin, none, two(0)],
      ["first", "plain", half, half, noTwin, none, two(0)],
      ["as-new", "assay-quick", half, half, noTwin, two(0), two(0)],
      // The line that it gives for the constant command does not exist.
      ["as-new", "plain", half, half, noTwin, two(2), { hits: 2, of: 4 }],
    ]);
    expect(results.outsideText).toMatchObject({ changes: 9, changedBytes: 0 });
    expect(readFileSync(join(folder, "full", "index.html"), "utf8")).toMatch(
      /^<!doctype html>[\s\S]*<svg role="img"/,
    );
    expect(first.stdout).toContain("Text around the diff changed 0 bytes");

    const replayArgs = ["--replay", join(folder, "full"), "--out", join(folder, "again"), ...args.slice(2)];
    const replay = await startEval(replayArgs, {}).ended;
    const { run, ...figures } = readResults("again");
    const { run: firstRun, ...firstFigures } = results;

    expect(replay.code).toBe(0);
    expect(figures).toEqual(firstFigures);
    expect([run.model, run.prompts]).toEqual(["gpt-test (recorded)", firstRun.prompts]);
  });

  it("loses nothing when it is interrupted", async () => {
    const args = ["--out", join(folder, "stopped"), "--form", "first", "--concurrency", "2"];
    await using stuck = await startModelServer((request) => (request.index < 3 ? reader(request) : hang()));
    const { child, ended } = startEval(args, modelEnvironment(stuck.url));
    await expect.poll(() => stuck.openRequests(), { timeout: 30_000 }).toBe(2);
    await expect.poll(() => stuck.requests.length).toBe(5);
    child.kill("SIGINT");
    const stopped = await ended;

    expect([stopped.code, countAnswers("stopped"), readResults("stopped").run.isInterrupted]).toEqual([
      1,
      3,
      true,
    ]);

    await using server = await startModelServer(reader);
    const refused = await startEval(args, modelEnvironment(server.url)).ended;
    const resumed = await startEval([...args, "--resume"], modelEnvironment(server.url)).ended;

    expect([refused.code, refused.stderr]).toEqual([64, expect.stringContaining("pass --resume")]);
    expect([resumed.code, server.requests.length, countAnswers("stopped")]).toEqual([0, 5, 8]);
  });

  it("says what is missing", async () => {
    const [noModel, noAnswers] = await Promise.all([
      startEval([], {}).ended,
      startEval(["--replay", join(folder, "cases")], {}).ended,
    ]);

    expect([noModel.code, noModel.stderr]).toEqual([64, expect.stringContaining("no model")]);
    expect([noAnswers.code, noAnswers.stderr]).toEqual([64, expect.stringContaining("no recorded answers")]);
  });
});
