import { describe, expect, it } from "vitest";
import { createSecretScanner } from "../../../src/adapters/secrets/create-secret-scanner.ts";
import { secretFindings } from "../../../src/checks/secret-findings.ts";
import { findChangeSecrets } from "../../../src/pipeline/find-change-secrets.ts";
import { createRedactor } from "../../../src/review/redact/redact.ts";
import { changeOfLines, type FileOfLines } from "./change-of-lines.ts";
import { madeUp, madeUpPem, madeUpSecrets } from "./made-up-secrets.ts";

const scanner = createSecretScanner();

const places: readonly {
  readonly where: string;
  readonly file: (name: string, literal: string) => FileOfLines;
}[] = [
  {
    where: "in code",
    file: (name, literal) => ({
      path: "src/client.ts",
      lines: [" run();", `+const ${name} = "${literal}";`],
    }),
  },
  {
    where: "in YAML",
    file: (name, literal) => ({ path: "deploy/app.yml", lines: [" app:", `+  ${name}: '${literal}'`] }),
  },
  {
    where: "in JSON",
    file: (name, literal) => ({ path: "config.json", lines: [" {", `+  "${name}": "${literal}",`] }),
  },
  {
    where: "in an environment file",
    file: (name, literal) => ({ path: ".env", lines: [" A=1", `+${name.toUpperCase()}=${literal}`] }),
  },
  {
    where: "on a removed line",
    file: (name, literal) => ({ path: "src/client.py", lines: [" run()", `-${name} = "${literal}"`] }),
  },
];

const table = madeUpSecrets.flatMap((secret) => places.map((place) => ({ ...secret, ...place })));

describe("secrets of many kinds", () => {
  it("covers at least thirty kinds", () => {
    expect(new Set(madeUpSecrets.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(30);
  });

  it.each(table)("finds $kind $where, once, and lets nothing of it out", async (row) => {
    const change = changeOfLines(row.file(row.name, row.literal));
    const matches = await findChangeSecrets(change, scanner);
    const findings = secretFindings(matches, change);
    const side = row.where === "on a removed line" ? "LEFT" : "RIGHT";
    expect(findings.map(({ rule, place }) => [rule, place.side, place.startLine])).toEqual([
      [`secret.${row.kind}`, side, 2],
    ]);
    const text = change.files[0]!.hunks[0]!.lines.map((line) => line.text).join("\n");
    expect(createRedactor(matches).redact(text)).not.toContain(row.value);
    expect(JSON.stringify(findings)).not.toContain(row.value);
  });

  it.each([
    ["RSA", "RSA "],
    ["PKCS#8", ""],
    ["encrypted PKCS#8", "ENCRYPTED "],
    ["EC", "EC "],
    ["OpenSSH", "OPENSSH "],
  ])("finds a private key: %s", async (_, label) => {
    const pem = madeUpPem(label, 7);
    const change = changeOfLines({ path: "key.pem", lines: pem.split("\n").map((line) => `+${line}`) });
    const matches = await findChangeSecrets(change, scanner);
    expect(secretFindings(matches, change)).toMatchObject([
      { rule: "secret.private-key", cwe: "CWE-321", severity: "critical", confidence: "certain" },
    ]);
    const { redact } = createRedactor(matches);
    const redacted = pem.split("\n").map((line) => redact(line));
    expect(redacted.slice(1, -1)).toEqual(Array(4).fill("[[SECRET private-key #1]]"));
    expect(redacted[0]).toBe(pem.split("\n")[0]);
  });

  it.each([
    ["on one line with escapes", (pem: string) => [`+key: "${pem.replaceAll("\n", "\\n")}"`]],
    ["as joined literals", (pem: string) => pem.split("\n").map((line) => `+  "${line}\\n" +`)],
    [
      "cut off by the end of the hunk",
      (pem: string) =>
        pem
          .split("\n")
          .slice(0, 3)
          .map((line) => `+${line}`),
    ],
    [
      "of one short line",
      () =>
        madeUpPem("", 3, 0)
          .split("\n")
          .map((line) => `+${line.replace("==", madeUp(44, 2))}`),
    ],
  ])("finds a private key %s", async (_, toLines) => {
    const lines = toLines(madeUpPem("", 21));
    const change = changeOfLines({ path: "key.js", lines });
    const matches = await findChangeSecrets(change, scanner);
    expect(secretFindings(matches, change)).toMatchObject([{ rule: "secret.private-key" }]);
    const { redact } = createRedactor(matches);
    const left = lines.map((line) => redact(line.slice(1))).join("\n");
    expect(left.match(/[A-Za-z0-9]{24,}/g)).toBeNull();
  });

  it.each([
    ["on the same line", (line: string, word: string) => `${line} // ${word}-line\n`],
    ["on the line before", (line: string, word: string) => `// ${word}-next-line\n${line}\n`],
    ["at the top", (line: string, word: string) => `/* ${word} */\n${line}\n`],
  ])("is not switched off by a comment of the author %s", async (_, toText) => {
    const line = `const a = "${madeUpSecrets[0]!.literal}";`;
    const text = `\n${toText(line, ["secretlint", "disable"].join("-"))}\n`;
    expect(await scanner.scan(text, "a.ts")).toHaveLength(1);
  });
});
