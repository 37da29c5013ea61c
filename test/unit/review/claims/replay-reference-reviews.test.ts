import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createSyntax } from "../../../../src/adapters/syntax/create-syntax.ts";
import { parseAnswer } from "../../../../src/review/answer/parse-answer.ts";
import { checkClaims } from "../../../../src/review/claims/check-claims.ts";
import { groundClaims } from "../../../../src/review/claims/ground-claims.ts";
import { buildChange } from "../../../fakes/build-change.ts";
import { unitOfChange } from "../../../fakes/review-unit.ts";
import { loadFixture } from "../fixtures/load-fixture.ts";

interface Replay {
  /** Kind of claim and its fate, by its number in the review. */
  readonly fates: Readonly<Record<number, string>>;
  readonly kinds: readonly string[];
}

/** What becomes of each item of a prose review of a module. */
async function replay(module: string, review: string): Promise<Replay> {
  const text = loadFixture(module);
  const change = buildChange([{ path: `agents/${module}`, base: null, head: text }]);
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
  const { kept, dropped } = checkClaims(grounded.candidates, { change, facts: known });
  const fates = new Map(
    [...grounded.dropped, ...dropped].map(({ claim, reason }) => [claim, nameFate(reason)] as const),
  );
  for (const { claim, place } of kept) fates.set(claim, `shown, line ${place.startLine}`);
  return {
    fates: Object.fromEntries(parsed.claims.map((claim, index) => [index + 1, fates.get(claim) ?? "lost"])),
    kinds: [...new Set(parsed.claims.map(({ kind }) => kind))],
  };
}

function nameFate(reason: string): string {
  return reason === "contradicted-by-code" ? "refuted" : "dropped";
}

const shown = (line: number) => `shown, line ${line}`;

describe("a prose review of a module that its claims misstate", () => {
  it("loses what the code contradicts and what is vague, and keeps what is so", async () => {
    expect(await replay("alert_agent.py", loadFixture("review-of-alert-agent.txt"))).toEqual({
      kinds: ["suggestion"],
      fates: {
        1: "refuted",
        2: shown(18),
        3: "dropped",
        4: shown(17),
        5: "refuted",
        6: "refuted",
        7: "refuted",
        8: "refuted",
        9: "refuted",
        10: "dropped",
        11: "refuted",
        12: "refuted",
        13: "dropped",
        14: "refuted",
        15: "dropped",
        16: "refuted",
        17: shown(76),
        18: shown(18),
        19: shown(17),
      },
    });
  });

  it("keeps nothing of remarks that would fit any code", async () => {
    const { fates, kinds } = await replay("alert_router.py", loadFixture("review-of-alert-router.txt"));

    expect(kinds).toEqual(["suggestion"]);
    expect(Object.values(fates)).toEqual(Array.from({ length: 7 }, () => "dropped"));
  });
});

const folder =
  process.env["ASSAY_REFERENCE_REVIEWS"] ??
  join(import.meta.dirname, "../../../../..", "shared", "reference-reviews");
const isThere = existsSync(join(folder, "002.txt"));
if (!isThere)
  console.warn(`Skipped: no reference reviews in ${folder}; name their folder in ASSAY_REFERENCE_REVIEWS.`);

/** The names of the reviewed code, and those that play their parts in our modules. */
const renames: readonly (readonly [RegExp, string])[] = [
  [/`from oslo_utils import fileutils`/g, "`from agents.lib import filetools`"],
  [/`KEEPALIVED_[A-Z_]+`/g, "`ALERT_SERVER_BACKLOG`"],
  [/`batch_notifier\.BatchNotifier`/g, "`batch_sender.BatchSender`"],
  [/`batch_notifier`/g, "`batch_sender`"],
  [/`eventlet\.spawn`/g, "`greenlets.spawn`"],
  [/`config\.ha_vrrp_advert_int`/g, "`config.alert_interval`"],
  [/`_start_keepalived_notifications_server`/g, "`_start_alert_server`"],
  [/`@runtime\.synchronized`/g, "`@guard.serialized`"],
];

function loadReview(name: string): string {
  const text = readFileSync(join(folder, name), "utf8");
  return renames.reduce((renamed, [from, to]) => renamed.replace(from, to), text);
}

describe.skipIf(!isThere)("the reference reviews with the names of our modules", () => {
  const cases = [
    {
      name: "000.txt",
      module: "alert_agent.py",
      isFalse: [1, 5, 6, 7, 8, 9],
      isSo: { 2: shown(18), 4: shown(17) },
      isVague: [3, 10],
    },
    {
      name: "001.txt",
      module: "alert_agent.py",
      isFalse: [1, 3, 4, 5, 7],
      isSo: { 2: shown(18) },
      // The eighth claim is false, but only by what the functions are for.
      isVague: [6, 8],
    },
    {
      name: "002.txt",
      module: "alert_agent.py",
      isFalse: [1, 3, 4],
      isSo: { 2: shown(17), 5: shown(76) },
      isVague: [],
    },
    { name: "003.txt", module: "alert_router.py", isFalse: [], isSo: {}, isVague: [1, 2, 3, 4, 5, 6, 7] },
  ] as const;

  it.each(cases)("$name: false claims are refuted, true ones shown, vague ones dropped", async (one) => {
    const { fates, kinds } = await replay(one.module, loadReview(one.name));

    expect(kinds).toEqual(["suggestion"]);
    expect(fates).toEqual({
      ...Object.fromEntries(one.isFalse.map((number) => [number, "refuted"])),
      ...one.isSo,
      ...Object.fromEntries(one.isVague.map((number) => [number, "dropped"])),
    });
  });

  it("14 of the 15 false claims are refuted by what the code says", async () => {
    const replays = await Promise.all(cases.map(({ module, name }) => replay(module, loadReview(name))));
    const fates = replays.flatMap((one) => Object.values(one.fates));
    const refuted = fates.filter((fate) => fate === "refuted").length;
    console.info(
      `reference reviews: ${refuted} of ${fates.length} claims are refuted by the code; 15 are false`,
    );

    expect({ claims: fates.length, refuted }).toEqual({ claims: 30, refuted: 14 });
  });
});
