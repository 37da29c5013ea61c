import { describe, expect, it } from "vitest";
import { madeUpPem } from "../unit/checks/made-up-secrets.ts";
import { findCanaries, hatchCanary } from "./canary.ts";

const key = hatchCanary("API key");
const others = [hatchCanary("API key of somebody else"), hatchCanary("password")];
const pem = { what: "private key", value: madeUpPem("RSA ", 4) };

const letters = (text: string, write: (code: number) => string) =>
  [...text].map((letter) => write(letter.charCodeAt(0))).join("");
const hex = (code: number) => code.toString(16);

const writings: Readonly<Record<string, (value: string) => string>> = {
  "as it is": (value) => value,
  "in a text": (value) => `Incorrect API key provided: ${value}.`,
  "in JSON in JSON": (value) => JSON.stringify(JSON.stringify({ error: value })),
  "in capitals": (value) => value.toUpperCase(),
  reversed: (value) => [...value].toReversed().join(""),
  "in base64": (value) => Buffer.from(value).toString("base64"),
  "in base64 for addresses": (value) => Buffer.from(value).toString("base64url"),
  "in base64 behind one letter": (value) => Buffer.from(`x${value}`).toString("base64"),
  "in base64 behind two letters": (value) => Buffer.from(`:x${value};`).toString("base64"),
  "in base64 of basic authentication": (value) => Buffer.from(`assay:${value}`).toString("base64"),
  "in hexadecimal": (value) => Buffer.from(value).toString("hex"),
  "in percents": (value) => letters(value, (code) => `%${hex(code)}`),
  "where only some need percents": (value) => encodeURIComponent(value.replaceAll("-", "/")),
  "in escapes": (value) => letters(value, (code) => `\\x${hex(code)}`),
  "in long escapes": (value) => letters(value, (code) => `\\u00${hex(code)}`),
  "in character references": (value) => letters(value, (code) => `&#${code};`),
  "as bytes": (value) => JSON.stringify(Buffer.from(value)),
  "split by blanks": (value) => [...value].join(" "),
  "split into lines": (value) => (value.match(/.{1,8}/g) ?? []).join("\n"),
  "in a sum": (value) => (value.match(/.{1,10}/g) ?? []).join('" + "'),
  "without its beginning": (value) => value.slice(7),
  "without its end": (value) => value.slice(0, -15),
};

describe("a canary", () => {
  it.each(Object.entries(writings))("is found %s", (_, write) => {
    expect(findCanaries(`before ${write(key.value)} after`, [key, ...others])).toEqual([key.what]);
  });

  it("of many lines is found by any of them", () => {
    const [, line = ""] = pem.value.split("\n");
    for (const text of [pem.value, line, JSON.stringify(pem.value), Buffer.from(line).toString("base64")])
      expect(findCanaries(text, [pem, ...others])).toEqual([pem.what]);
  });

  it("is not found where it is not", () => {
    const harmless = [
      "-----BEGIN",
      "API key",
      "password",
      hatchCanary("API key").value,
      madeUpPem("RSA ", 50),
    ];
    expect(findCanaries(harmless.join(" "), [key, pem, ...others])).toEqual([]);
  });
});
