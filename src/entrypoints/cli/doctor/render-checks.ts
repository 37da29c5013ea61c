import { showLine } from "../../../review/render/show-text.ts";
import { type CheckResult, checkTitles, exitCodeOfChecks } from "./check-result.ts";

const words = { ok: "ok", warning: "warning", problem: "problem", "not-checked": "not checked" } as const;

/** One line a check: how it ended, what was found, what to do. */
export function renderChecks(results: readonly CheckResult[]): string {
  const width = Math.max(...results.map(({ name }) => checkTitles[name].length));
  const lines = results.map((result) => {
    const remedy = "remedy" in result ? ` → ${result.remedy}` : "";
    const head = `${words[result.state].padEnd(11)}  ${checkTitles[result.name].padEnd(width)}`;
    return `${head}  ${showLine(`${result.found}${remedy}`)}`;
  });
  return [...lines, "", summarize(results)].join("\n");
}

function summarize(results: readonly CheckResult[]): string {
  const count = (state: CheckResult["state"]) => results.filter((result) => result.state === state).length;
  const problems = count("problem");
  const warnings = count("warning");
  if (problems === 0 && warnings === 0) return "Nothing is wrong.";
  const name = (number: number, word: string) => `${number} ${word}${number === 1 ? "" : "s"}`;
  return `${name(problems, "problem")}, ${name(warnings, "warning")}.`;
}

/** The same for programs; `docs/local-models.md` describes the shape. */
export function serializeChecks(results: readonly CheckResult[]): string {
  const checks = results.map((result) => ({
    name: result.name,
    state: result.state,
    found: showLine(result.found),
    remedy: "remedy" in result ? showLine(result.remedy) : null,
  }));
  return JSON.stringify({ version: 1, exitCode: exitCodeOfChecks(results), checks }, null, 2);
}
