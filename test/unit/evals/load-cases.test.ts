import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadCases } from "../../evals/load-cases.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-cases-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: unknown): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

const facts = { language: "python", kind: "shell", description: "A name reaches a shell." };
const pair = {
  ...facts,
  id: "shell-name",
  cwe: "CWE-78",
  vulnerable: { "app/run.py": "import os\nos.system(name)\n" },
  fixed: { "app/run.py": "import subprocess\nsubprocess.run([name])\n" },
  weak: [{ path: "app/run.py", text: "os.system(name)" }],
};
const published = {
  id: "p1",
  source: "CVE-0000-0000",
  cwe: ["CWE-22"],
  introduce: "diff --git a/a.js b/a.js\n--- a/a.js\n+++ b/a.js\n@@ -1 +1 @@\n-safe\n+weak\n",
  fix: "diff --git a/a.js b/a.js\n--- a/a.js\n+++ b/a.js\n@@ -1 +1 @@\n-weak\n+safe\n",
  introduceAsNew:
    "diff --git a/a.js b/a.js\nnew file mode 100644\n--- /dev/null\n+++ b/a.js\n@@ -0,0 +1 @@\n+weak\n",
  fixAsNew:
    "diff --git a/a.js b/a.js\nnew file mode 100644\n--- /dev/null\n+++ b/a.js\n@@ -0,0 +1 @@\n+safe\n",
  weak: [{ path: "a.js", lines: ["weak"] }],
};
const summarize = (paths: readonly string[]) =>
  loadCases(paths).map(({ id, language, cwes, inputs }) => ({
    ...{ id, language, cwes },
    inputs: inputs.map(({ form, side }) => `${form} ${side}`),
  }));
const allInputs = ["first introduce", "first fix", "as-new introduce", "as-new fix"];

describe("cases", () => {
  it("are read from a file of published ones, in four diffs each", () => {
    const file = write("dev.jsonl", `${JSON.stringify(published)}\n\n`);

    expect(summarize([file])).toEqual([
      { id: "p1", language: "javascript", cwes: ["CWE-22"], inputs: allInputs },
    ]);
  });

  it("are read from folders of our own, whose diffs are made as git makes them", () => {
    write("python/shell-name.json", pair);
    write("python/a-clean.json", { ...facts, id: "a-clean", clean: { "app/run.py": "print(1)\n" } });
    const [clean, own] = loadCases([folder]);

    expect(summarize([folder])).toEqual([
      { id: "a-clean", language: "python", cwes: [], inputs: ["as-new clean"] },
      { id: "shell-name", language: "python", cwes: ["CWE-78"], inputs: allInputs },
    ]);
    expect(clean?.inputs[0]?.diff).toMatch(
      /^diff --git a\/app\/run\.py b\/app\/run\.py\nnew file mode 100644\n/,
    );
    expect(own?.inputs[0]?.diff).toContain("\n-import subprocess\n-subprocess.run([name])\n+import os\n");
    expect(own?.inputs[1]?.diff).toContain("\n-import os\n-os.system(name)\n+import subprocess\n");
    expect(own?.weak).toEqual([{ path: "app/run.py", lines: ["os.system(name)"] }]);
  });

  it("begin at the state before the change where they tell it", () => {
    write("shell-name.json", { ...pair, before: { "app/run.py": "import os\n" }, form: "first" });
    const [own] = loadCases([folder]);

    expect(
      own?.inputs.map(({ diff }) => diff.split("\n").filter((line) => /^[+-](?![+-])/.test(line))),
    ).toEqual([["+os.system(name)"], ["-import os", "+import subprocess", "+subprocess.run([name])"]]);
  });

  it.each([
    ["an unknown field", "shell-name.json", { ...pair, secret: 1 }, /Unrecognized key/],
    [
      "a path that leads out",
      "shell-name.json",
      { ...pair, fixed: { "../x.py": "" } },
      /Invalid key in record/,
    ],
    ["a class that is none", "shell-name.json", { ...pair, cwe: "shell" }, /cwe/],
    ["another name than its id", "other.json", pair, /has to be named shell-name\.json/],
    [
      "versions that do not differ",
      "shell-name.json",
      { ...pair, fixed: pair.vulnerable },
      /changes nothing/,
    ],
    ["no JSON", "shell-name.json", "{", /not JSON/],
  ] as const)("are refused with %s", (_name, file, content, message) => {
    write(file, content);

    expect(() => loadCases([folder])).toThrow(message);
  });

  it("are refused when an id occurs twice", () => {
    const file = write("dev.jsonl", `${JSON.stringify(published)}\n${JSON.stringify(published)}\n`);

    expect(() => loadCases([file])).toThrow("the case p1 occurs twice");
  });
});
