import { describe, expect, it } from "vitest";
import type { Candidate, SuggestionCategory } from "../../../../src/domain/finding.ts";
import { selectSuggestions } from "../../../../src/review/claims/select-suggestions.ts";
import { buildChange } from "../../../fakes/build-change.ts";
import { claimOf } from "../../../fakes/review-unit.ts";

const change = buildChange([{ path: "src/a.py", base: null, head: "a\n" }]);

const candidate = (category: SuggestionCategory | null, line: number, title = `${category}`): Candidate => ({
  claim: claimOf({ kind: "suggestion", category, title }),
  place: { file: 0, path: change.files[0]!.path, side: "RIGHT", startLine: line, endLine: line, quote: "a" },
});

/** Titles of what is kept, and reason and title of what is not. */
function select(...candidates: readonly Candidate[]) {
  const { kept, dropped } = selectSuggestions(candidates);
  return {
    kept: kept.map(({ claim }) => claim.title),
    dropped: dropped.map(({ reason, claim }) => `${reason}: ${claim.title}`),
  };
}

describe("the suggestions that are shown", () => {
  it("are the five most useful ones, in that order", () => {
    const categories = [
      "todo",
      "naming",
      "unused-code",
      "documentation",
      "logging",
      "error-handling",
      "constants",
    ];

    expect(
      select(...categories.map((category, line) => candidate(category as SuggestionCategory, line + 1))),
    ).toEqual({
      kept: ["error-handling", "logging", "unused-code", "constants", "documentation"],
      dropped: ["over-limit: naming", "over-limit: todo"],
    });
  });

  it("keep their order among equals, and say one thing once", () => {
    expect(
      select(
        candidate("naming", 4, "first"),
        candidate("naming", 2, "second"),
        candidate("naming", 4, "first again"),
        candidate(null, 4, "without a category"),
      ),
    ).toEqual({
      kept: ["first", "second", "without a category"],
      dropped: ["duplicate: first again"],
    });
  });

  it("are none where there are none", () => {
    expect(selectSuggestions([])).toEqual({ kept: [], dropped: [] });
  });
});
