import { describe, expect, it } from "vitest";
import type { ParsedAnswer } from "../../../src/domain/answer.ts";
import type { Claim } from "../../../src/domain/finding.ts";
import { parseAnswer } from "../../../src/review/answer/parse-answer.ts";
import { claimOf, unitOf } from "../../fakes/review-unit.ts";

const unit = unitOf(["0.0", "0.1", "2.0"], ["python.command.shell"]);

const defect = {
  file: 0,
  side: "R",
  line: 7,
  quote: "run(command, shell=True)",
  cwe: "CWE-78",
  severity: "high",
  title: "Command injection",
  explanation: "`command` comes from the request.",
  attack: "A caller sends `; id`.",
  fix: null,
  lead: 1,
};
const suggestion = {
  file: 2,
  side: "L",
  line: 3,
  quote: "import os",
  category: "unused-code",
  title: "Unused import",
  explanation: "`os` is not used.",
};
const answer = { reviewed: ["0.0", "2.0"], defects: [defect], suggestions: [suggestion] };
const text = JSON.stringify(answer);

const defectClaim: Claim = claimOf({
  lines: [{ start: 7, end: 7 }],
  quote: "run(command, shell=True)",
  symbols: ["command", "; id"].slice(0, 1),
  title: "Command injection",
  cwe: "CWE-78",
  severity: "high",
  explanation: "`command` comes from the request.",
  attack: "A caller sends `; id`.",
  rule: "python.command.shell",
});
const suggestionClaim: Claim = claimOf({
  kind: "suggestion",
  file: 2,
  side: "LEFT",
  lines: [{ start: 3, end: 3 }],
  quote: "import os",
  symbols: ["os"],
  title: "Unused import",
  category: "unused-code",
  explanation: "`os` is not used.",
});
const parsed: ParsedAnswer = {
  kind: "parsed",
  form: "json",
  claims: [defectClaim, suggestionClaim],
  reviewed: ["0.0", "2.0"],
  statedVerdict: null,
  isComplete: true,
};

const read = (value: unknown) => parseAnswer(JSON.stringify(value), unit);
const countsOf = (result: ParsedAnswer) =>
  result.kind === "parsed"
    ? [result.claims.length, result.reviewed?.length ?? null, result.isComplete]
    : result.kind;

describe("a structured answer", () => {
  it.each([
    ["plain", text],
    ["after a byte order mark", `\uFEFF${text}`],
    ["inside prose", `Here is {what} I found:\n${text}\nI hope [this] helps.`],
    ["inside a fence", `\`\`\`json\n${JSON.stringify(answer, null, 2)}\n\`\`\``],
    ["in one of two fences", `\`\`\`python\nx = {1: 2}\n\`\`\`\n\`\`\`json\n${text}\n\`\`\``],
    ["behind thoughts", `<think>Is {"reviewed": wrong? </think>\n${text}`],
    ["given twice", `${text}\n${text}`],
    ["wrapped in an object", JSON.stringify({ answer })],
    ["wrapped in objects", JSON.stringify({ result: { output: [answer] } })],
    ["as the element of a list", JSON.stringify([answer])],
    ["with trailing commas", text.replaceAll("}]", "},]")],
    ["after a quote that opens nothing", `The {" is odd. ${text}`],
    ["without what would be null", text.replace('"fix":null,', "")],
  ])("is read when it comes %s", (_, given) => {
    expect(parseAnswer(given, unit)).toEqual(parsed);
  });

  it("is read when nothing was found", () => {
    expect(read({ reviewed: ["0.0"], defects: [], suggestions: [] })).toEqual({
      ...parsed,
      claims: [],
      reviewed: ["0.0"],
    });
  });

  it("is read as claims without coverage when it is a bare list of defects", () => {
    expect(read([defect])).toEqual({ ...parsed, claims: [defectClaim], reviewed: [] });
  });

  it("keeps line feeds and unknown escapes in quotes", () => {
    const given = text.replace("run(command, shell=True)", "re.match('\\d+',\n\tx)");
    const result = parseAnswer(given, unit);

    expect(result.kind === "parsed" && result.claims[0]?.quote).toBe("re.match('\\d+',\n\tx)");
  });
});

describe("labels", () => {
  it("that are not of the unit are ignored, repeated ones count once", () => {
    const result = read({ ...answer, reviewed: ["0.1", "hunk 0.1", " 0.1 ", "9.9", "constructor", ""] });

    expect(result.kind === "parsed" && result.reviewed).toEqual(["0.1"]);
  });
});

describe("claims", () => {
  it.each([
    ["a file that is not of the unit", { file: 1 }, { file: null }],
    ["a file that is no whole number", { file: 0.5 }, { file: null }],
    ["a line that is none", { line: -4 }, { lines: [] }],
    ["a blank quote", { quote: " \n" }, { quote: null }],
    ["an unknown lead", { lead: 9 }, { rule: null }],
    ["an empty CWE", { cwe: " " }, { cwe: null }],
    ["a long title", { title: `${"a".repeat(199)}😀` }, { title: "a".repeat(199) }],
    ["a lone surrogate", { title: "a\ud800b" }, { title: "a\ufffdb" }],
  ])("are read cautiously: %s", (_, changes, expected) => {
    const result = read({ ...answer, defects: [{ ...defect, ...changes }], suggestions: [] });

    expect(result).toEqual({ ...parsed, claims: [{ ...defectClaim, ...expected }] });
  });

  it("are limited to two hundred, and more make the answer incomplete", () => {
    const defects = Array.from({ length: 201 }, (_, line) => ({ ...defect, line: line + 1 }));

    expect(countsOf(read({ ...answer, defects, suggestions: [] }))).toEqual([200, 2, false]);
    expect(countsOf(read({ ...answer, defects: defects.slice(1), suggestions: [] }))).toEqual([200, 2, true]);
  });
});

describe("an answer that does not fit", () => {
  it.each([
    [
      "an element with an unknown key",
      { ...answer, defects: [defect, { ...defect, extra: 1 }] },
      [2, 2, false],
    ],
    [
      "an element with a wrong severity",
      { ...answer, defects: [{ ...defect, severity: "x" }] },
      [1, 2, false],
    ],
    ["an element that is no object", { ...answer, suggestions: [suggestion, "none", null] }, [2, 2, false]],
    ["an unknown key", { ...answer, verdict: "clean" }, [2, 2, false]],
    ["no list of defects", { reviewed: ["0.0"], suggestions: [] }, [0, 1, false]],
    ["defects that are no list", { ...answer, defects: "none" }, [1, 2, false]],
    ["a label that is no text", { ...answer, reviewed: ["0.0", 2] }, [2, 1, false]],
  ])("keeps what fits and is incomplete: %s", (_, given, expected) => {
    expect(countsOf(read(given))).toEqual(expected);
  });

  it.each([
    [
      "cut inside the second element",
      `${text.slice(0, text.indexOf("}]") + 1)},{"file":0,"side":"R"`,
      [1, 2, false],
    ],
    ["cut before the last brace", text.slice(0, -1), [2, 2, false]],
    ["cut inside a label", '{"reviewed":["0.0","0.', [0, 1, false]],
    [
      "malformed between two elements",
      text.replace('"suggestions":[', '"suggestions":[oops,'),
      [2, 2, false],
    ],
    ["with a key given twice", `${text.slice(0, -1)},"defects":[]}`, [2, 2, false]],
  ])("is not repaired when it is %s", (_, given, expected) => {
    expect(countsOf(parseAnswer(given, unit))).toEqual(expected);
  });

  it("cannot reach the prototype of objects", () => {
    const given =
      '{"__proto__":{"polluted":1},"reviewed":["0.0"],"defects":[],"suggestions":[],"constructor":1}';

    expect(countsOf(parseAnswer(given, unit))).toEqual([0, 1, false]);
    expect("polluted" in {}).toBe(false);
  });
});

const noAnswer = "The answer holds neither an answer object, nor a verdict, nor a list.";

describe("a text without an answer", () => {
  it.each([
    ["nothing", " \n", "The answer is empty."],
    ["only thoughts", "<think>It could be", "The answer is empty."],
    ["the beginning of JSON", '{"rev', "The answer begins like JSON but holds no answer object."],
    ["other JSON", '{"error":{"message":"busy"}}', "The answer begins like JSON but holds no answer object."],
    ["a web page", "<!DOCTYPE html><html><p>502</p>", "The answer is a web page, not the answer of a model."],
    ["an apology", "I am sorry, I looked at it and it seems fine to me.", noAnswer],
    ["a failed search", "I cannot find anything wrong with it.", noAnswer],
    ["chatter", "The code reads a file and prints it.", noAnswer],
  ])("is unreadable: %s", (_, given, detail) => {
    expect(parseAnswer(given, unit)).toEqual({ kind: "unreadable", detail });
  });

  it.each([
    "I'm sorry, but I can't help with that.",
    "I cannot assist with this. You could:\n1. Ask a person.\n2. Use a tool.",
    "I’m unable to safely review this code.",
    "Sorry, I can't.",
    "I won't look at exploits.",
    "As an AI model I have no opinion.",
    "I must decline.",
  ])("is a refusal: %s", (given) => {
    expect(parseAnswer(given, unit)).toEqual({
      kind: "unreadable",
      detail: "The model declined to review the code.",
      isRefusal: true,
    });
  });
});

describe("hostile text", () => {
  const size = 400_000;
  it.each([
    ["opening braces", "{".repeat(size)],
    ["opening brackets", "[".repeat(size)],
    ["nested keys", '{"a":'.repeat(size / 5)],
    ["quotes and braces", '{"'.repeat(size / 2)],
    ["escaped quotes", `{"${'\\"{'.repeat(size / 3)}`],
    ["empty lists", "[],".repeat(size / 3)],
    ["full stops", ".".repeat(size)],
    ["line feeds", `x${"\n".repeat(size)}x`],
    ["spaces", `# ${" ".repeat(size)}\u2028x`],
    ["back-quotes", `1. a\n${"`a".repeat(size / 2)}`],
    ["line numbers", `1. a\nlines ${"1,".repeat(size / 2)}`],
    ["fences", "```\n".repeat(size / 4)],
    ["items", "1. a: b\n".repeat(size / 8)],
    ["stars", `**${"*a".repeat(size / 2)}`],
    ["brackets after a title", `1. ${"(lines ".repeat(size / 7)}`],
  ])("is read in linear time: %s", (_, given) => {
    const start = performance.now();
    parseAnswer(given, unit);

    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it("beyond two million characters is cut, and the answer incomplete", () => {
    expect(countsOf(parseAnswer(`${text}${" ".repeat(2_000_000)}`, unit))).toEqual([2, 2, false]);
  });
});
