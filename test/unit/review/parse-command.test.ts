import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { commandHelp, explainUsage, parseCommand } from "../../../src/review/pull-request/parse-command.ts";

const command = (body: string) => {
  const parsed = parseCommand(body);
  return parsed.kind === "command" ? parsed.command : parsed.kind;
};
const dismissal = (rest: string) => command(`/dismiss A-1a2b3c4d ${rest}`);
const dismissed = (because: string, until: string | null = null) => ({
  kind: "dismiss",
  finding: "A-1a2b3c4d",
  reason: "false-positive",
  because,
  until,
});

describe("a command", () => {
  test.each([
    ["/review", { kind: "review", scope: "changed" }],
    ["/review full", { kind: "review", scope: "full" }],
    ["/review \t full  \r\nthanks!\n/help", { kind: "review", scope: "full" }],
    ["/review estimate", { kind: "estimate" }],
    ["/reopen A-1A2B3C4D", { kind: "reopen", finding: "A-1a2b3c4d" }],
    ["/explain a-00000000", { kind: "explain", finding: "A-00000000" }],
    ["/pause", { kind: "pause" }],
    ["/resume  ", { kind: "resume" }],
    ["/help\n> quoted", { kind: "help" }],
  ])("%j is understood", (body, expected) => {
    expect(command(body)).toEqual(expected);
  });

  test.each([
    ["false-positive because the value is a constant", dismissed("the value is a constant")],
    ["false-positive because see below until 2027-02-28", dismissed("see below", "2027-02-28")],
    ["false-positive because leap day until 2028-02-29 ", dismissed("leap day", "2028-02-29")],
    ["false-positive because until then we wait", dismissed("until then we wait")],
    ["false-positive because ⚠️ ünïcode 日本", dismissed("⚠️ ünïcode 日本")],
    [`false-positive because ${"x".repeat(300)}`, dismissed("x".repeat(300))],
    ["accepted-risk because internal tool", { ...dismissed("internal tool"), reason: "accepted-risk" }],
    ["wont-fix because it goes away", { ...dismissed("it goes away"), reason: "wont-fix" }],
  ])("/dismiss A-1a2b3c4d %s is understood", (rest, expected) => {
    expect(dismissal(rest)).toEqual(expected);
  });
});

describe("a command of ours with other words", () => {
  test.each([
    "/review everything",
    "/review full please",
    "/review --model=evil",
    "/review Full",
    "/review\u00a0x full",
    "/pause now",
    "/help me",
    "/reopen",
    "/reopen A-1a2b3c4",
    "/reopen A-1a2b3c4d5",
    "/explain A-1a2b3c4g",
    "/explain A-1a2b3c4d A-1a2b3c4d",
    "/dismiss",
    "/dismiss A-1a2b3c4d",
    "/dismiss A-1a2b3c4d false-positive",
    "/dismiss A-1a2b3c4d false-positive because",
    "/dismiss A-1a2b3c4d false-positive because no",
    "/dismiss A-1a2b3c4d nonsense because it is fine",
    "/dismiss A-1a2b3c4d false-positive since it is fine",
    "/dismiss 1a2b3c4d false-positive because it is fine",
    "/dismiss A-1a2b3c4d false-positive because fine until 2026-02-29",
    "/dismiss A-1a2b3c4d false-positive because fine until 2026-13-01",
    "/dismiss A-1a2b3c4d false-positive because fine until 2026-1-1",
    "/dismiss A-1a2b3c4d false-positive because fine until tomorrow",
    "/dismiss A-1a2b3c4d false-positive because until 2027-01-01",
    `/dismiss A-1a2b3c4d false-positive because ${"x".repeat(301)}`,
    `/dismiss A-1a2b3c4d false-positive because ${"x ".repeat(1_000)}`,
    "/dismiss A-1a2b3c4d false-positive because red \u001b[31m text",
    "/dismiss A-1a2b3c4d false-positive because \u202eesrever text",
    "/dismiss A-1a2b3c4d false-positive because lone \ud800 half",
    "/dismiss A-1a2b3c4d false-positive because two\rlines",
  ])("%j is malformed", (body) => {
    const parsed = parseCommand(body);
    const name = /^\/[a-z]+/.exec(body)?.[0].slice(1);
    // A no-break space does not part words.
    const isNearMiss = body.includes("\u00a0");
    expect(parsed).toMatchObject({ kind: "malformed", name, isNearMiss });
  });

  test("comes with its usage", () => {
    const parsed = parseCommand("/reopen it");
    expect(parsed).toEqual({ kind: "malformed", name: "reopen", usage: "/reopen ID", isNearMiss: false });
    expect(parsed.kind === "malformed" && explainUsage(parsed)).toBe(
      "The words after `/reopen` are not understood. Nothing was done. Write `/reopen ID` on the first line of a new comment; `/help` lists all commands.",
    );
  });
});

describe("a near miss of a command of ours", () => {
  test.each([
    ["/dismis A-1a2b3c4d false-positive because it is fine", "dismiss"],
    ["/dimsiss x", "dismiss"],
    ["/Review", "review"],
    ["/REVIEW full", "review"],
    ["/revuew", "review"],
    ["/reviwe full", "review"],
    ["/reviewer", "review"],
    ["/paus", "pause"],
    ["/resmue", "resume"],
    ["/hlep", "help"],
    ["/explian A-1a2b3c4d", "explain"],
  ])("is recognised in %j and never obeyed", (body, name) => {
    expect(parseCommand(body)).toMatchObject({ kind: "malformed", name, isNearMiss: true });
  });

  test("is asked about without repeating it", () => {
    const parsed = parseCommand("/Resume @everybody");
    expect(parsed.kind === "malformed" && explainUsage(parsed)).toBe(
      "Did you mean `/resume`? Nothing was done. Write `/resume` on the first line of a new comment; `/help` lists all commands.",
    );
  });
});

describe("no command of ours", () => {
  test.each([
    "",
    "/",
    "/lgtm",
    "/hold",
    "/open",
    "/preview",
    "/retest",
    "/rebase",
    "/remove",
    "/release",
    "/reviewers",
    "/review-all",
    "/reviewfull",
    "/constructor",
    "/__proto__",
    " /review",
    "\t/review",
    "    /review",
    "\n/review",
    "\ufeff/review",
    "> /review",
    "```\n/review\n```",
    "`/review`",
    "Please\n/review",
    "On Monday somebody wrote:\n> /review",
    "//review",
    "@assay /review",
    "<!-- -->/review",
  ])("is in %j", (body) => {
    expect(parseCommand(body)).toEqual({ kind: "none" });
  });
});

describe("any comment", () => {
  test("is read without complaint, and what is understood holds nothing but words of the grammar", () => {
    const word = fc.constantFrom(
      "/review",
      "/dismiss",
      "full",
      "A-1a2b3c4d",
      "because",
      "until",
      "2027-01-01",
      "\n",
      "\r",
      " ",
      "\t",
      "x",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(word).map((words) => words.join(" ")),
    );
    fc.assert(
      fc.property(text, (body) => {
        const parsed = parseCommand(body);
        if (parsed.kind !== "none") expect(body.startsWith("/")).toBe(true);
        if (parsed.kind === "command" && parsed.command.kind === "dismiss") {
          expect(parsed.command.because).not.toMatch(/\p{Cc}/u);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("of a million characters is read at once", () => {
    expect(parseCommand(`/review${" ".repeat(1_000_000)}x`)).toMatchObject({ kind: "malformed" });
    expect(parseCommand(`/review${" ".repeat(1_000_000)}`)).toMatchObject({ kind: "command" });
    expect(parseCommand(`/dismiss ${"because ".repeat(200_000)}`)).toMatchObject({ kind: "malformed" });
  });
});

test("the help names every command", () => {
  const names = [...commandHelp.matchAll(/`\/([a-z]+)/g)].map((match) => match[1]);
  expect(names).toEqual(["review", "dismiss", "reopen", "explain", "pause", "resume", "help"]);
  expect(commandHelp).not.toMatch(/^\//m);
});
