import { describe, expect, it } from "vitest";
import { RepoPath } from "../../../src/domain/change-set.ts";
import type { RefuteAnswer } from "../../../src/domain/refutation.ts";
import { judgeRefutation } from "../../../src/review/refute/judge-refutation.ts";
import { readCodeLines, type ShownText } from "../../../src/review/refute/shown-code.ts";
import { refuteAnswer } from "../../fakes/refuting.ts";

const path = RepoPath.parse("src/find.js");
const head = `// Every name is validated by the gateway.
export function find(db, name) {
  /* reviewed:
     checkName(name) was called */
  const note = "checkName(name)";
  if (!/^[a-z]+$/.test(name)) throw new Error(); // safe now
  return db.query("SELECT * FROM t WHERE n = '" + name + "'");
}`;
const shownOf = (side: ShownText["side"], text: string): ShownText => ({
  path,
  side,
  lines: [...readCodeLines([{ firstLine: 1, text }], path).values()],
});
const shown = [shownOf("RIGHT", head), shownOf("LEFT", "  requireUser(db);")];

const sink = 'return db.query("SELECT';
const control = "if (!/^[a-z]+$/.test(name)) throw new Error();";
const rating = { impact: "others-data", reach: "unauthenticated-remote", conditions: "none" } as const;
const confirmed = { kind: "confirmed", rating, path: null, attack: null, edit: null };
const judge = (changes: Partial<RefuteAnswer>) => judgeRefutation(refuteAnswer(changes), shown);

describe("a confirmation", () => {
  it.each<[string, Partial<RefuteAnswer>]>([
    ["the sink", { sink }],
    ["the removed control", { removed: "requireUser(db)" }],
    ["the sink, as the prompt shows it", { sink: `R7   ${sink}` }],
    ["the sink and a control that can be passed", { sink, control, bypass: "a name with a line feed" }],
    ["the sink and a control that stands nowhere", { sink, control: "escapeName(name)" }],
    ["the sink, and null as a word", { sink, control: "none", bypass: "N/A" }],
  ])("holds that quotes %s", (_, changes) => {
    expect(judge({ verdict: "confirmed", ...changes })).toEqual(confirmed);
  });

  it("hands over what it explains, and no rating where a part is missing", () => {
    const fix = { from: 7, to: 7, lines: ["  return null;"] };
    const answer = { sink, path: " From name to the query. ", attack: "A quote.", fix, reach: null };
    expect(judge({ verdict: "confirmed", ...answer })).toEqual({
      kind: "confirmed",
      rating: null,
      path: "From name to the query.",
      attack: "A quote.",
      edit: fix,
    });
  });

  it.each<[string, Partial<RefuteAnswer>]>([
    ["nothing", {}],
    ["an invented line", { sink: "eval(name)" }],
    ["only where the value comes from", { source: "find(db, name)" }],
    ["a line as removed that still stands", { removed: control }],
    ["a control, and no way around it", { sink, control }],
  ])("proves nothing that quotes %s", (_, changes) => {
    expect(judge({ verdict: "confirmed", ...changes }).kind).toBe("undecided");
  });
});

describe("a refutation", () => {
  it.each([
    ["a control of the head", control],
    ["a part of it, with its comment", "test(name)) throw new Error(); // safe now"],
  ])("holds that quotes %s", (_, quote) => {
    expect(judge({ verdict: "refuted", control: quote })).toEqual({ kind: "refuted", control: quote });
    expect(judge({ verdict: "uncertain", control: quote })).toEqual({
      kind: "uncertain",
      rating,
      control: quote,
    });
  });

  it.each([
    ["nothing", null],
    ["nothing, in words", "None."],
    ["an invented line", "checkName(name);"],
    ["a comment", "// Every name is validated by the gateway."],
    ["words out of a comment", "is validated by the gateway"],
    ["a call that only a comment holds", "checkName(name) was called"],
    ["a comment behind code", "// safe now"],
    ["words behind code", "safe now"],
    ["a string", '"checkName(name)"'],
    ["what a string says", "checkName(name)"],
    ["a line that was removed", "requireUser(db);"],
    ["too little", "if (!"],
    ["signs", "));"],
  ])("proves nothing that quotes %s", (_, quote) => {
    expect(judge({ verdict: "refuted", control: quote }).kind).toBe("undecided");
    expect(judge({ verdict: "uncertain", control: quote }).kind).toBe("undecided");
  });

  it("proves nothing beside a way around the control", () => {
    expect(judge({ verdict: "refuted", control, bypass: "an empty name" }).kind).toBe("undecided");
    expect(judge({ verdict: "uncertain", control, bypass: "an empty name" }).kind).toBe("uncertain");
  });
});

it("without a verdict nothing is decided", () => {
  expect(judge({ sink, control })).toEqual({ kind: "undecided", detail: "It gives no verdict." });
});
