import { describe, expect, it } from "vitest";
import { createSecretScanner } from "../../../src/adapters/secrets/create-secret-scanner.ts";
import type { RepoPath } from "../../../src/domain/change-set.ts";
import { findChangeSecrets } from "../../../src/pipeline/find-change-secrets.ts";
import type { SecretScanner } from "../../../src/pipeline/ports.ts";
import { changeOfLines } from "../checks/change-of-lines.ts";
import { madeUp, madeUpPem } from "../checks/made-up-secrets.ts";

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

describe("excerpts of one side", () => {
  const keyLines = madeUpPem("", 5).split("\n");
  const excerpt = (firstLine: number, ...lines: readonly string[]) => ({ firstLine, text: lines.join("\n") });

  async function secretsIn(...head: readonly { readonly firstLine: number; readonly text: string }[]) {
    const change = changeOfLines({ path: "a.py", lines: ["+x = 1"] });
    const files = change.files.map((file) => ({ ...file, base: [], head }));
    const matches = await findChangeSecrets({ ...change, files }, createSecretScanner());
    return matches.map(({ kind, startLine, endLine, value }) => [kind, startLine, endLine, value]);
  }

  it("are searched up to their edges", async () => {
    expect(
      await secretsIn(excerpt(3, "a", token), excerpt(40, token, "b"), excerpt(70, `x ${token}`)),
    ).toEqual([
      ["github-token", 4, 4, token],
      ["github-token", 40, 40, token],
      ["github-token", 70, 70, token],
    ]);
  });

  it("lend each other nothing that would make a secret of two halves", async () => {
    const key = `AKIA${madeUp(16, 3, "ABCDEFGHJKLMNPQR2345")}`;
    const found = await secretsIn(excerpt(3, `id = "${key}"`), excerpt(40, `commit = "${madeUp(40, 4)}"`));
    expect(found).toEqual([["aws-access-key", 3, 3, key]]);
  });

  it("end a private key that breaks off, and keep what stands behind it", async () => {
    const found = await secretsIn(
      excerpt(3, ...keyLines.slice(0, 3)),
      excerpt(40, "x = 1"),
      excerpt(70, token),
    );
    expect(found).toEqual([
      ["private-key", 3, 5, keyLines.slice(0, 3).join("\n")],
      ["github-token", 70, 70, token],
    ]);
  });
});
