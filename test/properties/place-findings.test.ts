import fc from "fast-check";
import { expect, test } from "vitest";
import { Severity } from "../../src/domain/finding.ts";
import { placeFindings } from "../../src/review/findings/place-findings.ts";
import { buildChange } from "../fakes/build-change.ts";
import { findAnchorHunk } from "../fakes/github/commentable-lines.ts";
import { aFinding, aPlace, path } from "../fakes/review-results.ts";

const marks = { context: " ", added: "+", removed: "-" } as const;
const text = fc
  .array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 30 })
  .map((lines) => lines.map((line) => `${line}\n`).join(""));
const finding = fc
  .record({
    file: fc.nat(2),
    name: fc.constantFrom("f0", "f1", "f2"),
    side: fc.constantFrom("LEFT" as const, "RIGHT" as const),
    startLine: fc.integer({ min: 1, max: 35 }),
    length: fc.nat(12),
    severity: fc.constantFrom(...Severity.options),
    status: fc.constantFrom("new" as const, "new" as const, "still-present" as const, "fixed" as const),
  })
  .map(({ file, name, side, startLine, length, severity, status }) =>
    aFinding({
      severity,
      status,
      place: aPlace({ file, path: path(name), side, startLine, endLine: startLine + length }),
    }),
  );

test("comments stand only where GitHub takes them, and no finding is lost", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 3 }),
      fc.array(finding, { maxLength: 40 }),
      fc.constantFrom(...Severity.options),
      (texts, findings, commentFrom) => {
        const change = buildChange(texts.map(([base, head], index) => ({ path: `f${index}`, base, head })));
        const placed = placeFindings(findings, change, { commentFrom });
        const all = [...placed.inline, ...placed.summary].map((entry) => entry.finding);
        expect(all.length).toBe(findings.length);
        expect(new Set(all)).toEqual(new Set(findings));
        expect(placed.inline.length).toBeLessThanOrEqual(30);
        for (const { finding: source, place } of placed.inline) {
          const file = change.files.find((candidate) => candidate.path === place.path)!;
          const patch = file.hunks
            .map((hunk) =>
              [
                `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`,
                ...hunk.lines.map((line) => `${marks[line.kind]}${line.text}`),
              ].join("\n"),
            )
            .join("\n");
          expect(findAnchorHunk(patch, { ...place, startSide: null })).not.toBeNull();
          expect(source.status).toBe("new");
          expect(place.line).toBeLessThanOrEqual(source.place.endLine);
          expect(place.startLine ?? place.line).toBeGreaterThanOrEqual(source.place.startLine);
        }
      },
    ),
    { numRuns: 300 },
  );
});
