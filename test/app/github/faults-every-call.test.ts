import { afterAll, describe, expect, it } from "vitest";
import type { PullRequestHandle } from "../../fakes/github/act-on-pull-request.ts";
import { type Ending, type FaultCase, judgeEnding, openCase } from "./fault-case.ts";
import { faultKinds, nameCall } from "./fault-kinds.ts";
import { type AppScene, openAppScene, safeQuery, unsafeQuery } from "./open-app-scene.ts";
import { createVirtualClock } from "./virtual-clock.ts";

/** Every call of an ordinary review; the first test sees to it that none is missing. */
const calls = [
  "token for the repository",
  "GraphQL: pull request",
  "token for the organisation",
  "GraphQL: policy of the organisation",
  "POST /check-runs",
  "GET /compare/{basehead}",
  "GET /pulls/{pull_number}/files",
  "GraphQL: texts",
  "GraphQL: folders",
  "GraphQL: reviews so far",
  "POST /pulls/{pull_number}/reviews",
  "PATCH /check-runs/{check_run_id}",
];

/** Without these nobody knows what to speak of, or nothing can be said there. */
const indispensable = new Set(["token for the repository", "GraphQL: pull request", "POST /check-runs"]);

const defect = { "src/find.js": unsafeQuery };
const harmless = { "src/find.js": safeQuery.replace("name = ?", "name = ? LIMIT 1") };

interface Row {
  readonly kind: string;
  readonly one: FaultCase;
  readonly pull: PullRequestHandle;
}

/** Kinds that stand for the others where a fault lasts. */
const lasting = ["500", "502 after the work", "secondary limit (403)", "HTML for 200"];

/** Whether the work was done before the answer was lost makes a difference to writes only. */
const writes = new Set([
  "POST /check-runs",
  "POST /pulls/{pull_number}/reviews",
  "PATCH /check-runs/{check_run_id}",
]);
const onlyForWrites = new Set(["reset after the work", "hang after the work", "work after the hang"]);

const openScene = () => openAppScene({ clock: createVirtualClock(), requestTimeoutMs: 1_500 });

/** A pull request for each kind of fault at a call; their reviews run beside each other. */
async function openRows(
  scene: AppScene,
  table: { readonly call: string; readonly kinds: readonly string[]; readonly times: number },
  files: Readonly<Record<string, string>>,
): Promise<readonly Row[]> {
  const { call, kinds, times } = table;
  const rows: Row[] = [];
  for (const kind of kinds) {
    const one = openCase(scene, rows.length, call.endsWith("the organisation"));
    one.fault(call, faultKinds[kind]!, { times });
    rows.push({ kind, one, pull: await one.open(files) });
  }
  return rows;
}

/** The tables that a person reads: how many pull requests ended how, by call. */
const tables = new Map<string, Ending[]>();
afterAll(() => console.info([...tables].map(describeTable).join("\n")));

function describeTable([title, endings]: readonly [string, readonly Ending[]]): string {
  const groups = Object.entries(Object.groupBy(endings, (ending) => ending));
  return `${title}: ${groups.map(([ending, group]) => `${group?.length} ${ending}`).join(", ")}`;
}

/** How each pull request ended, by the kind of its fault. */
function judgeAll(
  scene: AppScene,
  rows: readonly Row[],
  { isSafe, table }: { readonly isSafe: boolean; readonly table: string },
): Readonly<Record<string, Ending>> {
  const endings = rows.map(({ kind, pull }) => [kind, judgeEnding(scene, pull, { isSafe })] as const);
  const inTable = endings.map(([, ending]) => ending);
  tables.set(table, inTable);
  tables.set("in all", [...(tables.get("in all") ?? []), ...inTable]);
  return Object.fromEntries(endings);
}

const everyKind = (kinds: readonly string[], ending: Ending) =>
  Object.fromEntries(kinds.map((kind) => [kind, ending]));

describe("a fault at a call of a review", () => {
  it("can happen at twelve calls", async () => {
    await using scene = await openScene();
    const one = openCase(scene, 0, true);
    const pull = await one.open(defect);
    await scene.app.idle();
    expect(one.calls().map(nameCall)).toEqual(calls);
    expect(judgeEnding(scene, pull, { isSafe: false })).toBe("one correct review");
  });

  it.each(calls)("ends in one correct review when it passes: %s", async (call) => {
    await using scene = await openScene();
    const kinds = Object.keys(faultKinds).filter((kind) => writes.has(call) || !onlyForWrites.has(kind));
    const rows = await openRows(scene, { call, kinds, times: 1 }, defect);
    await scene.app.idle();
    const endings = judgeAll(scene, rows, { isSafe: false, table: `once, ${call}` });
    expect(endings).toEqual(everyKind(kinds, "one correct review"));
    const hits = rows.map(({ one }) => one.calls().filter(({ fault }) => fault !== null).length);
    expect(hits).toEqual(kinds.map(() => 1));
  });

  it.each(calls.slice(0, -1))(
    "says nothing wrong while it lasts, and is over when GitHub is well: %s",
    async (call) => {
      await using scene = await openScene();
      const rows = await openRows(scene, { call, kinds: lasting, times: Number.POSITIVE_INFINITY }, harmless);
      await scene.app.idle();
      const endings = judgeAll(scene, rows, { isSafe: true, table: `for ever, ${call}` });
      for (const [kind, ending] of Object.entries(endings))
        expect(allowedEndings(call, kind), kind).toContain(ending);

      scene.github.clearFaults();
      const undone = rows.filter(({ kind }) => endings[kind] !== "one correct review");
      for (const { pull } of undone) await pull.deliver("reopened");
      await scene.app.idle();
      const left = judgeAll(scene, undone, { isSafe: true, table: `afterwards, ${call}` });
      expect(left).toEqual(
        everyKind(
          undone.map(({ kind }) => kind),
          "one correct review",
        ),
      );
    },
  );

  it("does not keep a check from ending, however long it lasts at the end of the check", async () => {
    await using scene = await openScene();
    const call = "PATCH /check-runs/{check_run_id}";
    const rows = await openRows(scene, { call, kinds: lasting, times: 5 }, harmless);
    await scene.app.idle();
    const endings = judgeAll(scene, rows, { isSafe: true, table: `five times, ${call}` });
    expect(endings).toEqual(everyKind(lasting, "one correct review"));
  });

  it("is told to the operator when the check of a review could never be ended", async () => {
    await using scene = await openScene();
    const one = openCase(scene, 0);
    one.fault("PATCH /check-runs/{check_run_id}", { kind: "reset" }, { times: Number.POSITIVE_INFINITY });
    const pull = await one.open(defect);
    await scene.app.idle();
    expect(judgeEnding(scene, pull, { isSafe: false })).toBe("check never ended");
    expect(scene.errors().map((line) => JSON.parse(line))).toMatchObject([
      { code: "GITHUB_AMBIGUOUS", msg: "a check run could not be ended" },
    ]);
  });
});

/** Where GitHub cannot be asked what there is, or told anything, nothing can be seen there. */
function allowedEndings(call: string, kind: string): readonly Ending[] {
  const isSilent = indispensable.has(call) || (kind.includes("limit") && call.endsWith("the organisation"));
  return ["one correct review", "visibly inconclusive", ...(isSilent ? (["untold"] as const) : [])];
}
