import { describe, expect, it } from "vitest";
import { readRefuteAnswer } from "../../../src/review/refute/read-refute-answer.ts";
import { refuteAnswer } from "../../fakes/refuting.ts";

const confirmed = refuteAnswer({ verdict: "confirmed", sink: "run(x)" });
const wholeText = JSON.stringify(confirmed);
const request = { kind: "definition", path: null, from: null, to: null, symbol: "check" } as const;

describe("an answer to the second question", () => {
  it.each([
    ["as JSON", wholeText],
    ["in a fence, with words around it", `Here:\n\`\`\`json\n${wholeText}\n\`\`\`\nDone.`],
    ["after thoughts that hold a draft", `<think>{"verdict": "refuted"}</think>${wholeText}`],
  ])("is read %s", (_, text) => {
    expect(readRefuteAnswer(text)).toEqual({ kind: "answer", answer: confirmed });
  });

  it("may leave out what it would answer with null, and say more than it was asked", () => {
    const text = '{"verdict": "refuted", "control": "check(x)", "confidence": 0.9}';
    const answer = refuteAnswer({
      verdict: "refuted",
      control: "check(x)",
      impact: null,
      reach: null,
      conditions: null,
    });
    expect(readRefuteAnswer(text)).toEqual({ kind: "answer", answer });
  });

  it("may ask instead, for at most three things", () => {
    const need = [{ kind: "definition", symbol: "check" }, "check", { kind: "files" }, request];
    const text = JSON.stringify({ need, verdict: null });
    expect(readRefuteAnswer(text)).toEqual({ kind: "need", requests: [request] });
  });

  it("decides where it does both", () => {
    expect(readRefuteAnswer(JSON.stringify({ ...confirmed, need: [request] }))).toEqual({
      kind: "answer",
      answer: confirmed,
    });
  });

  it.each([
    ["words", "Confirmed.", "It holds no answer object."],
    ["nothing", "", "It holds no answer object."],
    ["thoughts without end", `<think>${wholeText}`, "It holds no answer object."],
    ["two verdicts", `${wholeText}\n{"verdict": "refuted"}`, "It holds more than one answer object."],
    ["a part", wholeText.slice(0, -20), "The answer object is broken or not closed."],
    [
      "a verdict twice",
      '{"verdict": "refuted", "verdict": "confirmed"}',
      "The answer object is broken or not closed.",
    ],
    ["a word of its own", '{"verdict": "probably"}', "The answer object does not fit the form."],
    ["neither", '{"verdict": null, "need": []}', "It gives no verdict and asks for nothing."],
  ])("that is %s is no answer", (_, text, detail) => {
    expect(readRefuteAnswer(text)).toEqual({ kind: "unreadable", detail });
  });
});
