import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { parseReviewPolicy } from "../../config/review-policy.ts";
import { exitCode } from "../shared/exit-codes.ts";
import { resolveFromCaller } from "./resolve-from-caller.ts";
import { UserMistake } from "./user-mistake.ts";

/** `assay config check FILE`: every mistake of a repository's configuration at once. */
export function addConfigCommand(program: Command, finish: (code: number) => void): void {
  const config = program.command("config").description("Work with .github/assay.yml");
  config
    .command("check")
    .description("Check a configuration file; prints FILE:LINE: KEY: MESSAGE for each mistake")
    .argument("<file>", "configuration file, usually .github/assay.yml")
    .action(async (file: string) => finish(await checkConfig(file)));
}

async function checkConfig(file: string): Promise<number> {
  const text = await readFile(resolveFromCaller(file), "utf8").catch(() => {
    throw new UserMistake(
      exitCode.missingInput,
      `${file} cannot be read`,
      "Name an existing configuration file.",
    );
  });
  const reading = parseReviewPolicy(text);
  if (reading.kind === "valid") {
    process.stdout.write(`${file}: valid\n`);
    return exitCode.noDefects;
  }
  for (const { line, key, message } of reading.problems) {
    process.stdout.write(`${file}:${line}: ${key === "" ? "" : `${key}: `}${message}\n`);
  }
  return exitCode.configuration;
}
