import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
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
      published: ["No error handling, line 25"],
      dropped: [
        "No docstrings: no-quote",
        "Mixed naming styles: contradicted-by-code",
        "Superfluous import: contradicted-by-code",
        "Superfluous variable: contradicted-by-code",
      ],
    });
  });
});

const folder =
  process.env["ASSAY_REFERENCE_REVIEWS"] ??
  join(import.meta.dirname, "../../../..", "shared", "reference-reviews");
const isThere = existsSync(join(folder, "002.txt"));
if (!isThere)
  console.warn(`Skipped: no reference reviews in ${folder}; name their folder in ASSAY_REFERENCE_REVIEWS.`);

describe.skipIf(!isThere)("a reference review with the names of our module", () => {
  const renamed = (name: string) =>
    readFileSync(join(folder, name), "utf8")
      .replace(/`batch_notifier`/g, "`batch_sender`")
      .replace(/`from oslo_utils import fileutils`/g, "`from agents import batch_sender`")
      .replace(/`KEEPALIVED_[A-Z_]+`/g, "`NOTIFICATION_SERVER_QUEUE`")
      .replace(/`_start_keepalived_notifications_server`/g, "`_start_notification_server`");

  it.each([
    ["000.txt", []],
    ["001.txt", []],
    ["002.txt", ["Missing error handling, line 25"]],
    ["003.txt", []],
  ])("%s publishes no false claim", async (name, published) => {
    expect((await replay(renamed(name))).published).toEqual(published);
  });

  it("002.txt loses both false claims about unused code and the one about camelCase", async () => {
    expect((await replay(renamed("002.txt"))).dropped).toEqual([
      "Inconsistent naming conventions: no-quote",
      "Missing docstrings: no-quote",
      "Unused imports: contradicted-by-code",
      "Unused variables: contradicted-by-code",
    ]);
  });
});
