import { describe, expect, it } from "vitest";
import { createDiffSource } from "../../src/adapters/git/create-diff-source.ts";
import type { AnsweredDefect } from "../../src/domain/answer.ts";
import type { RefuteAnswer } from "../../src/domain/refutation.ts";
import type { Model } from "../../src/pipeline/ports.ts";
import type { ReviewRequest, ReviewTrace } from "../../src/pipeline/review-change.ts";
import { createHunkHasher } from "../../src/review/units/hash-hunk.ts";
import { decideVerdict } from "../../src/review/verdict/decide-verdict.ts";
import { confirmClaim, refuteAnswer } from "../fakes/refuting.ts";
import { answeredDefect, readAll } from "./answers.ts";
import { cleanModel, reviewInProcess } from "./review-in-process.ts";

const call = `os.system("convert " + name)`;
const check = `if not name.isalnum(): raise ValueError(name)`;
const match = { rule: "python.command-injection.shell", severity: "high", startLine: 3 };
const claim = answeredDefect({ line: 3, quote: call, cwe: "CWE-78", title: "Shell command from a name" });

const diffOf = (...lines: readonly string[]) =>
  [
    "diff --git a/run.py b/run.py",
    "new file mode 100644",
    "--- /dev/null",
    "+++ b/run.py",
    `@@ -0,0 +1,${lines.length} @@`,
    ...lines.map((line) => `+${line}`),
    "",
  ].join("\n");
const dangerous = ["def convert(name):", `    ${check}`, `    ${call}`];

const review = (
  model: Model | null,
  lines: readonly string[] = dangerous,
  request: Partial<ReviewRequest> = {},
): Promise<ReviewTrace> =>
  reviewInProcess(createDiffSource({ text: diffOf(...lines), label: "a diff" }), model, {}, request);

/** A model that claims this defect and answers the second question about it as it is told. */
const claiming = (defect: AnsweredDefect, second: (question: string) => RefuteAnswer): Model => ({
  name: "claiming",
  async complete({ id, user }) {
    const answer = id === "find-defects" ? readAll(user, [defect]) : second(user);
    return { text: JSON.stringify(answer), finish: "stop", model: "claiming", usage: null };
  },
});
const unreportedOf = ({ result }: ReviewTrace) =>
  result.unreported?.map(({ rule, severity, place }) => ({ rule, severity, startLine: place.startLine }));

describe("a rule that matched", () => {
  it("and that the model says nothing about is told, and is not counted as a defect", async () => {
    const trace = await review(cleanModel);
    expect(unreportedOf(trace)).toEqual([match]);
    expect(trace.result.defects).toEqual([]);
    expect(decideVerdict(trace.result)).toEqual({
      verdict: "no-defects",
      verdictLine: "No security defects are detected in the code.",
      reasons: [],
    });
  });

  it.each([
    ["on its line", claim],
    ["lines away, in answer to its question", { ...claim, line: 1, quote: dangerous[0]!, lead: 1 }],
    ["with a class of the same family", { ...claim, cwe: "CWE-77" }],
  ])("and of which a defect came %s is not told twice", async (_where, defect) => {
    const { result } = await review(claiming(defect, confirmClaim));
    expect(result.defects.map(({ confidence }) => confidence)).toEqual(["confirmed"]);
    expect(result).not.toHaveProperty("unreported");
  });

  it("is told where the second question refuted the defect", async () => {
    const trace = await review(claiming(claim, () => refuteAnswer({ verdict: "refuted", control: check })));
    expect([trace.result.defects, trace.result.dropped]).toEqual([[], [{ reason: "refuted", count: 1 }]]);
    expect(unreportedOf(trace)).toEqual([match]);
  });

  it("stays a pattern that nobody examined without a model", async () => {
    const { result } = await review(null);
    expect(result.defects.map(({ rule, confidence }) => ({ rule, confidence }))).toEqual([
      { rule: match.rule, confidence: "pattern" },
    ]);
    expect(result).not.toHaveProperty("unreported");
  });

  it("stays such a pattern in a hunk that the answer does not list as read", async () => {
    const text = [diffOf(...dangerous), diffOf(...dangerous).replaceAll("run.py", "more.py")].join("");
    const model: Model = {
      name: "hasty",
      async complete({ user }) {
        const answer = { ...readAll(user), reviewed: readAll(user).reviewed.slice(0, 1) };
        return { text: JSON.stringify(answer), finish: "stop", model: "hasty", usage: null };
      },
    };
    const trace = await reviewInProcess(createDiffSource({ text, label: "a diff" }), model);
    expect(trace.prepared.units.map(({ hunks }) => hunks.length)).toEqual([2]);
    const { defects, unreported, coverage } = trace.result;
    const read = coverage.files.find(({ whole }) => whole.state === "reviewed")?.path;
    const unread = coverage.files.find(({ whole }) => whole.state === "failed")?.path;
    expect(unreported?.map(({ place }) => place.path)).toEqual([read]);
    expect(defects.map(({ place, confidence }) => [place.path, confidence])).toEqual([[unread, "pattern"]]);
  });

  it("where a check proved the same counts as no claim of a model that was dropped", async () => {
    const secret = ["AKIA", "Q3EGRIT7ZKNVWXYM"].join("");
    const { result, prepared } = await review(null, [`secret_key = "${secret}"`]);
    expect(prepared.leads.map(({ cwe }) => cwe)).toEqual(["CWE-798"]);
    expect(result.defects.map(({ confidence }) => confidence)).toEqual(["certain"]);
    expect(result.dropped).toEqual([]);
  });

  it("is told of hunks that an earlier review read, too", async () => {
    const { prepared } = await review(cleanModel);
    const hash = createHunkHasher(prepared.hunks);
    const reviewedHunks = new Set(prepared.hunks.map(({ ref }) => hash(ref) ?? ""));
    const again = await review(cleanModel, dangerous, { reviewedHunks });
    expect([again.result.usage.calls, again.prepared.units]).toEqual([0, []]);
    expect(unreportedOf(again)).toEqual([match]);
  });

  it("of low severity is no word worth", async () => {
    const trace = await review(cleanModel, ["def serve(app):", `    app.run(host="0.0.0.0")`]);
    expect(trace.prepared.leads.map(({ rule, severity }) => [rule, severity])).toEqual([
      ["python.network-exposure.listen", "low"],
    ]);
    expect(trace.result).not.toHaveProperty("unreported");
  });

  it("quotes no secret of its line", async () => {
    const secret = ["AKIA", "Q3EGRIT7ZKNVWXYM"].join("");
    const line = `    os.system("upload --key ${secret} " + name)`;
    const { result } = await review(cleanModel, ["def upload(name):", line]);
    expect(result.unreported?.[0]?.place.quote).toContain("os.system(");
    expect(JSON.stringify(result.unreported)).not.toContain(secret);
  });
});
