import { describe, expect, it } from "vitest";
import { buildChange, buildHunks } from "../../fakes/build-change.ts";

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => `${from + at}`);

describe("buildChange", () => {
  it("makes hunks with three lines of context, as git does", () => {
    const base = numbered(1, 30);
    const head = [...base.slice(0, 4), "new", ...base.slice(5, 20), ...base.slice(21)];
    const hunks = buildHunks(base.join("\n"), head.join("\n"));
    expect(hunks.map(({ lines: _, ...rest }) => rest)).toEqual([
      { index: 0, oldStart: 2, oldLines: 7, newStart: 2, newLines: 7 },
      { index: 1, oldStart: 18, oldLines: 7, newStart: 18, newLines: 6 },
    ]);
    expect(
      hunks[0]?.lines.map((line) => `${line.kind} ${line.oldLine} ${line.newLine} ${line.text}`),
    ).toEqual([
      "context 2 2 2",
      "context 3 3 3",
      "context 4 4 4",
      "removed 5 null 5",
      "added null 5 new",
      "context 6 6 6",
      "context 7 7 7",
      "context 8 8 8",
    ]);
  });

  it("knows whole texts, or the hunks alone", () => {
    const spec = {
      path: "a",
      base: `${numbered(1, 9).join("\n")}\n`,
      head: `${numbered(1, 10).join("\n")}\n`,
    };
    expect(buildChange([spec]).files[0]).toMatchObject({
      status: "modified",
      isComplete: true,
      head: [{ firstLine: 1, text: numbered(1, 10).join("\n") }],
    });
    expect(buildChange([spec], "diff").files[0]).toMatchObject({
      isComplete: false,
      base: [{ firstLine: 7, text: "7\n8\n9" }],
      head: [{ firstLine: 7, text: "7\n8\n9\n10" }],
    });
  });

  it("adds and deletes files", () => {
    const files = buildChange([
      { path: "a", base: null, head: "x\n" },
      { path: "b", base: "x\n", head: null },
    ]).files;
    expect(
      files.map(({ status, oldMode, newMode, base, head }) => ({ status, oldMode, newMode, base, head })),
    ).toEqual([
      { status: "added", oldMode: null, newMode: "100644", base: [], head: [{ firstLine: 1, text: "x" }] },
      { status: "deleted", oldMode: "100644", newMode: null, base: [{ firstLine: 1, text: "x" }], head: [] },
    ]);
  });
});
