import { type Command, InvalidArgumentError } from "commander";
import type { DoctorOptions } from "./doctor/run-doctor.ts";

const help = `
One line a check: ok, warning, problem or not checked; what was found; what to do. The model is asked one tiny
question. Nothing is changed, and no secret is printed.

  --app    reads .env in this folder as the App does, and wants everything that the App needs;
           without it the App is checked when its variables are set

--json prints {"version": 1, "exitCode": N, "checks": [{"name", "state", "found", "remedy"}]}; state is one of
ok, warning, problem, not-checked, and remedy is null where nothing has to be done.

Exit codes:
  0   no problem; there may be warnings     69  git, Node.js or Assay is missing or too old
  73  the data folder cannot be written     74  the store is damaged
  75  a server cannot be reached, or the store is in use
  78  a setting is wrong, here or on GitHub; the code of the worst problem counts, this one before the others`;

const mostSeconds = 600;

/** Adds `assay doctor`. `finish` receives the exit code. */
export function addDoctorCommand(program: Command, finish: (code: number) => void): void {
  program
    .command("doctor")
    .description("Check settings, model, GitHub App, store and machine, and say what to do")
    .option("--json", "print JSON")
    .option("--app", "check the App as it would start in this folder")
    .option("--timeout <seconds>", "most time for one check", parseSeconds, 10)
    .addHelpText("after", help)
    .action(async (options: DoctorOptions) => {
      // Loaded when it is asked for: reviews use little of it.
      const { runDoctor } = await import("./doctor/run-doctor.ts");
      finish(await runDoctor(process.env, options));
    });
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= mostSeconds)) {
    throw new InvalidArgumentError(`It must be a number of seconds above 0 and up to ${mostSeconds}.`);
  }
  return seconds;
}
