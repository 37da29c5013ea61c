import type { AttackFigure } from "./attack-figures.ts";
import type { ThreatRow } from "./threat-row.ts";

/** One test of vitest's JSON report. */
export interface RunTest {
  /** Path from the root of the project. */
  readonly file: string;
  /** Titles of suites and test with blanks between them. */
  readonly fullName: string;
  readonly status: string;
}

/** How a row came out. */
export interface RowResult {
  readonly row: string;
  readonly attack: string;
  readonly files: readonly string[];
  readonly tried: readonly string[];
  readonly passed: number;
  /** Why the row does not hold; empty when it does. */
  readonly problems: readonly string[];
  /** The commit that it was tried on, where it is known. */
  readonly revision?: string;
}

/** Judges every row by the tests that show it. A row holds when each of its tests ran, at least one, and all passed. */
export function judgeRows(
  rows: readonly ThreatRow[],
  tests: readonly RunTest[],
  figures: readonly AttackFigure[],
): readonly RowResult[] {
  return rows.map(({ row, attack, shownBy }) => {
    const parts = shownBy.map((evidence) => judgeEvidence(evidence, tests));
    return {
      row,
      attack,
      files: shownBy.map(({ file }) => file),
      tried: figures.filter((figure) => figure.row === row).map(({ tried }) => tried),
      passed: parts.reduce((sum, part) => sum + part.passed, 0),
      problems: parts.length === 0 ? ["no test shows this row"] : parts.flatMap(({ problems }) => problems),
    };
  });
}

function judgeEvidence(
  { file, titles, needs }: ThreatRow["shownBy"][number],
  tests: readonly RunTest[],
): { readonly passed: number; readonly problems: readonly string[] } {
  const inFile = tests.filter((test) => test.file === file);
  if (inFile.length === 0) return { passed: 0, problems: [`${file} did not run`] };
  const missing = (titles ?? []).filter((title) => !inFile.some(({ fullName }) => fullName.includes(title)));
  const chosen =
    titles === undefined
      ? inFile
      : inFile.filter(({ fullName }) => titles.some((title) => fullName.includes(title)));
  const passed = chosen.filter(({ status }) => status === "passed").length;
  const notPassed = chosen.filter(
    ({ status }) => status !== "passed" && !(status === "skipped" && needs !== undefined && passed > 0),
  );
  return {
    passed,
    problems: [
      ...missing.map((title) => `${file}: no test is called "${title}"`),
      ...notPassed.map(({ fullName, status }) => `${file}: "${fullName}" ${status}`),
    ],
  };
}

/** The table, for a terminal and for Markdown. */
export function formatRows(results: readonly RowResult[]): string {
  const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");
  const lines = results.map(({ row, attack, files, tried, passed, problems, revision }) => {
    const shown = [...tried, `${passed} tests`].join("; ");
    const held = problems.length === 0 ? "pass" : `**fail**: ${problems.slice(0, 3).join("; ")}`;
    const state = revision === undefined ? held : `${held} (${revision})`;
    return `| ${[row, attack, files.map((file) => `\`${file}\``).join(", "), shown, state].map(cell).join(" | ")} |`;
  });
  return ["| Row | Attack | Tests | Tried | |", "|---|---|---|---|---|", ...lines].join("\n");
}
