import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { listFolder } from "./list-files.ts";
import { projectRoot } from "./run-tool.ts";

const read = (path: string) => readFileSync(join(projectRoot, path), "utf8");
const page = read("docs/configuration.md");
const source = listFolder("src", [".ts", ".mjs"]).map(read).join("\n");
const ours = /\bASSAY_[A-Z][A-Z_]*[A-Z]\b/g;
const namesIn = (text: string) => [...new Set([...text.matchAll(ours)].map(([name]) => name))].toSorted();
/** Put together from these parts in the code. */
const budgets = ["INSTALLATION", "REPOSITORY", "AUTHOR"].flatMap((of) => {
  const period = of === "INSTALLATION" ? "MONTH" : "DAY";
  return ["USD", "TOKENS"].map((unit) => `ASSAY_BUDGET_${of}_${unit}_PER_${period}`);
});

describe("docs/configuration.md", () => {
  it("names every variable of ours that the code reads, and no other", () => {
    expect(namesIn(page)).toEqual([...new Set([...namesIn(source), ...budgets])].toSorted());
  });

  it.each(["README.md", ...listFolder("docs", [".md"]), ...listFolder("deploy", [".yaml", ".service"])])(
    "knows every variable of ours that %s names",
    (document) => {
      expect(namesIn(read(document)).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
    },
  );

  it.each([...page.matchAll(/^\| (`[^|]+) \|/gm)].map(([, names = ""]) => names))(
    "says nothing of a variable that nothing reads: %s",
    (cell) => {
      const names = [...cell.matchAll(/`([A-Z_]+)`/g)].map(([, name = ""]) => name);

      expect(names.length).toBeGreaterThan(0);
      expect(names.filter((name) => !budgets.includes(name) && !source.includes(name))).toEqual([]);
    },
  );
});
