import { describe, expect, test } from "vitest";
import { type ChangeSet, CommitSha } from "../../../src/domain/change-set.ts";
import type { Finding, UnnamedFinding } from "../../../src/domain/finding.ts";
import type { RememberedFinding } from "../../../src/domain/memory.ts";
import { nameFindings } from "../../../src/review/findings/name-findings.ts";
import { type ReconcileInput, reconcileFindings } from "../../../src/review/findings/reconcile-findings.ts";
import { buildUnitHunks } from "../../../src/review/units/build-unit-hunks.ts";
import { buildChange, type FileSpec } from "../../fakes/build-change.ts";
import { aFinding, aPlace, path } from "../../fakes/review-results.ts";

const firstHead = CommitSha.parse("11".repeat(20));
const nextHead = CommitSha.parse("22".repeat(20));
const sink = "  db.query(sql + id);";
const before = `function load(id) {\n${sink}\n}\n`;
const moved = `// one\n// two\nfunction load(id) {\n${sink}\n}\n`;
const fixedText = "function load(id) {\n  db.query(sql, [id]);\n}\n";

type Spec = Omit<FileSpec, "path"> & { readonly path?: string };
const changeOf = (...specs: readonly Spec[]) => buildChange(specs.map((spec) => ({ path: "a.ts", ...spec })));

/** Everything that a model may be shown of a change. */
const hunksOf = ({ files }: ChangeSet) =>
  files.flatMap((changed, file) => buildUnitHunks({ file, changed, scopes: [], clean: (text) => text }));

/** A finding on the sink at a line of a file, as a model gives it. */
function findingAt(startLine: number, changes: Partial<UnnamedFinding> = {}): Finding {
  const { id: _id, fingerprint: _fingerprint, status: _status, ...rest } = aFinding();
  const place = aPlace({ path: path("a.ts"), startLine, endLine: startLine, quote: sink });
  return nameFindings([{ ...rest, place, ...changes }])[0]!;
}

function reconcile(input: Partial<ReconcileInput>) {
  return reconcileFindings({
    found: [],
    matches: [],
    remembered: [],
    change: changeOf({ base: null, head: before }),
    facts: [],
    isWholeChange: true,
    askedHunks: [],
    readHunks: [],
    head: nextHead,
    today: "2026-11-21",
    mask: (text) => text,
    ...input,
  });
}

function rememberAll(found: readonly Finding[], specs: readonly Spec[] = [{ base: null, head: before }]) {
  return reconcile({ found, change: changeOf(...specs), head: firstHead }).remembered;
}

const known = rememberAll([findingAt(2)]);
const dismissedUntil = (until: string | null): readonly RememberedFinding[] =>
  known.map((entry) => ({
    ...entry,
    dismissal: { reason: "accepted-risk", because: "internal", byLogin: "ann", byId: 1, until },
  }));
const outline = ({ findings }: ReturnType<typeof reconcile>) =>
  findings.map(({ id, status, place }) => `${id} ${status} ${place.path}:${place.startLine}`);
const { id } = findingAt(2);

describe("the first review", () => {
  test("remembers what it found as new", () => {
    const finding = findingAt(2);
    const reconciled = reconcile({ found: [finding] });
    expect(reconciled).toEqual({
      findings: [finding],
      remembered: [
        {
          finding,
          quoteHash: expect.stringMatching(/^[0-9a-f]{64}$/),
          surroundingsHash: expect.stringMatching(/^[0-9a-f]{64}$/),
          firstSeen: nextHead,
          dismissal: null,
        },
      ],
      summary: { new: [finding], stillPresent: [], fixed: [], notSeenAgain: [], dismissed: [] },
    });
  });
});

describe("a finding of a model that is found again", () => {
  const change = changeOf({ base: null, head: moved });
  test.each<readonly [string, Finding]>([
    ["with the same fingerprint", findingAt(4)],
    ["with another rule and the same weakness", findingAt(4, { rule: "javascript.sql.concatenation" })],
    ["with other words", findingAt(4, { title: "Injection", explanation: "Other words.", severity: "high" })],
    [
      "with a longer quote of the same lines",
      findingAt(3, {
        place: aPlace({
          path: path("a.ts"),
          startLine: 3,
          endLine: 4,
          quote: `function load(id) {\n${sink}`,
        }),
      }),
    ],
  ])("%s is still present under its old id", (_name, found) => {
    const reconciled = reconcile({ found: [found], remembered: known, change });
    const expected = { ...found, id, status: "still-present" };
    expect(reconciled.findings).toEqual([expected]);
    expect(reconciled.summary.stillPresent).toEqual([expected]);
    expect(reconciled.remembered.map(({ firstSeen }) => firstSeen)).toEqual([firstHead]);
  });

  test("beside another defect on the same line keeps apart from it", () => {
    const other = findingAt(4, { cwe: "CWE-117", title: "Log injection" });
    expect(outline(reconcile({ found: [findingAt(4), other], remembered: known, change }))).toEqual(
      [`${id} still-present a.ts:4`, `${other.id} new a.ts:4`].toSorted(),
    );
  });

  test.each<readonly [string, Spec]>([
    ["renamed in the change", { path: "b.ts", previousPath: "a.ts", base: "x\n", head: before }],
    ["added under another name", { path: "b.ts", base: null, head: before }],
  ])("in a file that was %s keeps its id", (_name, spec) => {
    const found = findingAt(2, {
      place: aPlace({ path: path("b.ts"), startLine: 2, endLine: 2, quote: sink }),
    });
    expect(outline(reconcile({ found: [found], remembered: known, change: changeOf(spec) }))).toEqual([
      `${id} still-present b.ts:2`,
    ]);
  });

  test("only by a rule stays what the model said", () => {
    const found = findingAt(4, { source: "check", confidence: "pattern", rule: "r", title: "Pattern" });
    const remembered = rememberAll([findingAt(2, { rule: "r" })]);
    const [finding] = reconcile({ found: [found], remembered, change }).findings;
    expect(finding).toMatchObject({
      confidence: "confirmed",
      status: "still-present",
      place: { startLine: 4 },
    });
  });
});

describe("a finding of a model that is not found again", () => {
  const readHunks = hunksOf(changeOf({ base: null, head: before }));
  test.each<readonly [string, Partial<ReconcileInput>, string]>([
    ["whose code stands in a hunk that nobody asked about", {}, "still-present a.ts:2"],
    [
      "whose code stands in a hunk that was asked about and not read",
      { askedHunks: [{ file: 0, hunk: 0 }] },
      "still-present a.ts:2",
    ],
    ["whose code moved", { change: changeOf({ base: null, head: moved }) }, "still-present a.ts:4"],
    ["whose code stands in a hunk that was read", { readHunks }, "not-seen-again a.ts:2"],
    [
      "whose code is re-indented",
      { change: changeOf({ base: null, head: before.replace(sink, `\t\t${sink}`) }) },
      "still-present a.ts:2",
    ],
    ["whose code is gone", { change: changeOf({ base: null, head: fixedText }), readHunks }, "fixed a.ts:2"],
    [
      "whose code is gone, nobody asked",
      { change: changeOf({ base: null, head: fixedText }) },
      "fixed a.ts:2",
    ],
    ["whose file is not changed any more", { change: changeOf() }, "fixed a.ts:2"],
    [
      "whose file may be missing from the list",
      { change: changeOf(), isWholeChange: false },
      "not-seen-again a.ts:2",
    ],
    [
      "whose file was renamed",
      { change: changeOf({ path: "b.ts", base: null, head: moved }) },
      "still-present b.ts:4",
    ],
    [
      "whose code stands only outside the hunks",
      { change: changeOf({ base: before + "\n".repeat(9), head: `${before}${"\n".repeat(9)}x\n` }) },
      "fixed a.ts:2",
    ],
  ])("%s", (_name, input, expected) => {
    expect(outline(reconcile({ remembered: known, ...input }))).toEqual([`${id} ${expected}`]);
  });

  test("whose file cannot be read is not called fixed", () => {
    const change = changeOf({ base: null, head: fixedText });
    const unreadable = { ...change, files: change.files.map((file) => ({ ...file, unreadable: "cut" })) };
    expect(outline(reconcile({ remembered: known, change: unreadable }))).toEqual([
      `${id} not-seen-again a.ts:2`,
    ]);
  });

  test("is forgotten once it was told to be fixed", () => {
    expect(reconcile({ remembered: known, change: changeOf() }).remembered).toEqual([]);
  });

  test("about removed code is fixed when the code is back", () => {
    const removed = { base: before, head: "function load(id) {\n}\n" };
    const place = aPlace({ path: path("a.ts"), side: "LEFT", startLine: 2, endLine: 2, quote: sink });
    const remembered = rememberAll([findingAt(2, { place })], [removed]);
    const restored = changeOf({ base: before, head: before.replace("}", "} // done") });
    expect(outline(reconcile({ remembered, change: changeOf(removed) }))[0]).toMatch(/still-present a.ts:2$/);
    expect(outline(reconcile({ remembered, change: restored }))[0]).toMatch(/fixed a.ts:2$/);
  });

  test("whose quote holds a masked secret is looked up in the masked text", () => {
    const secret = ["hunter", "2222"].join("");
    const mask = (text: string) => text.replaceAll(secret, "[masked]");
    const change = changeOf({ base: null, head: `connect("${secret}");\n` });
    const place = aPlace({ path: path("a.ts"), startLine: 1, endLine: 1, quote: 'connect("[masked]");' });
    const remembered = reconcile({ found: [findingAt(1, { place })], change, mask }).remembered;
    expect(outline(reconcile({ remembered, change, mask }))[0]).toMatch(/still-present a.ts:1$/);
    expect(JSON.stringify(remembered)).not.toContain(secret);
  });
});

describe("a rule that matches in a hunk that nobody read", () => {
  const pattern = { source: "check", confidence: "pattern", rule: "r", title: "Pattern" } as const;
  const whole = { place: aPlace({ path: path("a.ts"), startLine: 1, endLine: 3, quote: before.trimEnd() }) };
  const byModel = rememberAll([findingAt(2, whole)]);
  const match = findingAt(2, pattern);
  test.each<readonly [string, Partial<ReconcileInput>, readonly string[]]>([
    ["is not told beside the finding of a model there", { remembered: byModel }, ["still-present"]],
    [
      "is not told beside one that was dismissed",
      { remembered: byModel.map((entry) => ({ ...entry, dismissal: dismissedUntil(null)[0]!.dismissal })) },
      ["dismissed"],
    ],
    [
      "is told beside one of another weakness",
      { remembered: rememberAll([findingAt(2, { ...whole, cwe: "CWE-117" })]) },
      ["new", "still-present"],
    ],
    [
      "is told where the code of an earlier finding is gone",
      { remembered: byModel, change: changeOf({ base: null, head: `${sink}\n${sink}\n` }) },
      ["fixed", "new"],
    ],
    [
      "is told where another match was read and found again",
      { remembered: rememberAll([findingAt(1, { rule: "r" })]), found: [findingAt(1, { rule: "r" }), match] },
      ["new", "still-present"],
    ],
  ])("%s", (_name, input, statuses) => {
    const { findings } = reconcile({ found: [match], ...input });
    expect(findings.map(({ status }) => status).toSorted()).toEqual(statuses);
  });
});

describe("a finding of a check", () => {
  const certain = { source: "check", confidence: "certain", rule: "secret.password" } as const;
  const remembered = rememberAll([findingAt(2, certain)]);
  test("that the check does not report any more is fixed, also where the code looks the same", () => {
    expect(outline(reconcile({ remembered }))[0]).toMatch(/fixed a.ts:2$/);
  });

  test("that the check reports again is still present", () => {
    expect(outline(reconcile({ remembered, found: [findingAt(2, certain)] }))[0]).toMatch(/still-present/);
  });

  test("is not taken for another rule's finding on the same line", () => {
    const other = findingAt(2, { ...certain, rule: "secret.aws" });
    const statuses = reconcile({ remembered, found: [other] }).findings.map(
      ({ rule, status }) => `${rule} ${status}`,
    );
    expect(statuses.toSorted()).toEqual(["secret.aws new", "secret.password fixed"]);
  });
});

describe("a dismissed finding", () => {
  const found = [findingAt(2)];
  const lengthened = before.replace(sink, `${sink} log(id);`);
  test.each<readonly [string, string | null, Partial<ReconcileInput>, string]>([
    ["stays dismissed while it is found", null, { found }, "dismissed"],
    [
      "stays dismissed while it is not found",
      null,
      { readHunks: hunksOf(changeOf({ base: null, head: before })) },
      "dismissed",
    ],
    [
      "stays dismissed when its code moves",
      null,
      { change: changeOf({ base: null, head: moved }) },
      "dismissed",
    ],
    ["stays dismissed on its last day", "2026-11-21", { found }, "dismissed"],
    ["is new again after its last day", "2026-11-20", { found }, "new"],
    ["is new again after its last day without being found", "2026-11-20", {}, "new"],
    [
      "is new again when its line changes",
      null,
      { change: changeOf({ base: null, head: lengthened }) },
      "new",
    ],
    ["is fixed when its code goes", null, { change: changeOf({ base: null, head: fixedText }) }, "fixed"],
  ])("%s", (_name, until, input, expected) => {
    const reconciled = reconcile({ remembered: dismissedUntil(until), ...input });
    expect(reconciled.findings.map((finding) => [finding.id, finding.status])).toEqual([[id, expected]]);
    const dismissals = reconciled.remembered.map(({ dismissal }) => dismissal !== null);
    expect(dismissals).toEqual(expected === "fixed" ? [] : [expected === "dismissed"]);
  });

  test("whose masked secret was exchanged for another is new again", () => {
    const mask = (text: string) => text.replace(/value-\d+/g, "[masked]");
    const place = aPlace({ path: path("a.ts"), startLine: 1, endLine: 1, quote: 'key = "[masked]";' });
    const secret = findingAt(1, { place, source: "check", confidence: "certain", rule: "secret" });
    const changeWith = (value: string) => changeOf({ base: null, head: `key = "${value}";\n` });
    const [entry] = reconcile({ found: [secret], change: changeWith("value-1"), mask }).remembered;
    const remembered = [{ ...entry!, dismissal: dismissedUntil(null)[0]!.dismissal }];
    const statusWith = (value: string) =>
      reconcile({ found: [secret], remembered, change: changeWith(value), mask }).findings.map(
        ({ status }) => status,
      );
    expect([statusWith("value-1"), statusWith("value-2")]).toEqual([["dismissed"], ["new"]]);
  });
});

test("a new finding whose id is taken by an old one gets another", () => {
  const old = known.map((entry) => ({
    ...entry,
    finding: { ...entry.finding, fingerprint: "0".repeat(64) },
  }));
  const found = findingAt(2, {
    place: aPlace({ path: path("a.ts"), startLine: 1, endLine: 1, quote: "function load(id) {" }),
  });
  const clashing = { ...found, id };
  const ids = reconcile({ found: [clashing], remembered: old }).findings.map((finding) => finding.id);
  expect(new Set(ids).size).toBe(2);
  expect(ids).toContain(id);
});
