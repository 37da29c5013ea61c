import { Command, CommanderError } from "commander";
import { ReviewError } from "../domain/errors.ts";
import { addCompletionCommand } from "./cli/completion-command.ts";
import { addConfigCommand } from "./cli/config-command.ts";
import { addDoctorCommand } from "./cli/doctor-command.ts";
import { addJobsCommand } from "./cli/jobs-command.ts";
import { addReviewCommand } from "./cli/review-command.ts";
import { addStoreCommand } from "./cli/store-command.ts";
import { UserMistake } from "./cli/user-mistake.ts";
import { addWorkerCommand } from "./cli/worker-command.ts";
import { exitCode, exitCodeHelp, exitCodeOfError } from "./shared/exit-codes.ts";

/** Runs one command line and resolves to its exit code. Never rejects. */
export async function runCli(argv: readonly string[]): Promise<number> {
  let code: number = exitCode.noDefects;
  const program = new Command("assay")
    .description("Reviews the security of a change and says only what it can prove.")
    .version("0.1.0")
    .exitOverride()
    .showHelpAfterError("(see --help)")
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "assay: ")) })
    .addHelpText("after", `\n${exitCodeHelp}`);
  for (const add of [
    addReviewCommand,
    addConfigCommand,
    addDoctorCommand,
    addJobsCommand,
    addStoreCommand,
    addWorkerCommand,
    addCompletionCommand,
  ]) {
    add(program, (result) => {
      code = result;
    });
  }
  try {
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    return explain(error);
  }
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.noDefects : exitCode.usage;
  if (error instanceof UserMistake) return say(error.message, error.remedy, error.exitCode);
  if (error instanceof ReviewError) return say(error.message, error.remedy, exitCodeOfError(error.code));
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return say(`this is a defect of Assay, please report it:\n${stack}`, null, exitCode.internal);
}

function say(message: string, remedy: string | null, code: number): number {
  process.stderr.write(`assay: ${message}\n${remedy === null ? "" : `${remedy}\n`}`);
  return code;
}
