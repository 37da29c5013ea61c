import { describe, expect, it } from "vitest";
import { createDiffSource } from "../../src/adapters/git/create-diff-source.ts";
import type { AnsweredDefect } from "../../src/domain/answer.ts";
import { ReviewError } from "../../src/domain/errors.ts";
import type { Finding } from "../../src/domain/finding.ts";
import type { ModelAnswer } from "../../src/domain/model-answer.ts";
import type { Prompt } from "../../src/domain/prompt.ts";
import type { RefuteAnswer } from "../../src/domain/refutation.ts";
import type { Model } from "../../src/pipeline/ports.ts";
import type { Snapshot } from "../../src/pipeline/ports-snapshot.ts";
import type { ReviewDependencies, ReviewRequest, ReviewTrace } from "../../src/pipeline/review-change.ts";
import { confirmClaim, refuteAnswer } from "../fakes/refuting.ts";
import { answeredDefect, readAll } from "./answers.ts";
import { reviewInProcess } from "./review-in-process.ts";

const query = `  return db.query("SELECT * FROM users WHERE name = '" + name + "'");`;
const check = `  if (!/^[a-z]+$/.test(name)) throw new Error("bad name");`;
const diff = `diff --git a/src/find.js b/src/find.js
--- a/src/find.js
+++ b/src/find.js
@@ -1,4 +1,6 @@
 // The gateway validates every name before it gets here.
-export function find(db, name) {
-  return [];
+export function find(db, name, log) {
+${check}
+  log("name was checked");
+${query}
 }
`;

/** What a model answers to the second question: text, or an answer object; by question. */
type Second = (prompt: Prompt, count: number) => string | RefuteAnswer | Error;

interface Double extends Model {
  readonly prompts: readonly Prompt[];
}

/** A model that claims these defects, and answers second questions as scripted. */
function doubting(
  second: Second,
  defects: readonly Partial<AnsweredDefect>[] = [{ quote: query.trim() }],
): Double {
  const prompts: Prompt[] = [];
  const usage = { promptTokens: 1_000, completionTokens: 100, cachedTokens: 0 };
  return {
    name: "double",
    prompts,
    async complete(prompt): Promise<ModelAnswer> {
      if (prompt.id === "find-defects") {
        const text = JSON.stringify(readAll(prompt.user, defects.map(answeredDefect)));
        return { text, finish: "stop", model: "double", usage };
      }
      prompts.push(prompt);
      const answer = second(prompt, prompts.length);
      if (answer instanceof Error) throw answer;
      const text = typeof answer === "string" ? answer : JSON.stringify(answer);
      return { text, finish: "stop", model: "double", usage };
    },
  };
}

const review = (
  model: Model,
  instead: Partial<ReviewDependencies> = {},
  request: Partial<ReviewRequest> = {},
): Promise<ReviewTrace> =>
  reviewInProcess(createDiffSource({ text: diff, label: "a diff" }), model, instead, request);

const fromModel = ({ result }: ReviewTrace) => result.defects.filter(({ source }) => source === "model");
const stateOf = (trace: ReviewTrace) =>
  fromModel(trace).map(({ confidence, severity }: Finding) => `${confidence} ${severity}`);
const confirms: Second = ({ user }) => confirmClaim(user);
const refutesBy =
  (control: string): Second =>
  () =>
    refuteAnswer({ verdict: "refuted", control });

describe("a claim that the second question", () => {
  it("confirms is published as confirmed, with its words and the severity of the rubric", async () => {
    const path = "name comes from the caller and is put into the query.";
    const attack = "A caller sends a quote.";
    const model = doubting(({ user }) => ({ ...confirmClaim(user), path, attack, impact: "all-data" }));
    const trace = await review(model);
    expect(
      fromModel(trace).map((defect) => [
        defect.confidence,
        defect.severity,
        defect.explanation,
        defect.attack,
      ]),
    ).toEqual([["confirmed", "critical", path, attack]]);
    expect(trace.result.prompts.map(({ id }) => id)).toEqual(["find-defects", "refute-defect"]);
    expect(trace.result.usage.calls).toBe(2);
    expect(trace.result.notices).toEqual([]);
  });

  it("refutes by a real line is dropped, and counted", async () => {
    const { result } = await review(doubting(refutesBy(check.trim())));
    expect([result.defects, result.dropped]).toEqual([[], [{ reason: "refuted", count: 1 }]]);
  });

  it("refutes stays when it was called critical: low, unverified, with the line that is said to stop it", async () => {
    const model = doubting(refutesBy(check.trim()), [{ quote: query.trim(), severity: "critical" }]);
    const trace = await review(model);
    expect(stateOf(trace)).toEqual(["unverified low"]);
    expect(fromModel(trace)[0]?.explanation).toContain(check.trim());
  });

  it.each<[string, Second]>([
    ["refutes by an invented line", refutesBy("name = escapeName(name);")],
    ["refutes by a comment", refutesBy("// The gateway validates every name before it gets here.")],
    ["refutes by words out of a comment", refutesBy("gateway validates every name")],
    ["refutes by a string", refutesBy('"name was checked"')],
    ["refutes by what a string says", refutesBy("name was checked")],
    ["refutes by a removed line", refutesBy("return [];")],
    [
      "refutes, and names a way around",
      () => refuteAnswer({ verdict: "refuted", control: check.trim(), bypass: "x" }),
    ],
    ["confirms by an invented line", () => refuteAnswer({ verdict: "confirmed", sink: "eval(name)" })],
    ["answers with prose", () => "The claim is refuted: the name is checked."],
    ["answers twice", ({ user }) => `${JSON.stringify(confirmClaim(user))} {"verdict": "refuted"}`],
    ["answers with a part", ({ user }) => JSON.stringify(confirmClaim(user)).slice(0, -9)],
    ["answers with a verdict of its own", () => '{"verdict": "false positive"}'],
  ])("%s is neither confirmed nor refuted", async (_, second) => {
    const trace = await review(doubting(second));
    expect(stateOf(trace)).toEqual(["unverified high"]);
    expect(trace.result.notices).toEqual([]);
  });

  it("cannot settle stays unverified, rated, and says what speaks against it", async () => {
    const uncertain = refuteAnswer({ verdict: "uncertain", control: check.trim(), reach: "local" });
    const trace = await review(doubting(() => uncertain));
    expect(stateOf(trace)).toEqual(["unverified medium"]);
    expect(fromModel(trace)[0]?.explanation).toContain("could not settle");
  });

  it("does not answer in a readable form is asked about once more", async () => {
    const model = doubting(({ user }, count) => (count === 1 ? "Yes." : confirmClaim(user)));
    expect(stateOf(await review(model))).toEqual(["confirmed high"]);
    expect(model.prompts[1]?.user).toContain("It holds no answer object.");
  });

  it("declines is taken to the fallback", async () => {
    const declines = doubting(() => new ReviewError("MODEL_POLICY", "No."));
    const trace = await review(declines, { fallback: doubting(confirms) });
    expect(stateOf(trace)).toEqual(["confirmed high"]);
  });

  it.each<[string, ReviewError]>([
    ["times out", new ReviewError("MODEL_TIMEOUT", "Too late.", { retryable: true })],
    ["fails", new ReviewError("MODEL_UNAVAILABLE", "Down.")],
    ["has no credit left", new ReviewError("MODEL_QUOTA", "Empty.")],
  ])("%s stays unverified, and a note says so", async (_, error) => {
    const trace = await review(doubting(() => error));
    expect(stateOf(trace)).toEqual(["unverified high"]);
    expect(trace.result.notices).toEqual([
      {
        kind: "unverified",
        text: "1 defect was not asked about a second time: the model gave no answer (1). Such findings are unverified: read them with more doubt.",
      },
    ]);
  });
});

describe("evidence", () => {
  const wanted = refuteAnswer({
    need: [
      { kind: "definition", path: null, from: null, to: null, symbol: "db.query" },
      { kind: "lines", path: "src/db.js", from: 1, to: 2, symbol: null },
      { kind: "references", path: null, from: null, to: null, symbol: "find" },
    ],
  });

  it("is handed over once for every request, and what it shows can refute", async () => {
    const files: Readonly<Record<string, string>> = {
      "src/db.js": "export function query(sql) {\n  refuse(sql);\n}",
    };
    const snapshot: Snapshot = {
      readFile: async (path) => files[path] ?? null,
      selectExisting: async (paths) => paths.filter((path) => path in files),
      findWord: async (word) =>
        Object.entries(files).flatMap(([path, text]) =>
          text
            .split("\n")
            .flatMap((line, index) => (line.includes(word) ? [{ path, line: index + 1, text: line }] : [])),
        ),
    };
    const source = { ...createDiffSource({ text: diff, label: "a diff" }), openSnapshot: () => snapshot };
    const model = doubting((_, count) =>
      count === 1 ? wanted : refuteAnswer({ verdict: "refuted", control: "refuse(sql);" }),
    );
    const { result } = await reviewInProcess(source, model);
    expect(result.dropped).toEqual([{ reason: "refuted", count: 1 }]);
    const [, second] = model.prompts;
    const evidence = /<<evidence \w+\n([\s\S]*)\nevidence \w+>>/.exec(second?.user ?? "")?.[1];
    expect(evidence).toBe(`definition "db.query"
file "src/db.js"
R1 . export function query(sql) {
R2 .   refuse(sql);
R3 . }
lines "src/db.js"
file "src/db.js"
R1 . export function query(sql) {
R2 .   refuse(sql);
references "find"
file "src/find.js"
R2 . export function find(db, name, log) {`);
  });

  it("that is asked for without end is refused after the second time", async () => {
    const model = doubting(() => wanted);
    expect(stateOf(await review(model))).toEqual(["unverified high"]);
    expect(model.prompts).toHaveLength(3);
    expect(model.prompts[1]?.user).toContain("not available; decide with what you see");
    expect(model.prompts[2]?.user).toContain("You cannot ask for more");
  });
});

describe("the second question", () => {
  const five = Array.from({ length: 5 }, (_, index) => ({ quote: query.trim(), cwe: `CWE-${index + 80}` }));

  it("is not asked by a quick review, which calls nothing critical", async () => {
    const model = doubting(confirms, [{ quote: query.trim(), severity: "critical" }]);
    const trace = await review(model, {}, { depth: "quick" });
    expect([stateOf(trace), model.prompts, trace.result.notices]).toEqual([["unverified high"], [], []]);
    expect(trace.result.prompts.map(({ id }) => id)).toEqual(["find-defects"]);
  });

  it("is asked once about what was claimed twice", async () => {
    const model = doubting(confirms, [{ quote: query.trim() }, { quote: query.trim(), title: "The same" }]);
    const trace = await review(model);
    expect([stateOf(trace), model.prompts.length]).toEqual([["confirmed high"], 1]);
    expect(trace.result.dropped).toEqual([{ reason: "duplicate", count: 1 }]);
  });

  it("is asked about twenty claims at most, the worst first", async () => {
    const many = Array.from({ length: 25 }, (_, index) => ({
      quote: query.trim(),
      cwe: `CWE-${index + 100}`,
      severity: index < 20 ? ("high" as const) : ("low" as const),
    }));
    const model = doubting(confirms, many.toReversed());
    const trace = await review(model);
    expect(model.prompts).toHaveLength(20);
    expect(new Set(stateOf(trace))).toEqual(new Set(["confirmed high", "unverified low"]));
    expect(trace.result.notices[0]?.text).toMatch(/^5 defects were .*at most 20 are asked about \(5\)/);
  });

  it("keeps to the cost limit of the whole review", async () => {
    const price = { input: 10, cached: 1, output: 10 };
    const model = doubting(confirms, five);
    const whole = await review(model, { price });
    const spent = whole.result.usage.costUsd!;
    expect(spent).toBeCloseTo(6 * 0.011);
    // Room for the first question, and for little more than one of the second at its worst.
    const trace = await review(doubting(confirms, five), { price }, { maxCostUsd: 0.1 });
    expect(trace.result.usage.costUsd).toBeLessThanOrEqual(0.1);
    expect(stateOf(trace)).toContain("unverified high");
    expect(trace.result.notices[0]?.text).toContain("the cost limit was reached");
    expect(trace.result.coverage.files[0]?.hunks).toEqual([{ state: "reviewed", by: "model" }]);
  });

  it("has the same instructions for every claim, and the claim as one line of data", async () => {
    const model = doubting(confirms, five);
    await review(model);
    expect(new Set(model.prompts.map(({ system }) => system)).size).toBe(1);
    for (const { user } of model.prompts) expect(user).toMatch(/^<<claim [0-9a-f]{20}\n\{.*\}\nclaim /);
  });
});

describe("a repair", () => {
  const safe = '  return db.query("SELECT * FROM users WHERE name = ?", [name]);';
  const fixedBy = (lines: readonly string[], from = 5): Second => {
    return ({ user }) => ({ ...confirmClaim(user), fix: { from, to: from, lines: [...lines] } });
  };

  it("that applies and parses is published as an edit", async () => {
    const [defect] = fromModel(await review(doubting(fixedBy([safe]))));
    expect([defect?.fix, defect?.edit]).toMatchObject([safe, { startLine: 5, endLine: 5, lines: [safe] }]);
    expect(defect?.edit?.replaced).toEqual(defect?.place.quote.split("\n"));
  });

  it("that reaches beyond what was shown is left out", async () => {
    const [defect] = fromModel(await review(doubting(fixedBy([safe], 40))));
    expect([defect?.confidence, defect?.fix, defect?.edit]).toEqual(["confirmed", null, undefined]);
  });
});
