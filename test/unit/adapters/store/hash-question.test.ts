import { expect, it } from "vitest";
import { hashQuestion } from "../../../../src/adapters/store/hash-question.ts";
import type { Prompt } from "../../../../src/domain/prompt.ts";

const prompt: Prompt = {
  id: "find",
  version: "1.0.0",
  unit: "u1",
  system: "s",
  user: "u",
  answer: { name: "a", schema: { type: "object" } },
  tokens: 9,
  maxOutputTokens: 100,
};

it("the key of a question changes with everything that the answer depends on, and with nothing else", () => {
  const key = hashQuestion(prompt, "m");
  const same = [{ unit: "u2" }, { tokens: 8 }];
  const other = [
    { id: "refute" },
    { version: "1.0.1" },
    { system: "t" },
    { user: "v" },
    { answer: { name: "b", schema: { type: "object" } } },
    { answer: { name: "a", schema: { type: "array" } } },
    { maxOutputTokens: 99 },
  ];

  expect(same.map((change) => hashQuestion({ ...prompt, ...change }, "m"))).toEqual([key, key]);
  const keys = [
    key,
    hashQuestion(prompt, "n"),
    ...other.map((change) => hashQuestion({ ...prompt, ...change }, "m")),
  ];
  expect(new Set(keys).size).toBe(9);
});
