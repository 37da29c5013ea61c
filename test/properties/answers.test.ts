import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ParsedAnswer } from "../../src/domain/answer.ts";
import { Severity, SuggestionCategory } from "../../src/domain/finding.ts";
import { parseAnswer } from "../../src/review/answer/parse-answer.ts";
import { checkClaims } from "../../src/review/claims/check-claims.ts";
import { findQuote } from "../../src/review/claims/find-quote.ts";
import { groundClaims } from "../../src/review/claims/ground-claims.ts";
import { indexSide, lineAt, squashText } from "../../src/review/claims/side-text.ts";
import { candidatesToFindings, mergeFindings } from "../../src/review/findings/merge-findings.ts";
import { nameFindings } from "../../src/review/findings/name-findings.ts";
import { buildChange } from "../fakes/build-change.ts";
import { claimOf, unitOf } from "../fakes/review-unit.ts";

const unit = unitOf(["0.0", "1.0"], ["demo.rule"]);
const options = { isPlaceholder: () => false, mask: (text: string) => text };

const anyText = fc.string({ unit: "grapheme", maxLength: 30 });
const placed = {
  file: fc.integer({ min: 0, max: 3 }),
  side: fc.constantFrom("L", "R"),
  line: fc.integer({ min: -1, max: 40 }),
  quote: anyText,
  title: anyText,
  explanation: anyText,
};
const anyAnswer = fc.record({
  reviewed: fc.array(fc.constantFrom("0.0", "1.0", "7.7")),
  defects: fc.array(
    fc.record({
      ...placed,
      cwe: fc.constantFrom("CWE-79", "other", ""),
      severity: fc.constantFrom(...Severity.options),
      attack: anyText,
      fix: fc.option(anyText),
      lead: fc.option(fc.integer({ min: 0, max: 2 })),
    }),
    { maxLength: 4 },
  ),
  suggestions: fc.array(fc.record({ ...placed, category: fc.constantFrom(...SuggestionCategory.options) }), {
    maxLength: 3,
  }),
});
const anyWriting = anyAnswer.chain((answer) =>
  fc.constantFrom(JSON.stringify(answer), JSON.stringify(answer, null, 2), JSON.stringify({ answer })),
);

const claimsOf = (result: ParsedAnswer) =>
  result.kind === "parsed" ? result.claims.map((claim) => JSON.stringify(claim)) : [];

describe("parsing an answer", () => {
  it("reads every claim of a whole answer", () => {
    fc.assert(
      fc.property(anyAnswer, (answer) => {
        const result = parseAnswer(JSON.stringify(answer), unit);

        expect(result).toMatchObject({
          kind: "parsed",
          form: "json",
          reviewed: [...new Set(answer.reviewed)].filter((label) => label !== "7.7"),
          isComplete: true,
        });
        expect(claimsOf(result).length).toBeLessThanOrEqual(
          answer.defects.length + answer.suggestions.length,
        );
        expect(claimsOf(result).length > 0).toBe(answer.defects.length + answer.suggestions.length > 0);
      }),
    );
  });

  it("never calls a truncated answer complete and never invents a claim in it", () => {
    fc.assert(
      fc.property(anyWriting, (text) => {
        const whole = new Set(claimsOf(parseAnswer(text, unit)));
        for (let length = 0; length < text.length; length += 1) {
          const cut = parseAnswer(text.slice(0, length), unit);
          if (cut.kind === "parsed") expect(cut.isComplete).toBe(false);
          for (const claim of claimsOf(cut)) expect(whole).toContain(claim);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("never throws and never leaves the unit, whatever the text", () => {
    const piece = fc.oneof(
      anyText,
      fc.constantFrom(
        '{"reviewed":["0.0"]',
        '"defects":[',
        "{",
        "}",
        "]",
        '"',
        "\\",
        "1. ",
        "**",
        "\n",
        "```",
        "`",
        "<think>",
      ),
      fc.constantFrom(
        "lines 1-2, ",
        "No security defects are found. ",
        "\n- ",
        "\n## ",
        "\ud800",
        "</think>",
        "\u2028",
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const result = parseAnswer(pieces.join(""), unit);
        if (result.kind === "unreadable") return;

        expect(result.claims.length).toBeLessThanOrEqual(200);
        expect((result.reviewed ?? []).filter((label) => label !== "0.0" && label !== "1.0")).toEqual([]);
        for (const claim of result.claims) expect(claim.title.length).toBeLessThanOrEqual(200);
      }),
      { numRuns: 1_000 },
    );
  });

  it("never throws on a whole answer with changed characters", () => {
    fc.assert(
      fc.property(anyWriting, fc.array(fc.tuple(fc.nat(), anyText), { maxLength: 5 }), (text, changes) => {
        let changed = text;
        for (const [at, inserted] of changes) {
          const position = at % (changed.length + 1);
          changed = changed.slice(0, position) + inserted + changed.slice(position + (at % 3));
        }
        expect(["parsed", "unreadable"]).toContain(parseAnswer(changed, unit).kind);
      }),
      { numRuns: 300 },
    );
  });
});

describe("grounding a claim", () => {
  const anyLine = fc.constantFrom(
    "",
    "  a = run(b)",
    "a = run(b)",
    "\tcheck(b)",
    "return",
    "if a:",
    "}",
    "a\r",
  );
  const anyCode = fc.array(anyLine, { minLength: 1, maxLength: 14 }).map((lines) => lines.join("\n"));
  const anyClaim = fc
    .record({
      side: fc.constantFrom("LEFT", "RIGHT", null),
      file: fc.constantFrom(0, 1, null),
      kind: fc.constantFrom("defect", "suggestion"),
      quote: fc.oneof(anyCode, fc.constant(null)),
      symbols: fc.subarray(["check", "run", "missing_name"]),
      lines: fc.array(fc.record({ start: fc.nat(20), end: fc.nat(20) }), { maxLength: 1 }),
    })
    .map((fields) => claimOf(fields));

  /** Long enough that some lines lie outside of every hunk. */
  const anyPair = fc
    .record({
      lines: fc.array(anyLine, { minLength: 20, maxLength: 40 }),
      at: fc.nat(19),
      line: anyLine,
      known: fc.constantFrom("whole" as const, "diff" as const),
    })
    .map(({ lines, at, line, known }) => ({
      base: lines.join("\n"),
      head: lines.with(at, line).join("\n"),
      known,
    }));

  it("finds a quote exactly where the squashed text holds it", () => {
    const anyRuns = fc.array(fc.constantFrom("a", "aa", "ab", "b", "a b"), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(anyRuns, anyRuns, (lines, pieces) => {
        const change = buildChange([{ path: "a.txt", base: null, head: lines.join("\n") }]);
        const side = indexSide(change.files[0]!, "RIGHT");
        const quote = squashText(pieces.join(""));
        const text = squashText(lines.join(""));
        const expected = [...text].flatMap((_, at) => (text.startsWith(quote, at) ? [lineAt(side, at)] : []));

        expect(findQuote(side, quote).map(({ start }) => start)).toEqual([...new Set(expected)]);
      }),
      { numRuns: 1_000 },
    );
  });

  it("only gives places whose quote stands at their lines and which touch a hunk", () => {
    fc.assert(
      fc.property(anyPair, fc.array(anyClaim, { maxLength: 5 }), ({ base, head, known }, claims) => {
        const change = buildChange([{ path: "a.py", base, head }], known);
        const { candidates, dropped } = groundClaims(claims, change, [], options);

        expect(candidates.length + dropped.length).toBe(claims.length);
        for (const { place } of candidates) {
          const text = (place.side === "LEFT" ? base : head).split("\n");
          expect(text.slice(place.startLine - 1, place.endLine).join("\n")).toBe(place.quote);
          const touches = change.files[0]!.hunks.some((hunk) => {
            const start = place.side === "LEFT" ? hunk.oldStart : hunk.newStart;
            const length = place.side === "LEFT" ? hunk.oldLines : hunk.newLines;
            return start <= place.endLine && place.startLine < start + length;
          });
          expect(touches).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("loses no claim up to the merged list, whose ids are unique", () => {
    fc.assert(
      fc.property(anyCode, anyCode, fc.array(anyClaim, { maxLength: 8 }), (base, head, claims) => {
        const change = buildChange([{ path: "a.py", base, head }]);
        const grounded = groundClaims(claims, change, [], options);
        const { kept, dropped } = checkClaims(grounded.candidates, { change, facts: [] });
        const { findings, duplicates } = mergeFindings([candidatesToFindings(kept)]);

        expect(findings.length + duplicates + dropped.length + grounded.dropped.length).toBe(claims.length);
        expect(new Set(nameFindings(findings).map(({ id }) => id)).size).toBe(findings.length);
      }),
      { numRuns: 200 },
    );
  });
});
