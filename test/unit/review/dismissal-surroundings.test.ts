import { expect, test } from "vitest";
import { CommitSha } from "../../../src/domain/change-set.ts";
import type { RememberedFinding } from "../../../src/domain/memory.ts";
import type { FileFacts } from "../../../src/domain/syntax.ts";
import { nameFindings } from "../../../src/review/findings/name-findings.ts";
import { reconcileFindings } from "../../../src/review/findings/reconcile-findings.ts";
import { buildChange } from "../../fakes/build-change.ts";
import { aFinding, aPlace, path } from "../../fakes/review-results.ts";

const head = CommitSha.parse("11".repeat(20));
const sink = "    run_it(cmd)";
const helper = `def test_helper(cmd):\n    a = 1\n    b = 2\n    c = 3\n${sink}\n    d = 4\n    e = 5\n    f = 6\n`;
const asked = [{ file: 0, hunk: 0 }];
const dismissal = { reason: "accepted-risk", because: "test", byLogin: "ann", byId: 1, until: null } as const;

interface Push {
  readonly text: string;
  /** The line that is reported; the first one that holds the call unless told. */
  readonly line?: number;
  readonly scope?: string;
  readonly remembered?: readonly RememberedFinding[];
  readonly askedHunks?: typeof asked;
}

function factsOf(name: string, endLine: number): FileFacts {
  const scopes = [{ kind: "function", name, startLine: 1, endLine } as const];
  const facts = { language: "python", scopes, names: new Map(), matches: [], isWellFormed: true } as const;
  return { file: 0, side: "RIGHT", facts };
}

function review({ text, scope, remembered = [], askedHunks = asked, ...rest }: Push) {
  const lines = text.split("\n");
  const line = rest.line ?? lines.findIndex((one) => one.includes("run_it")) + 1;
  const { id: _id, fingerprint: _fingerprint, status: _status, ...unnamed } = aFinding();
  const quote = lines[line - 1] ?? "";
  const place = aPlace({ path: path("a.py"), startLine: line, endLine: line, quote });
  return reconcileFindings({
    found: nameFindings([{ ...unnamed, place }]),
    matches: [],
    remembered,
    change: buildChange([{ path: "a.py", base: null, head: text }]),
    facts: scope === undefined ? [] : [factsOf(scope, lines.length)],
    isWholeChange: true,
    askedHunks,
    readHunks: [],
    head,
    today: "2026-11-21",
    mask: (one) => one,
  });
}

const dismissIn = (push: Push) => review(push).remembered.map((entry) => ({ ...entry, dismissal }));
const dismissed = dismissIn({ text: helper });
const endpoint = helper.replace("c = 3", "cmd = request.args");

test.each<readonly [string, Push, "dismissed" | "new"]>([
  ["holds where nothing changed", { text: helper }, "dismissed"],
  ["holds for code that moved", { text: `import os\n\n\n${helper}` }, "dismissed"],
  ["holds for code that was indented", { text: helper.replaceAll(/^/gm, "\t") }, "dismissed"],
  ["holds where a blank line came in", { text: helper.replace(sink, `\n${sink}`) }, "dismissed"],
  ["lapses where a line before changed", { text: endpoint }, "new"],
  ["lapses where a line after changed", { text: helper.replace("e = 5", "e = 6") }, "new"],
  ["holds where nobody asked", { text: endpoint, askedHunks: [] }, "dismissed"],
  [
    "lapses where the same line is reported in another function and the old one stands",
    { text: `${helper}def endpoint(request):\n    cmd = request.args\n${sink}\n`, line: 11 },
    "new",
  ],
])("a dismissal %s", (_name, push, status) => {
  const { findings, remembered } = review({ ...push, remembered: dismissed });
  expect(findings.map((finding) => finding.status)).toEqual([status]);
  expect(remembered.map((entry) => entry.dismissal !== null)).toEqual([status === "dismissed"]);
});

test("a dismissal lapses in a function of another name whose signature is far away", () => {
  const remembered = dismissIn({ text: helper, scope: "test_helper" });
  const statusIn = (scope: string) => review({ text: helper, scope, remembered }).findings[0]?.status;
  expect([statusIn("test_helper"), statusIn("endpoint")]).toEqual(["dismissed", "new"]);
});

test("surroundings that changed while nobody asked are noticed once somebody asks", () => {
  const carried = review({ text: endpoint, askedHunks: [], remembered: dismissed }).remembered;
  expect(review({ text: endpoint, remembered: carried }).findings[0]?.status).toBe("new");
});

test("a dismissal that an earlier version stored holds for the surroundings it is first seen in", () => {
  const old = dismissed.map(({ surroundingsHash: _hash, ...entry }) => entry);
  const first = review({ text: helper, remembered: old });
  expect(first.findings[0]?.status).toBe("dismissed");
  expect(review({ text: endpoint, remembered: first.remembered }).findings[0]?.status).toBe("new");
});
