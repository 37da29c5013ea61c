import { describe, expect, it } from "vitest";
import { KIND_OF_MESSAGE, KIND_OF_RULE } from "../../../src/adapters/secrets/secretlint-kinds.ts";
import { secretFindings } from "../../../src/checks/secret-findings.ts";
import { secretPatterns } from "../../../src/checks/secret-patterns.ts";
import { articleOf, secretRules, selectSecretRule } from "../../../src/checks/secret-rules.ts";
import type { Side } from "../../../src/domain/change-set.ts";
import type { SecretMatch } from "../../../src/domain/secret.ts";
import { changeOfLines } from "./change-of-lines.ts";
import { madeUp, madeUpPem } from "./made-up-secrets.ts";

const key = `AKIA${madeUp(16, 1, "ABCDEFGHJKLMNPQR2345")}`;

function matchOf(value: string, at: { kind: string; side: Side; line: number; file?: number }): SecretMatch {
  const endLine = at.line + value.split("\n").length - 1;
  return {
    file: at.file ?? 0,
    side: at.side,
    startLine: at.line,
    endLine,
    kind: at.kind,
    rule: `secret.${at.kind}`,
    value,
  };
}

const aws = (side: Side, line: number, file = 0) =>
  matchOf(key, { kind: "aws-access-key", side, line, file });

describe("secretFindings", () => {
  it("reports an added secret with its value masked", () => {
    const change = changeOfLines({ path: "a.ts", lines: [" x", `+const key = "${key}";`] });
    expect(secretFindings([aws("RIGHT", 2)], change)).toEqual([
      {
        title: "Hard-coded AWS access key",
        cwe: "CWE-798",
        severity: "high",
        confidence: "certain",
        source: "check",
        rule: "secret.aws-access-key",
        place: {
          file: 0,
          path: "a.ts",
          side: "RIGHT",
          startLine: 2,
          endLine: 2,
          quote: 'const key = "AKIA…[masked]";',
        },
        explanation:
          "This line holds an AWS access key. Everybody with access to the code or its history can read it.",
        attack:
          "Somebody who can read the repository, a fork, a build log or a backup copies the value. They can then call AWS as this account, once the secret half is known.",
        fix: "Revoke the value and issue a new one, because git history keeps it. Read the new one from a secret store or from the environment.",
      },
    ]);
  });

  it("reports a removed secret as one that stays in the history, less severely", () => {
    const change = changeOfLines({ path: "a.ts", lines: [`-const key = "${key}";`] });
    expect(secretFindings([aws("LEFT", 1)], change)).toMatchObject([
      {
        title: "Removed AWS access key stays in the history",
        severity: "medium",
        place: { side: "LEFT", startLine: 1 },
        fix: "Revoke the value and issue a new one. Removing the line is not enough.",
      },
    ]);
  });

  it("reports a moved secret once, where it was added, also across files", () => {
    const removed = { path: "a.ts", lines: [`-a("${key}")`, " x"] };
    const added = { path: "b.ts", lines: [" y", `+b("${key}")`] };
    const within = changeOfLines({ path: "a.ts", lines: [...removed.lines, `+a2("${key}")`] });
    expect(secretFindings([aws("LEFT", 1), aws("RIGHT", 2)], within).map(({ place }) => place.side)).toEqual([
      "RIGHT",
    ]);
    const across = changeOfLines(removed, added);
    expect(
      secretFindings([aws("LEFT", 1), aws("RIGHT", 2, 1)], across).map(({ place }) => place.path),
    ).toEqual(["b.ts"]);
  });

  it("says nothing about unchanged lines", () => {
    const change = changeOfLines({ path: "a.ts", lines: [` a("${key}")`, "+x"] });
    expect(secretFindings([aws("LEFT", 1), aws("RIGHT", 1)], change)).toEqual([]);
  });

  it("lists the other lines of the same value in one finding", () => {
    const change = changeOfLines({ path: "a.ts", lines: [`+a("${key}")`, " x", `+b("${key}")`] });
    const findings = secretFindings([aws("RIGHT", 1), aws("RIGHT", 3)], change);
    expect(
      findings.map(({ explanation }) => explanation.endsWith("The same value stands on line 3.")),
    ).toEqual([true]);
  });

  it("masks every secret of the quoted line, and shows nothing of a password", () => {
    const password = `hunter2${madeUp(4, 3)}`;
    const change = changeOfLines({ path: "a.ts", lines: [`+login("${key}", "${password}")`] });
    const matches = [aws("RIGHT", 1), matchOf(password, { kind: "password", side: "RIGHT", line: 1 })];
    expect(secretFindings(matches, change).map(({ place }) => place.quote)).toEqual([
      'login("AKIA…[masked]", "[masked]")',
      'login("AKIA…[masked]", "[masked]")',
    ]);
  });

  it("quotes a private key without its body", () => {
    const pem = madeUpPem("RSA ", 5);
    const change = changeOfLines({ path: "a.pem", lines: pem.split("\n").map((line) => `+${line}`) });
    const [finding] = secretFindings([matchOf(pem, { kind: "private-key", side: "RIGHT", line: 1 })], change);
    const lines = pem.split("\n");
    expect(finding?.place.quote).toBe(
      [lines[0], "[masked]", "[masked]", "[masked]", "[masked]", lines.at(-1)].join("\n"),
    );
  });

  it("places a key of which only some lines changed on those lines", () => {
    const pem = madeUpPem("", 5).split("\n");
    const change = changeOfLines({
      path: "a.pem",
      lines: pem.map((line, index) => `${index === 2 ? "+" : " "}${line}`),
    });
    const match = matchOf(pem.join("\n"), { kind: "private-key", side: "RIGHT", line: 1 });
    expect(
      secretFindings([match], change).map(({ place }) => [place.startLine, place.endLine, place.quote]),
    ).toEqual([[3, 3, "[masked]"]]);
  });

  it("keeps the masked value in sight on a very long line", () => {
    const line = `${"x".repeat(5000)}"${key}"${"y".repeat(5000)}`;
    const change = changeOfLines({ path: "a.js", lines: [`+${line}`] });
    const quote = secretFindings([aws("RIGHT", 1)], change)[0]?.place.quote ?? "";
    expect([quote.length < 410, quote.includes("AKIA…[masked]"), quote.includes(key)]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it("reports at most 100 of a file and says how many more there are", () => {
    const passwords = Array.from({ length: 130 }, (_, index) => `q7!${madeUp(9, index)}${index}`);
    const change = changeOfLines({ path: "a.env", lines: passwords.map((one) => `+PASSWORD=${one}`) });
    const matches = passwords.map((one, index) =>
      matchOf(one, { kind: "password", side: "RIGHT", line: index + 1 }),
    );
    const findings = secretFindings(matches, change);
    expect([
      findings.length,
      findings.at(-1)?.explanation.endsWith("30 more secrets are in this file."),
    ]).toEqual([100, true]);
  });

  it("ignores a match of a file that the change does not have", () => {
    expect(secretFindings([aws("RIGHT", 1, 7)], changeOfLines())).toEqual([]);
  });
});

describe("the table of secret rules", () => {
  it("describes every kind that a pattern or the scanner reports", () => {
    const known = new Set(secretRules.map(({ kind }) => kind));
    const kinds = [
      ...secretPatterns.map(({ kind }) => kind),
      ...Object.values(KIND_OF_RULE),
      ...Object.values(KIND_OF_MESSAGE).filter((kind) => kind !== null),
    ];
    expect(kinds.filter((kind) => !known.has(kind))).toEqual([]);
  });

  it("has one row for each id and falls back to the catch-all", () => {
    expect(new Set(secretRules.map(({ id }) => id)).size).toBe(secretRules.length);
    expect(selectSecretRule("secret.of-tomorrow").id).toBe("secret.other-secret");
  });

  it.each([
    ["AWS access key", "an"],
    ["npm token", "an"],
    ["SAS signature of Azure", "a"],
    ["GitHub token", "a"],
    ["1Password token", "a"],
    ["authorization header", "an"],
  ])("speaks of %s with %s", (name, article) => {
    expect(articleOf(name)).toBe(article);
  });
});
