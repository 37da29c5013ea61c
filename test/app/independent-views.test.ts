import { describe, expect, it } from "vitest";
import type { AnsweredDefect } from "../../src/domain/answer.ts";
import { ReviewError } from "../../src/domain/errors.ts";
import type { ModelAnswer } from "../../src/domain/model-answer.ts";
import type { Prompt } from "../../src/domain/prompt.ts";
import type { RefuteAnswer } from "../../src/domain/refutation.ts";
import type { ReviewUnit } from "../../src/domain/unit.ts";
import { showReviewStage } from "../../src/entrypoints/cli/show-stage.ts";
import type { Model } from "../../src/pipeline/ports.ts";
import type { ReviewRequest, ReviewTrace } from "../../src/pipeline/review-change.ts";
import { composeDiff } from "../evals/compose-diff.ts";
import { createMemorySource } from "../evals/create-memory-source.ts";
import { confirmClaim, refuteAnswer } from "../fakes/refuting.ts";
import { createRepository } from "../git/temporary-repository.ts";
import { answeredDefect, readAll } from "./answers.ts";
import { reviewInProcess } from "./review-in-process.ts";
import { runInProcess } from "./run-in-process.ts";

const path = "src/find.js";
const filler = Array.from({ length: 8 }, (_, index) => `  log.step(${index});`);
const code = (body: readonly string[]) =>
  ["// Finds users.", "export function find(db, name, log) {", ...filler, ...body, "}", ""].join("\n");
const guard = "  guard(name); // refuses quotes";
const query = `  return db.query("SELECT * FROM users WHERE name = '" + name + "'"); // name is clean`;
const files = {
  before: new Map([[path, code(["  return [];"])]]),
  after: new Map([[path, code([guard, query])]]),
};
const source = createMemorySource({ diff: composeDiff(files.before, files.after), label: "a diff", files });
const shown = query.slice(0, query.indexOf(" //")).trim();

type Looker = (prompt: Prompt) => readonly Partial<AnsweredDefect>[] | ModelAnswer["text"] | Error;

interface Double extends Model {
  readonly asked: readonly Prompt[];
}

const viewOf = ({ unit }: Prompt) => unit.split("-")[1] ?? "sliced";
const injection = { quote: shown };

/** A model that answers the first question by view, and the second always in one way. */
function looking(look: Looker, second: (prompt: Prompt) => RefuteAnswer): Double {
  const asked: Prompt[] = [];
  const usage = { promptTokens: 1_000, completionTokens: 100, cachedTokens: 0 };
  return {
    name: "double",
    asked,
    async complete(prompt): Promise<ModelAnswer> {
      asked.push(prompt);
      const isFirst = prompt.id === "find-defects";
      const found = isFirst ? look(prompt) : [];
      if (found instanceof Error) throw found;
      const answer =
        isFirst && typeof found !== "string" ? readAll(prompt.user, found.map(answeredDefect)) : null;
      const text = typeof found === "string" ? found : JSON.stringify(answer ?? second(prompt));
      return { text, finish: "stop", model: "double", usage };
    },
  };
}

const saidBy =
  (...views: readonly string[]): Looker =>
  (prompt) =>
    views.includes(viewOf(prompt)) ? [injection] : [];
const doubts = () => refuteAnswer({ verdict: "uncertain", control: "guard(name);" });
const confirms = ({ user }: Prompt) => confirmClaim(user);

const review = (model: Model, request: Partial<ReviewRequest> = {}): Promise<ReviewTrace> =>
  reviewInProcess(source, model, {}, { depth: "thorough", unitTokens: 2_000, ...request });
const stateOf = ({ result }: ReviewTrace) =>
  result.defects.filter((one) => one.source === "model").map(({ confidence }) => confidence);
const agreementOf = ({ verified }: ReviewTrace) => verified.verified.map(({ defect }) => defect.agreement);
const hunksOf = ({ result }: ReviewTrace) =>
  result.coverage.files.flatMap(({ hunks }) => hunks.map(({ state }) => state));

describe("a thorough review", () => {
  it("asks about a unit in three views, one behind the other, the first as a standard one would", async () => {
    const thorough = looking(saidBy(), confirms);
    const standard = looking(saidBy(), confirms);
    const trace = await review(thorough);
    await review(standard, { depth: "standard" });
    expect(thorough.asked.map(({ unit }) => unit)).toEqual(["u1", "u1-bare", "u1-uncommented"]);
    expect(standard.asked).toEqual(thorough.asked.slice(0, 1));
    expect([trace.result.usage.calls, trace.result.usage.promptTokens]).toEqual([3, 3_000]);
    expect([hunksOf(trace), trace.result.notices]).toEqual([["reviewed"], []]);
    expect(trace.outcomes.map(({ unit }) => unit.id)).toEqual(["u1"]);
  });

  it("shows each view what it is for", async () => {
    const model = looking(saidBy(), confirms);
    await review(model);
    const [sliced = "", bare = "", uncommented = ""] = model.asked.map(({ user }) => user);
    expect(sliced).toContain(`+ ${query}\n`);
    expect(sliced).toContain("R2 . export function find(db, name, log) {");
    expect(bare).toContain(`+ ${query}\n`);
    expect(bare).not.toMatch(/^R\d+ \. /m);
    expect(uncommented).toContain(`+   ${shown}\n`);
    expect(uncommented).toContain("R2 . export function find(db, name, log) {");
  });

  it("keeps to one look at the other depths", async () => {
    for (const depth of ["quick", "standard"] as const) {
      const model = looking(saidBy(), confirms);
      await review(model, { depth });
      expect(model.asked.map(({ unit }) => unit)).toEqual(["u1"]);
    }
  });
});

describe("what several views say", () => {
  it.each<[string, readonly string[], readonly string[], readonly unknown[]]>([
    ["one is dropped", ["bare"], [], [{ reason: "not-repeated", count: 1 }]],
    ["two stays", ["bare", "uncommented"], ["unverified"], [{ reason: "duplicate", count: 1 }]],
    ["all stays", ["sliced", "bare", "uncommented"], ["unverified"], [{ reason: "duplicate", count: 2 }]],
  ])("and the second question doubts: what %s", async (_, views, states, dropped) => {
    const trace = await review(looking(saidBy(...views), doubts));
    expect(agreementOf(trace)).toEqual([{ said: views.length, looks: 3 }]);
    expect([stateOf(trace), trace.result.dropped]).toEqual([states, dropped]);
  });

  it.each(["sliced", "bare", "uncommented"])("is confirmed though only the view %s saw it", async (view) => {
    const model = looking(saidBy(view), confirms);
    const trace = await review(model);
    expect([stateOf(trace), agreementOf(trace)]).toEqual([["confirmed"], [{ said: 1, looks: 3 }]]);
    expect(trace.result.defects[0]?.place).toMatchObject({ startLine: 12, endLine: 12, quote: query });
    // The second question shows the most that is known, whichever view the claim came from.
    expect(model.asked.at(-1)?.user).toContain("R2 . export function find(db, name, log) {");
  });

  it("is put once and asked about once, in the words of the first view", async () => {
    const titles: Looker = (prompt) => [{ ...injection, title: `Seen by ${viewOf(prompt)}` }];
    const model = looking(titles, confirms);
    const trace = await review(model);
    expect(trace.result.defects.map(({ title }) => title)).toEqual(["Seen by sliced"]);
    expect(model.asked).toHaveLength(4);
  });

  it("counts only views that say that they read the place", async () => {
    const look: Looker = (prompt) => {
      if (viewOf(prompt) === "sliced") return [injection];
      return JSON.stringify({ reviewed: [], defects: [], suggestions: [] });
    };
    const trace = await review(looking(look, doubts));
    expect([stateOf(trace), agreementOf(trace)]).toEqual([["unverified"], [{ said: 1, looks: 1 }]]);
  });

  it("is found in the code where a quote runs over a comment that was not shown", async () => {
    const quote = `guard(name);\n  ${shown}`;
    const look: Looker = (prompt) => (viewOf(prompt) === "uncommented" ? [{ quote }] : []);
    const { result } = await review(looking(look, confirms));
    expect(result.defects.map(({ place }) => [place.startLine, place.endLine, place.quote])).toEqual([
      [11, 12, `${guard}\n${query}`],
    ]);
  });

  it("is not found where a view that shows comments leaves one out of its quote", async () => {
    const quote = `guard(name);\n  ${shown}`;
    const look: Looker = (prompt) => (viewOf(prompt) === "bare" ? [{ quote }] : []);
    const { result } = await review(looking(look, confirms));
    expect(result.dropped).toEqual([{ reason: "quote-not-found", count: 1 }]);
  });
});

describe("what is said about views", () => {
  it("is how many of them agreed, for each claim", async () => {
    const trace = await review(looking(saidBy("sliced", "bare"), doubts));
    const { askedAgain } = JSON.parse(showReviewStage("claims", trace)) as { askedAgain: readonly object[] };
    expect(askedAgain).toMatchObject([{ agreement: { said: 2, looks: 3 } }]);
  });

  it("counts all of them in the estimate, and shows them as they would be asked", async () => {
    const repository = createRepository();
    try {
      for (const texts of [files.before, files.after]) {
        repository.write(path, texts.get(path)!);
        repository.commit("find");
      }
      const run = (...args: readonly string[]) =>
        runInProcess(["review", "HEAD", "--depth", "thorough", ...args], { directory: repository.directory });
      expect((await run("--estimate")).stdout).toMatch(/units +1\n +questions +3\n/);
      const shown = JSON.parse((await run("--show-stage", "units")).stdout) as readonly ReviewUnit[];
      expect(shown.map(({ id, view }) => `${id} ${view}`)).toEqual([
        "u1 sliced",
        "u1-bare bare",
        "u1-uncommented uncommented",
      ]);
    } finally {
      repository.remove();
    }
  });
});

describe("a view that fails", () => {
  const fails =
    (...views: readonly string[]): Looker =>
    (prompt) =>
      views.includes(viewOf(prompt)) ? new ReviewError("MODEL_UNAVAILABLE", "Down.") : [injection];

  it("costs nothing when it is not the first, and is counted", async () => {
    const trace = await review(looking(fails("bare"), doubts));
    expect([hunksOf(trace), stateOf(trace)]).toEqual([["reviewed"], ["unverified"]]);
    expect(agreementOf(trace)).toEqual([{ said: 2, looks: 2 }]);
    expect(trace.result.notices).toEqual([
      {
        kind: "fewer-looks",
        text: "1 of 2 further looks at parts of the change is missing: the model gave no answer (1). Fewer looks find less.",
      },
    ]);
  });

  it("does not make doubt count: one of the two that are left is no minority", async () => {
    const look: Looker = (prompt) =>
      viewOf(prompt) === "uncommented" ? new ReviewError("MODEL_TIMEOUT", "Late.") : saidBy("bare")(prompt);
    const trace = await review(looking(look, doubts));
    expect([stateOf(trace), agreementOf(trace)]).toEqual([["unverified"], [{ said: 1, looks: 2 }]]);
  });

  it("leaves its hunks unreviewed when it is the first, whatever the others found", async () => {
    const trace = await review(looking(fails("sliced"), doubts));
    expect([hunksOf(trace), stateOf(trace)]).toEqual([["failed"], ["unverified"]]);
    expect(trace.result.notices).toEqual([]);
  });
});
