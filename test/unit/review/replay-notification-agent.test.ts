import { describe, expect, it } from "vitest";
import { createSyntax } from "../../../src/adapters/syntax/create-syntax.ts";
import { parseAnswer } from "../../../src/review/answer/parse-answer.ts";
import { checkClaims } from "../../../src/review/claims/check-claims.ts";
import { groundClaims } from "../../../src/review/claims/ground-claims.ts";
import { buildChange } from "../../fakes/build-change.ts";
import { unitOfChange } from "../../fakes/review-unit.ts";
import { loadFixture } from "./fixtures/load-fixture.ts";

/** Titles of what is published, and of what is dropped with its reason, for a prose review of the notification agent. */
async function replay(review: string) {
  const text = loadFixture("notification_agent.py");
  const change = buildChange([{ path: "agents/notification_agent.py", base: null, head: text }]);
  const facts = await createSyntax().inspect(text, "python", { rules: [], detail: "names" });
  if (facts === null) throw new Error("The module could not be parsed.");
  const known = [{ file: 0, side: "RIGHT", facts } as const];
  const unit = unitOfChange(change);
  const parsed = parseAnswer(review, unit);
  if (parsed.kind === "unreadable") throw new Error(parsed.detail);
  const grounded = groundClaims(parsed.claims, change, known, {
    isPlaceholder: () => false,
    mask: (code) => code,
    units: [unit],
  });
  const checked = checkClaims(grounded.candidates, { change, facts: known });
  return {
    published: checked.kept.map(({ claim, place }) => `${claim.title}, line ${place.startLine}`),
    dropped: [...grounded.dropped, ...checked.dropped].map(
      ({ reason, claim }) => `${claim.title}: ${reason}`,
    ),
  };
}

describe("a prose review that misstates the code", () => {
  it("is published only as far as the code bears it out", async () => {
    expect(await replay(loadFixture("review-of-notification-agent.txt"))).toEqual({
      published: ["No docstrings, line 9", "No error handling, line 25"],
      dropped: [
        "Mixed naming styles: contradicted-by-code",
        "Superfluous import: contradicted-by-code",
        "Superfluous variable: contradicted-by-code",
      ],
    });
  });
});
