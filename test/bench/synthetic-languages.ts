/** How one function of a synthetic file looks in one language; `seed` makes it differ from all others. */
export interface SyntheticLanguage {
  readonly extension: string;
  readonly opening: readonly string[];
  readonly closing: readonly string[];
  readonly fn: (seed: number, body: readonly string[]) => readonly string[];
  readonly line: (seed: number) => string;
}

const indented = (lines: readonly string[], by: string) => lines.map((line) => `${by}${line}`);
const pick = (seed: number, ...lines: readonly string[]) => lines[seed % lines.length]!;

export const syntheticLanguages: readonly SyntheticLanguage[] = [
  {
    extension: "ts",
    opening: ['import { load, store } from "./storage.ts";', ""],
    closing: [],
    fn: (seed, body) => [
      `export function step${seed}(input: Input): number {`,
      ...indented(body, "  "),
      "  return total;",
      "}",
      "",
    ],
    line: (seed) =>
      pick(
        seed,
        `const value${seed} = load("key-${seed}", input.name) ?? ${seed};`,
        `if (value${seed - 1} > ${seed}) store(value${seed - 1}, { retries: ${seed % 7} });`,
        `// The total of step ${seed} is kept for the report.`,
        `const rows${seed} = input.rows.filter((row) => row.id !== ${seed}).map((row) => row.amount);`,
      ),
  },
  {
    extension: "py",
    opening: ["import os", "from storage import load, store", ""],
    closing: [],
    fn: (seed, body) => [`def step_${seed}(request):`, ...indented(body, "    "), "    return total", ""],
    line: (seed) =>
      pick(
        seed,
        `value_${seed} = load("key-${seed}", request.name) or ${seed}`,
        `if value_${seed - 1} > ${seed}: store(value_${seed - 1}, retries=${seed % 7})`,
        `# The total of step ${seed} is kept for the report.`,
        `rows_${seed} = [row.amount for row in request.rows if row.id != ${seed}]`,
      ),
  },
  {
    extension: "go",
    opening: ["package steps", "", 'import "example.org/storage"', ""],
    closing: [],
    fn: (seed, body) => [
      `func Step${seed}(input *Input) int {`,
      ...indented(body, "\t"),
      "\treturn total",
      "}",
      "",
    ],
    line: (seed) =>
      pick(
        seed,
        `value${seed}, err := storage.Load("key-${seed}", input.Name)`,
        `if err != nil { return ${seed} }`,
        `// The total of step ${seed} is kept for the report.`,
        `rows := storage.Filter(input.Rows, ${seed}, len(input.Name))`,
      ),
  },
  {
    extension: "java",
    opening: ["package steps;", "", "import storage.Store;", "", "public class Steps {"],
    closing: ["}"],
    fn: (seed, body) => [
      `    public int step${seed}(Input input) {`,
      ...indented(body, "        "),
      "        return total;",
      "    }",
      "",
    ],
    line: (seed) =>
      pick(
        seed,
        `String value${seed} = Store.load("key-${seed}", input.getName());`,
        `if (total > ${seed}) { Store.save(value${seed - 1}, ${seed % 7}); }`,
        `// The total of step ${seed} is kept for the report.`,
        `List<Integer> rows${seed} = input.getRows().without(${seed});`,
      ),
  },
  {
    extension: "rb",
    opening: ["require 'storage'", "", "class Steps"],
    closing: ["end"],
    fn: (seed, body) => [`  def step_${seed}(input)`, ...indented(body, "    "), "    total", "  end", ""],
    line: (seed) =>
      pick(
        seed,
        `value_${seed} = Storage.load("key-${seed}", input.name) || ${seed}`,
        `Storage.save(value_${seed - 1}, retries: ${seed % 7}) if total > ${seed}`,
        `# The total of step ${seed} is kept for the report.`,
        `rows_${seed} = input.rows.reject { |row| row.id == ${seed} }`,
      ),
  },
  {
    extension: "php",
    opening: ["<?php", "", "use Storage\\Store;", ""],
    closing: [],
    fn: (seed, body) => [
      `function step_${seed}($input) {`,
      ...indented(body, "    "),
      "    return $total;",
      "}",
      "",
    ],
    line: (seed) =>
      pick(
        seed,
        `$value_${seed} = Store::load("key-${seed}", $input->name) ?? ${seed};`,
        `if ($total > ${seed}) { Store::save($value_${seed - 1}, ${seed % 7}); }`,
        `// The total of step ${seed} is kept for the report.`,
        `$rows_${seed} = array_filter($input->rows, fn ($row) => $row->id !== ${seed});`,
      ),
  },
  {
    extension: "cs",
    opening: ["using Storage;", "", "namespace Steps;", "", "public class Steps", "{"],
    closing: ["}"],
    fn: (seed, body) => [
      `    public int Step${seed}(Input input)`,
      "    {",
      ...indented(body, "        "),
      "        return total;",
      "    }",
      "",
    ],
    line: (seed) =>
      pick(
        seed,
        `var value${seed} = Store.Load("key-${seed}", input.Name) ?? ${seed};`,
        `if (total > ${seed}) { Store.Save(value${seed - 1}, ${seed % 7}); }`,
        `// The total of step ${seed} is kept for the report.`,
        `var rows${seed} = input.Rows.Where(row => row.Id != ${seed}).ToList();`,
      ),
  },
  {
    extension: "rs",
    opening: ["use storage::{load, store};", ""],
    closing: [],
    fn: (seed, body) => [
      `pub fn step_${seed}(input: &Input) -> u64 {`,
      ...indented(body, "    "),
      "    total",
      "}",
      "",
    ],
    line: (seed) =>
      pick(
        seed,
        `let value_${seed} = load("key-${seed}", &input.name).unwrap_or(${seed});`,
        `if total > ${seed} { store(value_${seed - 1}, ${seed % 7}); }`,
        `// The total of step ${seed} is kept for the report.`,
        `let rows_${seed}: Vec<_> = input.rows.iter().filter(|row| row.id != ${seed}).collect();`,
      ),
  },
];
