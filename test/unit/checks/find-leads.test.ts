import { describe, expect, it } from "vitest";
import { createSyntax } from "../../../src/adapters/syntax/create-syntax.ts";
import { findLeads } from "../../../src/checks/find-leads.ts";
import { patternFindings } from "../../../src/checks/pattern-findings.ts";
import { patternPack } from "../../../src/checks/pattern-pack.ts";
import type { ChangeSet } from "../../../src/domain/change-set.ts";
import { inspectChange } from "../../../src/pipeline/inspect-change.ts";
import { changeOfLines } from "./change-of-lines.ts";

const deps = { syntax: createSyntax(), rules: patternPack };

async function leadsOf(change: ChangeSet) {
  const facts = await inspectChange(change, deps, [...change.files.keys()]);
  return findLeads(change, facts);
}

async function placesOf(path: string, ...lines: readonly string[]) {
  const leads = await leadsOf(changeOfLines({ path, lines, firstLine: 10 }));
  return leads.map(({ rule, side, startLine, endLine }) => `${rule} ${side} ${startLine}-${endLine}`);
}

describe("a rule for added code leads", () => {
  it("to an added line, by its line in the file", async () => {
    expect(await placesOf("a.py", " import os", '+os.system("ls " + name)')).toEqual([
      "python.command-injection.shell RIGHT 11-11",
    ]);
  });

  it("to a call of which only one line is new", async () => {
    expect(await placesOf("a.py", " os.system(", "+  name,", " )")).toEqual([
      "python.command-injection.shell RIGHT 10-12",
    ]);
  });

  it("neither to a line of context nor to a removed one", async () => {
    expect(await placesOf("a.py", " os.system(a)", "-os.system(b)", "+x = 1")).toEqual([]);
  });

  it("once to a place that two rules of one weakness find", async () => {
    expect(await placesOf("a.py", "+cur.execute(", '+  "SELECT a FROM t WHERE b = " + b)')).toEqual([
      "python.sql-injection.composed-text RIGHT 11-11",
    ]);
  });

  it("nowhere in a file without a grammar", async () => {
    expect(await placesOf("a.txt", "+os.system(name)")).toEqual([]);
  });
});

describe("a removed control leads", () => {
  it("to the line that is gone", async () => {
    expect(
      await placesOf("a.py", " def f(user):", "-    require_admin(user)", "     delete(user)", "+    x = 1"),
    ).toEqual(["python.access-control.check LEFT 11-11"]);
  });

  it("to a decorator that is gone", async () => {
    expect(await placesOf("a.py", "-@login_required", " def f(user):", "     delete(user)")).toEqual([
      "python.access-control.check LEFT 10-10",
    ]);
  });

  it("to a control that became a comment", async () => {
    expect(
      await placesOf(
        "a.py",
        " def f(user):",
        "-    require_admin(user)",
        "+    # require_admin(user)",
        "     delete(user)",
      ),
    ).toEqual(["python.access-control.check LEFT 11-11"]);
  });

  it("to a control that now asks for something else", async () => {
    expect(await placesOf("a.js", "-require_admin(user);", "+require_login(user);")).toEqual([
      "javascript.access-control.check LEFT 10-10",
    ]);
  });

  it("to one of two equal controls when only one is left", async () => {
    const lines = [
      " def f(user):",
      "-    require_admin(user)",
      "-    require_admin(user)",
      "+    if x: require_admin(user)",
    ];
    expect(await placesOf("a.py", ...lines)).toEqual(["python.access-control.check LEFT 12-12"]);
  });

  it.each([
    [
      "re-indented",
      [" def f(user):", "-    require_admin(user)", "+    if on:", "+        require_admin(user)"],
    ],
    ["extended", ["-if (!is_admin(user)) {", "+if (!is_admin(user, context)) {", " }"]],
    ["in a function that is gone", ["-def f(user):", "-    require_admin(user)", " x = 1"]],
    ["imported", ["-from a import require_admin", " x = 1"]],
    ["untouched", [" require_admin(user)", "-x = 1", "+x = 2"]],
  ])("nowhere when it is %s", async (what, lines) => {
    expect(await placesOf(what === "extended" ? "a.js" : "a.py", ...lines)).toEqual([]);
  });

  it("nowhere in a deleted file", async () => {
    const change = changeOfLines({ path: "a.py", lines: ["-require_admin(user)"] });
    const deleted = {
      ...change,
      files: change.files.map((file) => ({ ...file, status: "deleted" as const })),
    };
    expect(await leadsOf(deleted)).toEqual([]);
  });

  it("to its line when the head could not be parsed and no equal line was added", async () => {
    const change = changeOfLines({
      path: "a.py",
      lines: ["-require_admin(user)", "-is_admin(user)", "+  is_admin( user )"],
    });
    const facts = await inspectChange(change, deps, [0]);
    const leads = findLeads(
      change,
      facts.filter(({ side }) => side === "LEFT"),
    );
    expect(leads.map(({ rule, startLine }) => [rule, startLine])).toEqual([
      ["python.access-control.check", 1],
    ]);
  });
});

describe("patternFindings", () => {
  it("says that only a pattern was compared", async () => {
    const change = changeOfLines({ path: "a.py", lines: ["+os.system(name)"] });
    expect(patternFindings(await leadsOf(change), change)).toEqual([
      {
        title: "Shell command that is not constant",
        cwe: "CWE-78",
        severity: "high",
        confidence: "pattern",
        source: "check",
        rule: "python.command-injection.shell",
        place: { file: 0, path: "a.py", side: "RIGHT", startLine: 1, endLine: 1, quote: "os.system(name)" },
        explanation:
          "The rule python.command-injection.shell matched here. Only the pattern of the code was compared: whether it can be attacked was not examined. To decide: Which value that reaches this call is controlled from outside? Quote the line where it enters.",
        attack: null,
        fix: null,
      },
    ]);
  });
});
