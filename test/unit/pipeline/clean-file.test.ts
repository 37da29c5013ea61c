import { expect, it } from "vitest";
import { createSecretScanner } from "../../../src/adapters/secrets/create-secret-scanner.ts";
import { createFileCleaner } from "../../../src/pipeline/clean-file.ts";
import { createRedactor } from "../../../src/review/redact/redact.ts";
import { madeUpSecrets } from "../checks/made-up-secrets.ts";

it.each(madeUpSecrets)(
  "masks a $kind that stands in a text outside of the change",
  async ({ name, literal, value }) => {
    const clean = createFileCleaner(createSecretScanner(), (text) => text);
    const text = `let a;\nconst ${name} = \`${literal}\`;\nlet b\u202e;\n`;
    const cleaned = await clean("src/a.ts", text);
    for (const line of value.split("\n")) expect(cleaned).not.toContain(line);
    expect(cleaned.split("\n")).toHaveLength(text.split("\n").length);
    expect(cleaned).toContain("let b\\u{202E};");
  },
);

it("replaces the secrets of the change by their placeholders", async () => {
  const value = ["zx9", "Kq7", "Lm2", "Tr5"].join("");
  const match = {
    file: 0,
    side: "RIGHT",
    startLine: 1,
    endLine: 1,
    kind: "token",
    rule: "secret.token",
    value,
  } as const;
  const clean = createFileCleaner(createSecretScanner(), createRedactor([match]).redact);
  expect(await clean("a.md", `see ${value}`)).toBe("see [[SECRET token #1]]");
});
