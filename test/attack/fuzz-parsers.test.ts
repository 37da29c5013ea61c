import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseReviewPolicy } from "../../src/config/review-policy.ts";
import { parseAnswer } from "../../src/review/answer/parse-answer.ts";
import { parseDiff } from "../../src/review/diff/parse-diff.ts";
import { escapeMarkdown, renderInlineCode } from "../../src/review/render/escape-markdown.ts";
import { unitOf } from "../fakes/review-unit.ts";
import { choose, tellFigure } from "./attack-figures.ts";
import { findHarm } from "./find-harm.ts";
import { damaged, fuzz, textOf } from "./fuzz.ts";

const limitMs = choose(1_800_000, 900_000);

describe("a diff", () => {
  const whole = [
    "diff --git a/src/a.ts b/src/b.ts",
    "similarity index 90%",
    "rename from src/a.ts",
    "rename to src/b.ts",
    "index 1111111..2222222 100644",
    "--- a/src/a.ts",
    "+++ b/src/b.ts",
    "@@ -1,3 +1,4 @@ function f() {",
    " one",
    "-two",
    "+three",
    "+four",
    " five",
    "\\ No newline at end of file",
    'diff --git "a/t\\303\\244.txt" "b/t\\303\\244.txt"',
    "old mode 100644",
    "new mode 120000",
    "",
  ].join("\n");
  const pieces = [
    ...whole.split("\n").map((line) => `${line}\n`),
    "@@ -0,0 +1 @@\n",
    "@@ -1,99999999999 +1,2 @@\n",
    "@@ -1 +1 @@@\n",
    "@@@ -1,2 -1,2 +1,3 @@@\n",
    "diff --cc a.ts\n",
    "GIT binary patch\nliteral 3\n",
    "Binary files a/x and b/x differ\n",
    "Only in a: b\n",
    ":100644 100644 1111111 2222222 M\ta.ts\n",
    "\r\n",
    "\r",
    "\u2028",
    "\n",
    "+",
    "-",
    " ",
    "\\",
    "--- /dev/null\n",
    "+++ /dev/null\n",
    "* Unmerged path a.ts\n",
  ];

  it(
    "of any shape is read without a crash, and every line stands where its hunk says",
    () => {
      const figures = fuzz({
        inputs: fc.oneof(textOf(pieces), damaged(whole)),
        count: choose(1_000_000, 100_000),
        check: (text) => {
          for (const file of parseDiff(text).files) for (const hunk of file.hunks) checkHunk(hunk);
        },
      });
      tellFigure({ row: "E5", tried: `diff parser: ${figures.text}` });
    },
    limitMs,
  );
});

function checkHunk(hunk: ReturnType<typeof parseDiff>["files"][number]["hunks"][number]): void {
  let [old, next] = [hunk.oldStart, hunk.newStart];
  const wrong = hunk.lines.find(({ kind, oldLine, newLine, text }) => {
    const isRight =
      oldLine === (kind === "added" ? null : old) &&
      newLine === (kind === "removed" ? null : next) &&
      !text.includes("\n");
    if (kind !== "added") old += 1;
    if (kind !== "removed") next += 1;
    return !isRight;
  });
  if (wrong !== undefined)
    throw new Error(`a line does not stand where its hunk says: ${JSON.stringify(wrong)}`);
}

describe("a configuration", () => {
  const whole =
    "depth: thorough\nfail-on: never\nlanguage: German\ninclude: ['src/**']\nexclude:\n  - gen/**\ntriggers:\n  drafts: true\n  branches: [main]\nnotes:\n  - paths: [a]\n    note: |\n      text\n";
  const pieces = [
    ...whole.split(/(?<=\n)/),
    ...[
      "&a ",
      "*a",
      "<<: ",
      "!!js/x ",
      "? ",
      ": ",
      "- ",
      "[",
      "]",
      "{",
      "}",
      "|\n",
      ">-\n",
      "'",
      '"',
      "#",
      "%YAML 1.2\n",
    ],
    ...[
      "---\n",
      "...\n",
      "\t",
      "  ",
      "__proto__",
      "constructor",
      "max-cost-usd: .inf\n",
      "1e999",
      "0x1F",
      "~",
      "\\u0000",
      "\r",
    ],
  ];

  it(
    "of any shape is valid, or refused with a problem and its line",
    () => {
      const figures = fuzz({
        inputs: fc.oneof(textOf(pieces), damaged(whole)),
        count: 100_000,
        check: (text) => {
          const reading = parseReviewPolicy(text);
          if (reading.kind === "valid") return;
          const isTold = reading.problems.length > 0 && reading.problems.every(({ line }) => line >= 1);
          if (!isTold) throw new Error("refused without a reason");
        },
      });
      expect(Object.keys(Object.prototype)).toEqual([]);
      tellFigure({ row: "E4", tried: `configuration: ${figures.text}` });
    },
    limitMs,
  );
});

describe("an answer", () => {
  const unit = unitOf(["0.0", "1.0"], ["demo.rule"]);
  const whole =
    '{"reviewed":["0.0","1.0"],"defects":[{"file":0,"side":"R","line":3,"quote":"run(a)","cwe":"CWE-78","severity":"high","title":"t","explanation":"e","attack":"a","fix":null,"lead":1}],"suggestions":[]}';
  const pieces = [
    ...whole.split(/(?<=[,:{}[\]])/),
    ...[
      "```json\n",
      "```",
      "<think>",
      "</think>\n",
      "\n1. ",
      "**Title**",
      "lines 3-5",
      "No security defects are found.",
    ],
    ...[
      "\\",
      "\\u",
      "\\ud800",
      '"__proto__":',
      '"constructor":',
      "-1",
      "1e999",
      "NaN",
      "null",
      "\n",
      "\n- ",
      "\n## ",
    ],
  ];

  it(
    "of any shape is read or refused, and never leaves its unit",
    () => {
      const figures = fuzz({
        inputs: fc.oneof(textOf(pieces, 40), damaged(whole)),
        count: choose(300_000, 100_000),
        check: (text) => {
          const result = parseAnswer(text, unit);
          if (result.kind === "unreadable") return;
          const strange = (result.reviewed ?? []).filter((label) => label !== "0.0" && label !== "1.0");
          const places = result.claims.filter(({ file }) => file !== null && file !== 0 && file !== 1);
          if (strange.length > 0 || places.length > 0 || result.claims.length > 200)
            throw new Error(JSON.stringify(result));
        },
      });
      tellFigure({ row: "A9", tried: `answer parser: ${figures.text}` });
    },
    limitMs,
  );
});

const invisible = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/;

function checkInert(escaped: string): void {
  if (invisible.test(escaped) || !escaped.isWellFormed()) throw new Error("something invisible is left");
  if (/^\s*[/!@]/.test(escaped)) throw new Error("it begins like a command");
}

describe("prose from elsewhere", () => {
  const pieces = [
    ...[
      "@user",
      "@org/team",
      "#1",
      "a/b#1",
      "GH-1",
      "https://e.example/",
      "www.e.example",
      "mailto:a@b.example",
      "://",
    ],
    ...[
      "![x](",
      "[x](",
      ")",
      "[x]:",
      "<img src=x>",
      "<a href=x>",
      "</details>",
      "<!--",
      "-->",
      "`",
      "``",
      "```",
      "~~~",
    ],
    ...[
      "\\",
      "&#64;",
      "&lt;",
      "*",
      "_",
      "|",
      "$",
      ":tada:",
      "\n",
      "\r",
      "\t",
      "/lgtm",
      "bors r+",
      "# ",
      "- ",
      "1. ",
      "> ",
    ],
    ...[
      "    x",
      "---",
      "===",
      "\u202e",
      "\u200b",
      "\u{e0041}",
      "\ud800",
      "0123456789abcdef0",
      "word ",
      " ",
      "a",
    ],
  ];
  let count = 0;

  it(
    "of any shape is one line that shows itself and does nothing",
    () => {
      const figures = fuzz({
        inputs: textOf(pieces, 12),
        count: choose(200_000, 100_000),
        check: (text) => {
          checkInert(escapeMarkdown(text));
          checkInert(renderInlineCode(text));
          count += 1;
          // A whole renderer takes a hundred times as long.
          const harm = count % 10 === 0 ? findHarm(`**Note.** ${escapeMarkdown(text)}\n`) : [];
          if (harm.length > 0) throw new Error(harm.join(", "));
        },
      });
      tellFigure({ row: "B1", tried: `Markdown escaper: ${figures.text}, every tenth rendered` });
      tellFigure({ row: "B2", tried: `Markdown escaper: ${figures.text}, every tenth rendered` });
    },
    limitMs,
  );
});
