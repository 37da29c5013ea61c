import { describe, expect, it } from "vitest";
import type { RepoPath } from "../../../src/domain/change-set.ts";
import { findChangeSecrets } from "../../../src/pipeline/find-change-secrets.ts";
import type { SecretScanner } from "../../../src/pipeline/ports.ts";
import { changeOfLines } from "../checks/change-of-lines.ts";
import { madeUp } from "../checks/made-up-secrets.ts";

const token = `ghp_${madeUp(36, 1)}`;
const password = `q7!${madeUp(9, 2)}`;

/** A scanner that reports the same values for every text, and remembers what it was given. */
function scannerOf(...values: readonly string[]): SecretScanner & { readonly paths: string[] } {
  const paths: string[] = [];
  return {
    paths,
    scan: async (text, path) => {
      paths.push(path);
      return values.map((value) => {
        const line = text.slice(0, Math.max(0, text.indexOf(value))).split("\n").length;
        return { kind: "other-secret", rule: "secret.other-secret", value, startLine: line, endLine: line };
      });
    },
  };
}

describe("findChangeSecrets", () => {
  it("finds what stands on either side, with the lines of the file", async () => {
    const change = changeOfLines({
      path: "a.py",
      firstLine: 10,
      lines: [" import os", `-password = "${password}"`, `+token = "${token}"`],
    });
    expect(await findChangeSecrets(change, scannerOf())).toEqual([
      {
        file: 0,
        side: "LEFT",
        startLine: 11,
        endLine: 11,
        kind: "password",
        rule: "secret.password",
        value: password,
      },
      {
        file: 0,
        side: "RIGHT",
        startLine: 11,
        endLine: 11,
        kind: "github-token",
        rule: "secret.github-token",
        value: token,
      },
    ]);
  });

  it("counts what both scanners report once", async () => {
    const change = changeOfLines({ path: "a.py", lines: [`+t = "${token}"`] });
    const matches = await findChangeSecrets(change, scannerOf(token, token.slice(0, 20), token.slice(8)));
    expect(matches.map(({ kind, value }) => [kind, value])).toEqual([["github-token", token]]);
  });

  it("adds what only the scanner reports, and no placeholders", async () => {
    const change = changeOfLines({ path: "a.py", lines: ["+call(zzyzx-value-9)", "+call($" + "{TOKEN})"] });
    const matches = await findChangeSecrets(change, scannerOf("zzyzx-value-9", "$" + "{TOKEN}"));
    expect(matches.map(({ rule, value, startLine }) => [rule, value, startLine])).toEqual([
      ["secret.other-secret", "zzyzx-value-9", 1],
    ]);
  });

  it("names the base side by its own path", async () => {
    const change = changeOfLines({ path: "new.env", lines: [" a", "+b"] });
    const [file] = change.files;
    const scanner = scannerOf();
    await findChangeSecrets(
      { ...change, files: [{ ...file!, previousPath: "old.py" as RepoPath }] },
      scanner,
    );
    expect(scanner.paths).toEqual(["old.py", "new.env"]);
  });
});
