import fc from "fast-check";
import { expect, test } from "vitest";
import { CommitSha } from "../../src/domain/change-set.ts";
import type { UnnamedFinding } from "../../src/domain/finding.ts";
import { nameFindings } from "../../src/review/findings/name-findings.ts";
import { reconcileFindings } from "../../src/review/findings/reconcile-findings.ts";
import { buildUnitHunks } from "../../src/review/units/build-unit-hunks.ts";
import { buildChange } from "../fakes/build-change.ts";
import { aFinding, aPlace, path } from "../fakes/review-results.ts";

const words = ["alpha();", "beta();", "gamma();", "}", ""] as const;
const names = ["a.ts", "b.ts"] as const;
const text = fc
  .array(fc.constantFrom(...words), { maxLength: 8 })
  .map((lines) => lines.map((line) => `${line}\n`).join(""));
const texts = fc.tuple(text, text);
const unnamed: fc.Arbitrary<UnnamedFinding> = fc
  .record({
    file: fc.nat(1),
    line: fc.integer({ min: 1, max: 8 }),
    quote: fc.constantFrom(...words),
    cwe: fc.constantFrom("CWE-89", "CWE-79", null),
    rule: fc.constantFrom("r", null),
    source: fc.constantFrom("model" as const, "check" as const),
  })
  .map(({ file, line, quote, cwe, rule, source }) => {
    const { id: _id, fingerprint: _fingerprint, status: _status, ...rest } = aFinding({ cwe, rule, source });
    const place = aPlace({ file, path: path(names[file]!), startLine: line, endLine: line, quote });
    return { ...rest, place };
  });
const findings = fc.array(unnamed, { maxLength: 6 }).map(nameFindings);
const head = CommitSha.parse("11".repeat(20));
const changeOf = (heads: readonly string[]) =>
  buildChange(heads.map((content, index) => ({ path: names[index]!, base: null, head: content })));

test("over any pushes nothing is lost, ids stay unique and stable, and nothing becomes fixed while its code stands, or is called overlooked where nobody read", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(texts, findings, fc.boolean()), { minLength: 2, maxLength: 4 }),
      (pushes) => {
        let remembered: ReturnType<typeof reconcileFindings>["remembered"] = [];
        for (const [heads, found, isRead] of pushes) {
          const change = changeOf(heads);
          const askedHunks = [0, 1].map((file) => ({ file, hunk: 0 }));
          const readHunks = isRead
            ? change.files.flatMap((changed, file) =>
                buildUnitHunks({ file, changed, scopes: [], clean: (line) => line }),
              )
            : [];
          const input = {
            found,
            matches: [],
            remembered,
            change,
            facts: [],
            isWholeChange: true,
            askedHunks,
            readHunks,
            head,
            today: "2026-11-21",
            mask: (line: string) => line,
          };
          const reconciled = reconcileFindings(input);
          const ids = reconciled.findings.map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
          for (const { finding } of remembered) expect(ids).toContain(finding.id);
          const repeated = reconciled.summary.stillPresent.length + reconciled.summary.notSeenAgain.length;
          expect(ids.length).toBe(reconciled.summary.new.length + repeated + reconciled.summary.fixed.length);
          if (!isRead) expect(reconciled.summary.notSeenAgain).toEqual([]);
          expect(reconciled.summary.new.length).toBeLessThanOrEqual(found.length);
          expect(ids.length).toBeGreaterThanOrEqual(Math.max(found.length, remembered.length));
          const standing = reconciled.summary.fixed.filter(
            ({ source, place }) =>
              source === "model" && place.quote.length > 2 && heads[place.file]?.includes(place.quote),
          );
          expect(standing).toEqual([]);
          expect(reconcileFindings(input)).toEqual(reconciled);
          remembered = reconciled.remembered;
        }
      },
    ),
    { numRuns: 300 },
  );
});
