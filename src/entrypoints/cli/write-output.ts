import { rename, rm, writeFile } from "node:fs/promises";
import { exitCode } from "../shared/exit-codes.ts";
import { resolveFromCaller } from "./resolve-from-caller.ts";
import { UserMistake } from "./user-mistake.ts";

/** Writes to standard output, or to a file that is either complete or not there. */
export async function writeOutput(text: string, file: string | undefined): Promise<void> {
  const ended = text.endsWith("\n") ? text : `${text}\n`;
  if (file === undefined) {
    await new Promise<void>((done, fail) => {
      process.stdout.write(ended, (error) => (error ? fail(error) : done()));
    });
    return;
  }
  const path = resolveFromCaller(file);
  const unfinished = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(unfinished, ended);
    await rename(unfinished, path);
  } catch (error) {
    // Where the folder is a file, there is nothing to remove and removing fails too.
    await rm(unfinished, { force: true }).catch(() => undefined);
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
    throw new UserMistake(
      exitCode.cannotWrite,
      `${file} cannot be written (${reason})`,
      "Name a file in an existing folder.",
    );
  }
  process.stderr.write(`assay: written to ${file}\n`);
}
