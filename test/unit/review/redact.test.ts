import { describe, expect, it } from "vitest";
import type { SecretMatch } from "../../../src/domain/secret.ts";
import { createRedactor } from "../../../src/review/redact/redact.ts";
import { madeUp, madeUpPem } from "../checks/made-up-secrets.ts";

const matchOf = (kind: string, value: string): SecretMatch => ({
  file: 0,
  side: "RIGHT",
  startLine: 1,
  endLine: value.split("\n").length,
  kind,
  rule: `secret.${kind}`,
  value,
});

const key = `AKIA${madeUp(16, 1, "ABCDEFGHJKLMNPQR2345")}`;
const password = `q7!${madeUp(9, 2)}+/?`;
const redactor = createRedactor([matchOf("aws-access-key", key), matchOf("password", password)]);

describe("redact", () => {
  it("replaces every occurrence of a value by the same placeholder", () => {
    expect(redactor.redact(`a("${key}", "${password}") // ${key}`)).toBe(
      'a("[[SECRET aws-access-key #1]]", "[[SECRET password #2]]") // [[SECRET aws-access-key #1]]',
    );
    expect(redactor.placeholders).toEqual([
      { placeholder: "[[SECRET aws-access-key #1]]", kind: "aws-access-key" },
      { placeholder: "[[SECRET password #2]]", kind: "password" },
    ]);
  });

  it("numbers a value once however often it stands in the change", () => {
    expect(
      createRedactor([matchOf("password", password), matchOf("password", password)]).placeholders,
    ).toHaveLength(1);
  });

  it("takes the longest value where one begins like another", () => {
    const { redact } = createRedactor([matchOf("token", "abcdef1"), matchOf("token", "abcdef1234")]);
    expect(redact("abcdef1234 abcdef1")).toBe("[[SECRET token #2]] [[SECRET token #1]]");
  });

  it("leaves nothing of two values that overlap", () => {
    const { redact } = createRedactor([matchOf("token", "abcdef1"), matchOf("token", "ef1xyz9")]);
    expect(redact("<abcdef1xyz9>")).toBe("<[[SECRET token #1]]>");
  });

  it("leaves nothing of a value that holds another one", () => {
    const { redact } = createRedactor([matchOf("token", "abcdef1234"), matchOf("token", "bcdef1")]);
    expect(redact("<abcdef1234>")).toBe("<[[SECRET token #1]]>");
  });

  it("replaces a private key line by line and keeps its armour and the line breaks", () => {
    const pem = madeUpPem("RSA ", 3).replaceAll("\n", "\r\n");
    const { redact } = createRedactor([matchOf("private-key", pem)]);
    const lines = redact(`x\r\n${pem}\r\ny`).split("\r\n");
    expect(lines).toEqual([
      "x",
      pem.split("\r\n")[0],
      ...Array(4).fill("[[SECRET private-key #1]]"),
      pem.split("\r\n").at(-1),
      "y",
    ]);
  });

  it("replaces the lines of any other value of several lines", () => {
    const { redact } = createRedactor([matchOf("other-secret", "first-1\n  second-2\n}")]);
    expect(redact("a first-1\n  second-2\n}")).toBe(
      "a [[SECRET other-secret #1]]\n  [[SECRET other-secret #1]]\n}",
    );
  });

  it("replaces a short value only where it stands as a value", () => {
    const { redact } = createRedactor([matchOf("url-password", "abc")]);
    expect(redact('postgres://app:abc@db/abc?x=abcd "abc" abc')).toBe(
      'postgres://app:[[SECRET url-password #1]]@db/abc?x=abcd "[[SECRET url-password #1]]" abc',
    );
  });

  it("gives the text back when there is no secret", () => {
    expect(createRedactor([matchOf("token", "")]).redact("text")).toBe("text");
  });
});

describe("mask", () => {
  it("shows no more than the prefix that names the issuer", () => {
    expect(redactor.mask(`${key} ${password}`)).toBe("AKIA…[masked] [masked]");
  });

  it("replaces placeholders too", () => {
    expect(redactor.mask("the key [[SECRET aws-access-key #1]] is live")).toBe(
      "the key AKIA…[masked] is live",
    );
  });

  it.each([
    ["base64", (value: string) => Buffer.from(value).toString("base64")],
    ["base64 behind one character", (value: string) => Buffer.from(`u${value}`).toString("base64")],
    ["base64 within a text", (value: string) => Buffer.from(`u:${value}:end`).toString("base64")],
    ["base64 for addresses", (value: string) => Buffer.from(value).toString("base64url")],
    ["hexadecimal", (value: string) => Buffer.from(value).toString("hex")],
    ["reversed", (value: string) => [...value].toReversed().join("")],
    ["URL-encoded", (value: string) => encodeURIComponent(value)],
  ])("hides the value as %s", (_, encode) => {
    for (const value of [key, password]) {
      const encoded = encode(value);
      const masked = redactor.mask(`<${encoded}>`);
      expect(masked).toContain("[masked]");
      expect(masked.length).toBeLessThan(encoded.length);
    }
  });
});

describe("isPlaceholderText", () => {
  const pem = createRedactor([matchOf("private-key", madeUpPem("", 3))]);

  it.each([
    ['const key = "[[SECRET aws-access-key #1]]";', true],
    ["[[SECRET password #2]]", true],
    ["password: '[[SECRET password #2]]',", true],
    ["<password>[[SECRET password #2]]</password>", true],
    ['url = "postgres://app:[[SECRET password #2]]@db.internal/prod"', true],
    ['a = "[[SECRET aws-access-key #1]]"\nb = "[[SECRET password #2]]"', true],
    ['exec(input, "[[SECRET password #2]]")', false],
    ["element.innerHTML = input // [[SECRET password #2]]", false],
    ['a = "[[SECRET password #2]]"\nexec(input)', false],
    ['a = "[[SECRET password #2]]" + input', false],
    ['a = "[[SECRET password #7]]"', false],
    ["const key = 1;", false],
    ["", false],
  ])("of %j is %s", (text, expected) => {
    expect(redactor.isPlaceholderText(text)).toBe(expected);
  });

  it("holds for the lines of a masked key", () => {
    expect(pem.isPlaceholderText(pem.redact(madeUpPem("", 3)))).toBe(true);
  });
});

describe("large texts", () => {
  it.each([
    ["one secret in 1 MB", 1, "const a = b + c;\n".repeat(60_000)],
    ["2 000 secrets in 1 MB", 2000, "const a = ghp_b + c;\n".repeat(50_000)],
    ["1 MB of one character", 500, "a".repeat(1_000_000)],
  ])("are done in time: %s", (_, count, text) => {
    const matches = Array.from({ length: count }, (_unused, index) =>
      matchOf("token", `ghp_${madeUp(36, index)}`),
    );
    const { redact, mask } = createRedactor([...matches, matchOf("token", "a".repeat(40))]);
    const start = performance.now();
    expect(redact(text + key).endsWith(key)).toBe(true);
    mask(text);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
