import { describe, expect, it } from "vitest";
import { createSyntax } from "../../../src/adapters/syntax/create-syntax.ts";
import { patternPack } from "../../../src/checks/pattern-pack.ts";
import { RepoPath } from "../../../src/domain/change-set.ts";
import { proveFix } from "../../../src/pipeline/prove-fix.ts";
import { buildChange } from "../../fakes/build-change.ts";

const syntax = createSyntax();
const limits = { isShown: () => true, clean: (text: string) => text };
const head = "import os\n\n\ndef run(name):\n    os.system('ls ' + name)\n";
const rule = patternPack.find(({ id }) => id === "python.command-injection.shell") ?? null;

const prove = (
  lines: readonly string[],
  { path = "run.py", text = head, rule: answered = null as string | null } = {},
) => {
  const change = buildChange([{ path, base: null, head: text }]);
  const place = {
    file: 0,
    path: RepoPath.parse(path),
    side: "RIGHT",
    startLine: 5,
    endLine: 5,
    quote: "",
  } as const;
  return proveFix(
    { from: 5, to: 5, lines: [...lines] },
    { place, rule: answered },
    { ...limits, change, syntax },
  );
};

describe("a proposed repair", () => {
  it("is proved when the file still parses", async () => {
    expect(await prove(["    list_folder(name)"])).toEqual({
      startLine: 5,
      endLine: 5,
      lines: ["    list_folder(name)"],
      replaced: ["    os.system('ls ' + name)"],
    });
  });

  it.each<[string, readonly string[], Parameters<typeof prove>[1]]>([
    ["breaks the file", ["    list_folder(name"], {}],
    ["is for a language without a grammar", ["  - b"], { path: "a.yaml", text: "a\nb\nc\nd\n  - a\n" }],
    ["is for lines that do not exist", ["pass"], { text: "import os\n" }],
  ])("is not proved that %s", async (_, lines, file) => {
    expect(await prove(lines, file)).toBeNull();
  });

  it("of a file that did not parse before need not mend it", async () => {
    expect(await prove(["    pass"], { text: `${head}def broken(:\n` })).not.toBeNull();
  });

  it("must take away what the rule found", async () => {
    const id = rule?.id ?? "";
    expect(id).not.toBe("");
    expect(await prove(["    os.system('ls -l ' + name)"], { rule: id })).toBeNull();
    expect(await prove(["    list_folder(name)"], { rule: id })).not.toBeNull();
  });
});
