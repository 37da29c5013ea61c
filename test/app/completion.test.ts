import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Argument, Command, Option } from "commander";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { composeBash } from "../../src/entrypoints/cli/completion/compose-bash.ts";
import { composeFish } from "../../src/entrypoints/cli/completion/compose-fish.ts";
import { composeZsh } from "../../src/entrypoints/cli/completion/compose-zsh.ts";
import { listCommands } from "../../src/entrypoints/cli/completion/list-commands.ts";
import { runInProcess } from "./run-in-process.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-completion-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const print = async (shell: string) => {
  const { code, stdout, stderr } = await runInProcess(["completion", shell], { directory: folder });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
};
const isThere = (shell: string) => spawnSync(shell, ["-c", "true"]).status === 0;
/** The words that a program of its own understands. */
const known = async (args: readonly string[]) =>
  (await runInProcess([...args, "--help"], { directory: folder })).stdout;

/** What bash offers when the last word is being typed, after `source` as a person would do it. */
function completeInBash(script: string, words: readonly string[]): readonly string[] {
  const file = join(folder, "assay.bash");
  writeFileSync(file, script);
  const quoted = words.map((word) => `'${word}'`).join(" ");
  const program = `source '${file}'; complete -p assay >/dev/null || exit 3
    COMP_WORDS=(${quoted}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _assay; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const output = execFileSync("bash", ["--norc", "--noprofile", "-uc", program], { encoding: "utf8" });
  return output.split("\n").filter((line) => line !== "");
}

describe("completion in bash", () => {
  it.each<[readonly string[], readonly string[]]>([
    [["assay", "rev"], ["review"]],
    [
      ["assay", "completion", ""],
      ["bash", "zsh", "fish", "-h", "--help"],
    ],
    [
      ["assay", "review", "--format", ""],
      ["terminal", "markdown", "json", "sarif"],
    ],
    [["assay", "review", "--format", "=", "s"], ["sarif"]],
    [
      ["assay", "review", "--format", "="],
      ["terminal", "markdown", "json", "sarif"],
    ],
    [["assay", "review", "--depth", "quick", "--fail-on", "n"], ["never"]],
    [["assay", "review", "main...x", "--max"], ["--max-cost"]],
    [["assay", "review", "--output", "jo"], []],
    [["assay", "jobs", "l"], ["list"]],
    [
      ["assay", "config", ""],
      ["check", "help", "-h", "--help"],
    ],
    [["assay", "unknown", "--vers"], ["--version"]],
  ])("of %j offers %j", async (words, offered) => {
    expect(completeInBash(await print("bash"), words)).toEqual(offered);
  });

  it("offers every command that the help shows, and every option of a review", async () => {
    const script = await print("bash");
    const commands = [...(await known([])).matchAll(/^ {2}([a-z]+)(?: |$)/gm)].map((match) => match[1]);
    const options = [...(await known(["review"])).matchAll(/^ {2}(--[a-z-]+)/gm)].map((match) => match[1]);

    expect(commands.length).toBeGreaterThan(4);
    expect(options.length).toBeGreaterThan(8);
    expect(completeInBash(script, ["assay", ""])).toEqual(expect.arrayContaining(commands));
    expect(completeInBash(script, ["assay", "review", "--"])).toEqual(expect.arrayContaining(options));
  });
});

describe("a command that is added to the program", () => {
  const program = new Command("assay");
  program
    .command("wash")
    .description("It's a \\ wash: thorough\nsecond line")
    .addArgument(new Argument("<what>").choices(["car", "dog"]))
    .addOption(new Option("-t, --temperature <degrees>", "how hot").choices(["30", "60"]))
    .addOption(new Option("--secret").hideHelp());
  const commands = listCommands(program);

  it("is completed without being listed anywhere else, and what is hidden is not", () => {
    expect(completeInBash(composeBash(commands), ["assay", "wash", ""])).toEqual([
      ...["car", "dog", "-t", "--temperature", "-h", "--help"],
    ]);
    expect(completeInBash(composeBash(commands), ["assay", "wash", "-t", "6"])).toEqual(["60"]);
  });

  it("is quoted as each shell reads it", () => {
    expect(composeZsh(commands)).toContain(`'wash:It'\\''s a \\\\ wash\\: thorough'`);
    expect(composeFish(commands)).toContain(`-f -a 'wash' -d 'It\\'s a \\\\ wash: thorough'`);
    expect(composeFish(commands)).toContain("-s t -l temperature -x -a '30 60' -d 'how hot'");
  });
});

describe("completion in other shells", () => {
  it.skipIf(!isThere("fish"))("works in fish (skipped where there is none)", async () => {
    writeFileSync(join(folder, "assay.fish"), await print("fish"));
    const offer = (line: string) =>
      execFileSync(
        "fish",
        ["--no-config", "-c", `source ${join(folder, "assay.fish")}; complete -C '${line}'`],
        {
          encoding: "utf8",
        },
      ).replace(/\t.*$/gm, "");

    expect(offer("assay rev")).toBe("review\n");
    expect(offer("assay review --format s")).toBe("sarif\n");
    expect(offer("assay completion z")).toBe("zsh\n");
  });

  it.skipIf(!isThere("zsh"))("is loaded by zsh (skipped where there is none)", async () => {
    writeFileSync(join(folder, "assay.zsh"), await print("zsh"));
    const program = `autoload -U compinit; compinit -u -D; source ${join(folder, "assay.zsh")}; print $_comps[assay]`;

    expect(execFileSync("zsh", ["-fc", program], { encoding: "utf8" })).toBe("_assay\n");
  });

  it("that are not known are refused", async () => {
    const { code, stderr } = await runInProcess(["completion", "tcsh"], { directory: folder });

    expect(code).toBe(64);
    expect(stderr).toContain("Allowed choices are bash, zsh, fish");
  });
});
