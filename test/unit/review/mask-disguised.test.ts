import { describe, expect, it } from "vitest";
import { createDisguiseMasker } from "../../../src/review/redact/mask-disguised.ts";
import { madeUp } from "../checks/made-up-secrets.ts";

const random = madeUp(24, 61);
const spread = (text: string, between: string) => [...text].join(between);

describe("a secret of words", () => {
  const mask = createDisguiseMasker(["sunshine", "BlueHarbour7"]);

  it.each([
    ["in capitals", "It is SUNSHINE.", "It is [masked]."],
    ["backwards", "enihsnus", "[masked]"],
    ["spelled out", "s-u-n-s-h-i-n-e", "[masked]"],
    ["with invisible characters", "sun\u200bshine", "[masked]"],
    ["in hexadecimal", Buffer.from("sunshine").toString("hex"), "[masked]"],
    ["with a digit, in small letters", "xblueharbour7x", "x[masked]x"],
  ])("is masked %s", (_, text, expected) => {
    expect(mask(text)).toBe(expected);
  });

  it.each([
    "the sun shines",
    "Sun. Shine!",
    "SUNSHINES and sunshine_state",
    "a blue harbour, 7 boats",
    "The value of `harbour` is not checked before it is put into the query.",
    "",
  ])("leaves ordinary words alone: %s", (text) => {
    expect(mask(text)).toBe(text);
  });
});

describe("a secret that looks random", () => {
  const mask = createDisguiseMasker([random]);

  it.each([
    ["in punctuation", `<${spread(random, ", ")}>`, "<[masked]>"],
    ["over lines", `a\n${random.slice(0, 10)}\n${random.slice(10)}\nb`, "a\n[masked]\n\nb"],
    ["twice", `${random.toUpperCase()}, ${random}`, "[masked], [masked]"],
    [
      "in wide letters",
      random.replace(/./g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)),
      "[masked]",
    ],
  ])("is masked %s", (_, text, expected) => {
    expect(mask(text)).toBe(expected);
  });

  it("is masked in part, but for what says little", () => {
    expect(mask(`It begins ${random.slice(0, 20)}.`)).toBe("It begins [masked].");
    expect(mask(`${random.slice(0, 9)} and ${random.slice(9)}`)).toMatch(/^\S* and \w{0,3}\[masked\]$/);
    expect(mask(random.slice(0, 6))).toBe(random.slice(0, 6));
  });
});

it.each([
  ["too short", "ab12cd3"],
  ["of few different characters", "000000000000000000000000"],
])("a value that is %s is left to others", (_, value) => {
  expect(createDisguiseMasker([value])(`x ${value} y`)).toBe(`x ${value} y`);
});

it("keeps line feeds and takes a time that grows with the text alone", () => {
  const secrets = Array.from({ length: 300 }, (_, index) => madeUp(40, index));
  const mask = createDisguiseMasker(secrets);
  mask("");
  const text = `${secrets.slice(0, 40).join("\n")}\n`.repeat(10);
  expect(mask(text).split("\n")).toHaveLength(text.split("\n").length);
  const hostile = `${secrets[0]?.slice(0, 8)} `.repeat(50_000);
  const start = performance.now();
  mask(hostile);
  expect(performance.now() - start).toBeLessThan(5_000);
});
