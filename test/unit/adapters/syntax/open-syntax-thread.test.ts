import { execFile } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { createFlowReader } from "../../../../src/adapters/syntax/create-flow-reader.ts";
import { createSyntax } from "../../../../src/adapters/syntax/create-syntax.ts";
import { openSyntaxThread } from "../../../../src/adapters/syntax/open-syntax-thread.ts";
import { patternPack } from "../../../../src/checks/pattern-pack.ts";
import type { PatternRule } from "../../../../src/domain/syntax.ts";
import { projectRoot } from "../../../architecture/run-tool.ts";

const python = 'import os\n\ndef run(name):\n    if name:\n        os.system("ls " + name)\n';
const javascript = "export function run(name) {\n  return eval(name);\n}\n";
const rulesFor = (language: PatternRule["languages"][number]) =>
  patternPack.filter(({ languages }) => languages.includes(language));

it("says of every text what the parser of this thread says, in any order", async () => {
  const { syntax, flow } = openSyntaxThread();
  const here = { syntax: createSyntax(), flow: createFlowReader() };
  const look = (ports: typeof here) =>
    Promise.all([
      ports.syntax.inspect(python, "python", { rules: rulesFor("python"), detail: "outline" }),
      ports.flow.readFlow(javascript, "javascript"),
      ports.syntax.inspect(javascript, "javascript", { rules: rulesFor("javascript"), detail: "matches" }),
      ports.syntax.inspect(python, "python", { rules: [], detail: "names" }),
      ports.syntax.inspect(python, "python", { rules: rulesFor("python"), detail: "outline" }),
    ]);
  const found = await look({ syntax, flow });
  expect(found).toEqual(await look(here));
  expect(found[0]).toMatchObject({ matches: [{ startLine: 5 }] });
});

it("leaves the event loop free while a large text is parsed", async () => {
  const { syntax } = openSyntaxThread();
  await syntax.inspect("call();", "javascript", { rules: [], detail: "names" });
  const text = "call(a, b);\n".repeat(60_000);
  let isDone = false;
  let turns = 0;
  const parsing = syntax.inspect(text, "javascript", { rules: [], detail: "outline" }).then(() => {
    isDone = true;
  });
  while (!isDone) {
    await delay(1);
    turns += 1;
  }
  await parsing;
  // In this thread the parse would be one turn.
  expect(turns).toBeGreaterThan(20);
});

it("gives up a text that takes too long, and reads the next one", async () => {
  const { syntax } = openSyntaxThread(1);
  const late = await syntax.inspect("call(a, b);\n".repeat(60_000), "javascript", {
    rules: [],
    detail: "names",
  });
  expect(late).toBeNull();
  const { syntax: patient } = openSyntaxThread();
  expect(await patient.inspect("call();", "javascript", { rules: [], detail: "names" })).not.toBeNull();
});

it("tells of a rule that the grammar does not take", async () => {
  const { syntax } = openSyntaxThread();
  const [rule] = rulesFor("python");
  const wrong = { ...rule!, id: "own/wrong", match: { kind: "no_such_kind" } };
  await expect(syntax.inspect(python, "python", { rules: [wrong], detail: "outline" })).rejects.toThrow(
    "own/wrong",
  );
  expect(await syntax.inspect(python, "python", { rules: [], detail: "outline" })).not.toBeNull();
});

it("keeps no process alive", async () => {
  const script = `
    const { openSyntaxThread } = await import("./src/adapters/syntax/open-syntax-thread.ts");
    const { flow } = openSyntaxThread();
    const facts = await flow.readFlow("call();", "javascript");
    console.log(facts.code.length);
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
    cwd: projectRoot,
    timeout: 30_000,
  });
  expect(stdout).toBe("1\n");
});
