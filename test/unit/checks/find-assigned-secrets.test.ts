import { describe, expect, it } from "vitest";
import { findAssignedSecrets } from "../../../src/checks/find-assigned-secrets.ts";
import { scanTextForSecrets } from "../../../src/checks/scan-text-for-secrets.ts";
import { madeUp } from "./made-up-secrets.ts";

const password = `q7${madeUp(10, 9)}!Z`;
const token = madeUp(24, 10);
const long = madeUp(64, 11);
const [half, rest] = [long.slice(0, 40), long.slice(40)];
const awsKey = madeUp(40, 12);
const [three, single, tick] = ['"'.repeat(3), "'".repeat(3), "`"];

const valuesIn = (text: string, path: string) =>
  findAssignedSecrets(text, path).map(({ kind, start, end }) => [kind, text.slice(start, end)]);

describe("a literal that is assigned to a name", () => {
  it.each([
    ["between three double quotes", `password = ${three}${password}${three}`, "a.py", "password", password],
    ["between three single quotes", `token = ${single}${token}${single}`, "a.py", "token", token],
    ["with a prefix of two letters", `token = Rb${three}${token}${three}`, "a.py", "token", token],
    ["between four quotes", `token = "${three}${token}"${three};`, "a.cs", "token", token],
    ["on the line behind three quotes", `token = ${three}\n    ${token}\n${three}`, "a.py", "token", token],
    [
      "behind a backslash behind three quotes",
      `token = ${three}\\\n${token}\\\n${three}`,
      "a.py",
      "token",
      token,
    ],
    ["between quotes that the hunk cuts off", `token = ${three}\n${token}`, "a.py", "token", token],
    [
      "on two lines between three quotes",
      `secret = ${three}\n  ${half}\n  ${rest}\n${three}\nx = 1`,
      "a.py",
      "high-entropy",
      `${half}\n  ${rest}`,
    ],
    ["in a text block of Java", `String token = ${three}\n  ${token}${three};`, "A.java", "token", token],
    ["between three quotes in TOML", `token = ${single}\n${token}${single}`, "a.toml", "token", token],
    ["between back-quotes", `const token = ${tick}${token}${tick};`, "a.ts", "token", token],
    ["on a line between back-quotes", `const token = ${tick}\n  ${token}\n${tick};`, "a.go", "token", token],
    ["in brackets on the next line", `token = (\n    "${token}"\n)`, "a.py", "token", token],
    ["on the next line", `const sessionToken =\n  "${token}";`, "a.ts", "token", token],
    ["behind a continued line", `token = \\\n  "${token}"`, "a.py", "token", token],
    ["in a block of YAML", `token: |\n  ${token}\nother: 1`, "a.yml", "token", token],
    ["in a folded block of YAML", `a:\n  token: >-  # why\n    ${token}`, "a.yaml", "token", token],
    [
      "on two lines of a block of YAML",
      `secret: |-\n    ${half}\n    ${rest}\nother: 1`,
      "a.yml",
      "high-entropy",
      `${half}\n    ${rest}`,
    ],
    ["in a heredoc of Ruby", `token = <<~END\n  ${token}\nEND\n`, "a.rb", "token", token],
    ["in a heredoc of PHP", `$token = <<<'END'\n${token}\n  END;\n`, "a.php", "token", token],
    ["in a heredoc of Terraform", `token = <<-END\n  ${token}\n  END\n`, "a.tf", "token", token],
    [
      "in an element of several lines",
      `<password>\n  ${password}\n</password>`,
      "a.xml",
      "password",
      password,
    ],
    ["with carriage returns", `token = ${three}\r\n  ${token}\r\n${three}`, "a.py", "token", token],
  ])("is found %s", (...[, text, path, kind, value]) => {
    expect(valuesIn(text, path)).toEqual([[kind, value]]);
  });

  it.each([
    ["prose between three quotes", `password = ${three}\nChoose one with 8 characters.\n${three}`, "a.py"],
    ["an empty literal", `password = ${three}${three}\n"${token}"`, "a.py"],
    ["a variable behind a line feed", `token =\n  tokens[index1]`, "a.ts"],
    ["a call in brackets", `token = (\n  readToken1(file)\n)`, "a.py"],
    ["prose in a block of YAML", "password: |\n  The password of user 7.\n", "a.yml"],
    ["the next key behind an empty block", `token: |\nother: ${token}`, "a.yml"],
    ["a block in code", `token: |\n  ${token}`, "a.ts"],
    ["a shift", `token = 1 <<n1`, "a.c"],
    ["a placeholder in a heredoc", "token = <<END\n$" + "{TOKEN_1}\nEND", "a.tf"],
  ])("is not seen in %s", (_title, text, path) => {
    expect(valuesIn(text, path)).toEqual([]);
  });
});

describe("the secret key of AWS", () => {
  it.each([
    ["between three quotes", `aws_secret_access_key = ${three}${awsKey}${three}`, "a.py"],
    ["on the line behind three quotes", `aws_secret_access_key = ${three}\n  ${awsKey}\n${three}`, "a.py"],
    ["on the next line", `const awsSecretKey =\n  "${awsKey}";`, "a.ts"],
    ["in brackets", `aws_secret_access_key = (\n    "${awsKey}"\n)`, "a.py"],
    ["in a block of YAML", `aws_secret_access_key: |\n  ${awsKey}\n`, "a.yml"],
  ])("keeps its kind %s", (_title, text, path) => {
    expect(scanTextForSecrets(text, path).map(({ kind, value }) => [kind, value])).toEqual([
      ["aws-secret-key", awsKey],
    ]);
  });
});
