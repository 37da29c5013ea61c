import { afterAll, describe, expect, it } from "vitest";
import { createSyntax } from "../../../../src/adapters/syntax/create-syntax.ts";
import type { SyntaxFacts } from "../../../../src/domain/syntax.ts";
import { parseAnswer } from "../../../../src/review/answer/parse-answer.ts";
import { checkClaims } from "../../../../src/review/claims/check-claims.ts";
import { groundClaims } from "../../../../src/review/claims/ground-claims.ts";
import { buildChange } from "../../../fakes/build-change.ts";
import { unitOfChange } from "../../../fakes/review-unit.ts";
import { falseClaims } from "./false-claims.ts";
import { fixtures } from "./fixtures.ts";
import type { Fixture, FreeClaim, Subject, Wording } from "./subject.ts";
import { trueClaims } from "./true-claims.ts";
import { composeWordings } from "./wordings.ts";

const syntax = createSyntax();

interface Row extends Wording {
  readonly fixture: Fixture;
  readonly quote: string;
  readonly isSo: boolean;
}

/** One claim a subject and wording. */
const rows: readonly Row[] = fixtures.flatMap((fixture) => [
  ...fixture.isSo.flatMap((subject) => rowsOf(fixture, subject, true)),
  ...fixture.isNotSo.flatMap((subject) => rowsOf(fixture, subject, false)),
  ...trueClaims.filter(([of]) => of === fixture).map((claim) => rowOf(claim, true)),
  ...falseClaims.filter(([of]) => of === fixture).map((claim) => rowOf(claim, false)),
]);

function rowsOf(fixture: Fixture, [topic, part, name, scope = name]: Subject, isSo: boolean): readonly Row[] {
  const quote = lineWith(part, fixture);
  return composeWordings(topic, name, scope).map((wording) => ({ ...wording, fixture, quote, isSo }));
}

function rowOf([fixture, part, category, title, explanation]: FreeClaim, isSo: boolean): Row {
  return { fixture, quote: lineWith(part, fixture), category, title, explanation, isSo };
}

function lineWith(part: string, { path, source }: Fixture): string {
  const at = source.indexOf(part);
  if (at === -1) throw new Error(`${path} holds no ${part}`);
  const start = source.lastIndexOf("\n", at) + 1;
  const end = source.indexOf("\n", at);
  return source.slice(start, end === -1 ? undefined : end);
}

function nameOf({ isSo, title, explanation, quote }: Row): string {
  return `${isSo}: ${title}. ${explanation} (${quote.trim()})`;
}

/** What becomes of a claim in the answer of a model, on its whole way. */
async function judge({ fixture, category, title, explanation, quote }: Row, facts: SyntaxFacts) {
  const change = buildChange([{ path: fixture.path, base: null, head: fixture.source }]);
  const known = [{ file: 0, side: "RIGHT", facts } as const];
  const unit = unitOfChange(change);
  const line = fixture.source.slice(0, fixture.source.indexOf(quote)).split("\n").length;
  const suggestion = { file: 0, side: "R", line, quote, category, title, explanation };
  const parsed = parseAnswer(JSON.stringify({ reviewed: [], defects: [], suggestions: [suggestion] }), unit);
  if (parsed.kind === "unreadable") throw new Error(parsed.detail);
  const { candidates } = groundClaims(parsed.claims, change, known, {
    isPlaceholder: () => false,
    mask: (text) => text,
  });
  expect(candidates.length).toBe(1);
  const { kept, dropped } = checkClaims(candidates, { change, facts: known });
  if (kept.length === 1) return "holds";
  return dropped[0]?.reason === "contradicted-by-code" ? "refuted" : "undecided";
}

const counts = {
  true: { holds: 0, undecided: 0, refuted: 0 },
  false: { holds: 0, undecided: 0, refuted: 0 },
};
const undecided: string[] = [];

describe.each(fixtures.map((fixture) => [fixture.path, fixture] as const))(
  "claims about %s",
  (_path, fixture) => {
    const own = rows.filter((row) => row.fixture === fixture);
    const facts = syntax.inspect(fixture.source, fixture.language, { rules: [], detail: "names" });

    it("has a source that the parser understands", async () => {
      expect((await facts)?.isWellFormed).toBe(true);
    });

    it.each(own.map((row) => ({ row, name: nameOf(row) })))("$name", async ({ row, name }) => {
      const known = await facts;
      if (known === null) throw new Error("no facts");
      const verdict = await judge(row, known);
      counts[row.isSo ? "true" : "false"][verdict] += 1;
      if (verdict === "undecided") undecided.push(`${fixture.language} ${name}`);

      expect(verdict).not.toBe(row.isSo ? "refuted" : "holds");
    });
  },
);

describe("the table", () => {
  afterAll(() => {
    console.info(`claims: ${JSON.stringify(counts)}`);
    if (process.env["SHOW_UNDECIDED"] !== undefined) console.info(undecided.join("\n"));
  });

  it("holds at least 200 true and 200 false claims in at least six languages", () => {
    const languages = new Set(fixtures.map(({ language }) => language));
    expect(rows.filter(({ isSo }) => isSo).length).toBeGreaterThanOrEqual(200);
    expect(rows.filter(({ isSo }) => !isSo).length).toBeGreaterThanOrEqual(200);
    expect(languages.size).toBeGreaterThanOrEqual(6);
    expect(new Set(rows.map((row) => JSON.stringify({ ...row, fixture: row.fixture.path }))).size).toBe(
      rows.length,
    );
  });

  it("is decided for at least three quarters of the claims", () => {
    const open = counts.true.undecided + counts.false.undecided;
    expect(open / rows.length).toBeLessThan(0.25);
  });
});
