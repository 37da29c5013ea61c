import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { projectRoot, runNodeTool } from "./run-tool.ts";

const tools = [
  {
    promise: "the code is formatted and free of lint errors",
    script: "@biomejs/biome/bin/biome",
    args: ["ci", "--error-on-warnings", "--colors=off", "."],
  },
  { promise: "the types are sound", script: "typescript/bin/tsc", args: ["-p", "."] },
  { promise: "no file, export or dependency is dead", script: "knip/bin/knip.js", args: ["--no-progress"] },
];

/** A limit against hanging: on a busy machine the compiler alone takes a minute. */
const limitMs = 300_000;

describe("the house rules that tools check", () => {
  it.each(tools)("$promise", { timeout: limitMs }, async ({ script, args }) => {
    const result = await runNodeTool(script, args);

    // One comparison, so that a failure shows what the tool had to say.
    expect(result.exitCode === 0 ? "clean" : `${result.stdout}\n${result.stderr}`).toBe("clean");
  });

  it("are read from one place each: no second configuration lies about", () => {
    const configurations = readdirSync(projectRoot).filter((name) =>
      /^(\.?eslint|\.prettier|\.oxlint|biome\.jsonc|knip\.ts|tsconfig\.)/.test(name),
    );

    expect(configurations).toEqual(["tsconfig.build.json", "tsconfig.json"]);
  });
});
