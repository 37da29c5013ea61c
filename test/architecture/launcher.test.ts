import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectRoot, runTool } from "./run-tool.ts";

const launcher = join(projectRoot, "src/entrypoints/launch.mjs");

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "assay-launcher-"));
  for (const place of ["clone", "package"]) {
    const entrypoints = join(directory, place, "dist/entrypoints");
    mkdirSync(join(entrypoints, "shared"), { recursive: true });
    for (const file of ["launch.mjs", "shared/keep-compiled.mjs"]) {
      copyFileSync(join(projectRoot, "src/entrypoints", file), join(entrypoints, file));
    }
    // Stands for the command line: gives back the number of its arguments as exit code.
    writeFileSync(
      join(entrypoints, "cli.ts"),
      "export const runCli = async (argv: string[]): Promise<number> => argv.length;\n",
    );
  }
  writeFileSync(join(directory, "clone/package-lock.json"), "{}\n");
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Starts the launcher of a clone or of an installed package in a Node that says it has another version. */
function launchAs(version: string, args: readonly string[], place: "clone" | "package" = "clone") {
  const pretence = `Object.defineProperty(process.versions, "node", { value: ${JSON.stringify(version)} });`;
  const preload = `data:text/javascript,${encodeURIComponent(pretence)}`;
  return runTool(process.execPath, [
    "--import",
    preload,
    join(directory, place, "dist/entrypoints/launch.mjs"),
    ...args,
  ]);
}

describe("the launcher", () => {
  it.each(["22.19.0", "22.20.1", "24.0.0", "100.0.0"])(
    "starts the command line under Node %s",
    async (version) => {
      const result = await launchAs(version, ["one", "two", "three"]);

      expect(result).toEqual({ exitCode: 3, stdout: "", stderr: "" });
    },
  );

  it.each(["12.22.12", "18.20.8", "20.20.2", "22.18.9"])(
    "tells Node %s in two lines what to do",
    async (version) => {
      const result = await launchAs(version, []);

      expect(result).toEqual({
        exitCode: 69,
        stdout: "",
        stderr:
          `assay: Node 22.19 or newer is needed, this is Node ${version}.\n` +
          "`npm ci` brings Node 24 along; start Assay with `npm run assay -- …` to use it.\n",
      });
    },
  );

  it("tells who installed the package how to come by a newer Node", async () => {
    const result = await launchAs("20.20.2", [], "package");

    expect(result).toEqual({
      exitCode: 69,
      stdout: "",
      stderr:
        "assay: Node 22.19 or newer is needed, this is Node 20.20.2.\n" +
        "Install Node 22.19 or newer, or run it with `npx -p node@24 -p <tarball> assay …`.\n",
    });
  });

  it("uses no syntax that an old Node cannot read", () => {
    const code = readFileSync(launcher, "utf8");

    expect(code.match(/\?\.|\?\?|\bawait\b|#\w+[ (=;]|\bstatic\b|[^\w]\d+_\d|\|\|=|&&=/g)).toBeNull();
  });

  it("asks for the Node that package.json asks for", () => {
    const { engines } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8"));

    expect(engines).toEqual({ node: ">=22.19" });
  });
});
