import { describe, expect, it } from "vitest";
import { composePlainPrompt, parsePlainAnswer } from "../../evals/plain-prompt.ts";

const found = { path: "a.py", startLine: 3, endLine: 3, cwe: "CWE-89", sentence: "SQL." };

describe("an answer to the plain question", () => {
  it.each([
    ["an array", '[{"file": "a.py", "line": 3, "cwe": "CWE-89", "sentence": "SQL."}]', [found]],
    [
      "an array in a fence, after prose",
      'Here:\n```json\n[{"file": "a.py", "line": 3, "cwe": "CWE-89", "sentence": "SQL."}]\n```',
      [found],
    ],
    [
      "an object that holds the array",
      '{"defects": [{"file": "a.py", "line": 3, "cwe": "CWE-89", "sentence": "SQL."}]}',
      [found],
    ],
    ["one object", '{"path": "a.py", "line_number": "3", "cwe": 89, "description": "SQL."}', [found]],
    [
      "one object a line",
      '{"file":"a.py","line":3,"cwe":"CWE-89: SQL injection","sentence":"SQL."}\n{"file":"a.py","lines":"3-5","cwe":null,"sentence":"Two."}',
      [found, { ...found, endLine: 5, cwe: null, sentence: "Two." }],
    ],
    ["an empty array", "[]", []],
    ["an empty array in a fence", "```json\n[]\n```", []],
    ["an object with an empty array", '{"defects": []}', []],
    ["the word", "none", []],
    ["a sentence", "There are no security defects in this diff.", []],
    ["nothing of all this", "I cannot review this.", null],
    ["an array that broke off before anything was said", '[{"fi', null],
  ])("may be %s", (_name, text, expected) => {
    expect(parsePlainAnswer(text)).toEqual(expected);
  });
});

describe("the plain question", () => {
  it("holds the diff and nothing else of the change", () => {
    const prompt = composePlainPrompt("+one\n", (text) => text.length);

    expect(prompt.user).toBe("+one\n");
    expect(prompt.system).toMatch(/^Review this diff for security defects\./);
  });
});
