import { expect, it } from "vitest";
import { serializeJson } from "../../../src/review/render/serialize-json.ts";
import { showCode, showLine } from "../../../src/review/render/show-text.ts";
import { wrapText } from "../../../src/review/render/wrap-text.ts";

// A step of a workflow that prints a review must not carry out what it quotes.

it("what a runner of workflows obeys anywhere in a line is taken apart", () => {
  expect(showLine("a ##[add-mask]b")).toBe("a # #[add-mask]b");
  expect(showCode("x = '##[add-mask]b'")).toEqual(["x = '# #[add-mask]b'"]);
});

it("no line begins with what a runner of workflows obeys there", () => {
  expect(showLine(" ::stop-commands::x")).toBe(": :stop-commands::x");
  expect(wrapText("some words ::stop-commands::x", 12)).toEqual(["some words", ": :stop-comma", "nds::x"]);
  expect(wrapText("std::vector", 40)).toEqual(["std::vector"]);
});

it("JSON holds the same value without showing it to a runner", () => {
  const text = serializeJson({ title: "##[add-mask]b" });
  expect(text).not.toContain("##[");
  expect(JSON.parse(text)).toEqual({ title: "##[add-mask]b" });
});
