import { describe, expect, it } from "vitest";
import { createDiffSource } from "../../src/adapters/git/create-diff-source.ts";
import { createGitSource } from "../../src/adapters/git/create-git-source.ts";
import { exitCodeOf } from "../../src/entrypoints/shared/exit-codes.ts";
import type { ReviewTrace } from "../../src/pipeline/review-change.ts";
import { renderJson } from "../../src/review/render/render-json.ts";
import { decideVerdict } from "../../src/review/verdict/decide-verdict.ts";
import { madeUp } from "../unit/checks/made-up-secrets.ts";
import { readReport } from "./read-report.ts";
import { cleanModel, reviewInProcess } from "./review-in-process.ts";
import { commitOfEveryShape } from "./shapes-repository.ts";

/** What came of each file: `path: state of its hunks`, `path: (state)` where it has none. */
function ledgerOf({ result }: ReviewTrace): Readonly<Record<string, string>> {
  return Object.fromEntries(
    result.coverage.files.map(({ path, hunks, whole }) => {
      const words = [...new Set(hunks.map(wordOf))];
      return [path, words.length === 0 ? `(${wordOf(whole)})` : `${hunks.length} ${words.join(", ")}`];
    }),
  );
}

function wordOf(state: ReviewTrace["result"]["coverage"]["files"][number]["whole"]): string {
  if (state.state === "reviewed") return state.by === "model" ? "read" : "checked";
  return state.state === "pending" ? "pending" : state.reason;
}

/** Exit code and report of a review by a model that reads everything and finds nothing. */
async function outcomeOf(trace: ReviewTrace) {
  const report = readReport(renderJson(trace.result));
  const { verdict } = decideVerdict(trace.result);
  return { report, verdict, code: exitCodeOf(verdict, trace.result, "high") };
}

const reviewText = (text: string) => reviewInProcess(createDiffSource({ text, label: "a diff" }), cleanModel);

describe("a commit with a file of every shape", () => {
  it("is accounted for file by file", async () => {
    const { repository, commit } = commitOfEveryShape();
    try {
      const source = createGitSource({
        directory: repository.directory,
        selection: { kind: "range", range: commit },
        environment: repository.environment,
      });
      const trace = await reviewInProcess(source, cleanModel);
      const { report, verdict, code } = await outcomeOf(trace);
      expect(ledgerOf(trace)).toEqual({
        "added.ts": "1 read",
        "carriage.txt": "1 read",
        "copy-of-long.ts": "1 read",
        "deleted.ts": "1 read",
        "link-to-elsewhere": "1 read",
        "long.ts": "1 read",
        "moved/renamed.ts": "1 read",
        "moved/same.ts": "(checked)",
        "picture.bin": "(binary)",
        'quo"ted\\path.ts': "1 read",
        "run.sh": "(checked)",
        submodule: "1 submodule",
        "two words.ts": "1 read",
        "unended.ts": "1 read",
        "ünï/日本語.ts": "1 read",
      });
      expect(report.coverage.files).toMatchObject({ total: 15, reviewed: 13, failed: [] });
      // A binary and a submodule that nobody looked at.
      expect([verdict, code]).toEqual(["inconclusive", 2]);
    } finally {
      repository.remove();
    }
  });
});

const plain = (path: string, body: string) =>
  `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n${body}`;
const manyHunks = (count: number) =>
  Array.from({ length: count }, (_, at) => `@@ -${9 * at + 1} +${9 * at + 1} @@\n-a\n+b\n`).join("");
const hunk = "@@ -1,2 +1,2 @@\n keep\n-before\n+after\n";

const texts: readonly [string, string, Readonly<Record<string, string>>, number][] = [
  ["an empty diff", "", {}, 2],
  ["a diff of blank lines", "\n \n", {}, 2],
  ["a git diff", plain("a.ts", hunk), { "a.ts": "1 read" }, 0],
  ["a diff of diff -u", `--- a.ts\n+++ a.ts\n${hunk}`, { "a.ts": "1 read" }, 0],
  [
    "a diff with dates",
    `--- a.ts\t2026-01-01 00:00:00\n+++ a.ts\t2026-01-02\n${hunk}`,
    { "a.ts": "1 read" },
    0,
  ],
  [
    "a mail around a diff",
    `From: somebody\nSubject: x\n\n---\n${plain("a.ts", hunk)}-- \n2.40.1\n\n`,
    { "a.ts": "1 read" },
    0,
  ],
  ["hunk headers without counts", plain("a.ts", "@@ -1 +1 @@\n-before\n+after\n"), { "a.ts": "1 read" }, 0],
  ["CRLF", plain("a.ts", "@@ -1 +1 @@\n-before\r\n+after\r\n"), { "a.ts": "1 read" }, 0],
  ["a diff with CRLF everywhere", plain("a.ts", hunk).replaceAll("\n", "\r\n"), { "a.ts": "1 read" }, 0],
  [
    "no newline at the end",
    plain(
      "a.ts",
      "@@ -1 +1 @@\n-before\n\\ No newline at end of file\n+after\n\\ No newline at end of file\n",
    ),
    { "a.ts": "1 read" },
    0,
  ],
  [
    "a quoted path",
    `diff --git "a/t\\303\\244b\\t\\"x.ts" "b/t\\303\\244b\\t\\"x.ts"\n--- "a/t\\303\\244b\\t\\"x.ts"\n+++ "b/t\\303\\244b\\t\\"x.ts"\n${hunk}`,
    { 'täb\t"x.ts': "1 read" },
    0,
  ],
  [
    "an addition",
    "diff --git a/n.ts b/n.ts\nnew file mode 100644\n--- /dev/null\n+++ b/n.ts\n@@ -0,0 +1 @@\n+new\n",
    { "n.ts": "1 read" },
    0,
  ],
  [
    "a deletion",
    "diff --git a/o.ts b/o.ts\ndeleted file mode 100644\n--- a/o.ts\n+++ /dev/null\n@@ -1 +0,0 @@\n-old\n",
    { "o.ts": "1 read" },
    0,
  ],
  [
    "a rename without a change",
    "diff --git a/o.ts b/n.ts\nsimilarity index 100%\nrename from o.ts\nrename to n.ts\n",
    { "n.ts": "(checked)" },
    0,
  ],
  [
    "a mode change",
    "diff --git a/x.sh b/x.sh\nold mode 100644\nnew mode 100755\n",
    { "x.sh": "(checked)" },
    0,
  ],
  [
    "a binary file",
    "diff --git a/x.bin b/x.bin\nindex 1..2 100644\nBinary files a/x.bin and b/x.bin differ\n",
    { "x.bin": "(binary)" },
    2,
  ],
  [
    "a combined diff",
    "diff --cc a.ts\nindex 1,2..3\n--- a/a.ts\n+++ b/a.ts\n@@@ -1,1 -1,1 +1,1 @@@\n- one\n -two\n++three\n",
    { "a.ts": "1 read" },
    0,
  ],
  [
    "a diff that breaks off",
    plain("a.ts", "@@ -1,9 +1,9 @@\n keep\n-before\n"),
    { "a.ts": "1 unreadable-diff" },
    2,
  ],
];

describe("a diff from a file or a pipe", () => {
  it.each(texts)("is accounted for: %s", async (_title, text, ledger, code) => {
    const trace = await reviewText(text);
    expect(ledgerOf(trace)).toEqual(ledger);
    expect((await outcomeOf(trace)).code).toBe(code);
  });

  it("may hold one line of 10 MB, which is not called reviewed", async () => {
    const line = "x".repeat(10_000_000);
    const trace = await reviewText(plain("a.ts", `@@ -1 +1 @@\n-before\n+const a = "${line}";\n`));
    expect(trace.result.coverage.files.map(({ hunks }) => hunks)).toEqual([
      [{ state: "skipped", reason: "too-large" }],
    ]);
    expect((await outcomeOf(trace)).code).toBe(2);
  });

  it("may hold 100,000 hunks, all of which are parsed, scanned and accounted for", async () => {
    const { report, code } = await outcomeOf(await reviewText(plain("a.ts", manyHunks(100_000))));
    expect(report.coverage.hunks).toMatchObject({ total: 100_000, reviewed: 100_000, failed: [] });
    expect(code).toBe(0);
  });

  it("may hold 2,000 hunks, each with a lead and a secret of its own, which no question shows", async () => {
    const keys = Array.from({ length: 2_000 }, (_, at) => `AKIA${madeUp(16, at, "ABCDEFGHJKLMNPQR2345")}`);
    const hunks = keys.map((key, at) => {
      const line = 9 * at + 1;
      return `@@ -${line} +${line} @@\n-call(a)\n+os.system(name); call("${key}")\n`;
    });
    const { prepared } = await reviewText(plain("a.py", hunks.join("")));
    expect(prepared.leads.map(({ startLine }) => startLine)).toEqual(keys.map((_, at) => 9 * at + 1));
    const shown = prepared.hunks.flatMap(({ lines }) => lines.map(({ text }) => text)).join("\n");
    expect(shown.match(/\[\[SECRET aws-access-key #\d+\]\]/g)).toHaveLength(keys.length);
    expect(keys.filter((key) => shown.includes(key))).toEqual([]);
  });

  it.each([
    ["prose", "Dear reviewer,\nthis is no diff.\n"],
    ["bytes", "\u0000\u0001\u0002\ufffd".repeat(100)],
    ["JSON", '{"diff": true}'],
  ])("is refused when it is %s", async (_title, text) => {
    await expect(reviewText(text)).rejects.toMatchObject({ name: "ReviewError", code: "DIFF_UNREADABLE" });
  });
});
