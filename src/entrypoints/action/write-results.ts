import { randomBytes } from "node:crypto";
import { appendFile, rename, rm, writeFile } from "node:fs/promises";

/** A value of the step for later ones; ours, or a path that the workflow chose. */
export type Outputs = Readonly<Record<"verdict" | "findings" | "sarif-file", string>>;

/** Appends the outputs to the file that the runner reads, each between delimiters that nobody can know. */
export async function writeOutputs(file: string | undefined, outputs: Outputs): Promise<void> {
  if (file === undefined || file === "") return;
  const delimiter = `assay-${randomBytes(16).toString("hex")}`;
  const lines = Object.entries(outputs).map(
    ([name, value]) => `${name}<<${delimiter}\n${value}\n${delimiter}\n`,
  );
  await appendFile(file, lines.join(""));
}

/** Appends Markdown to the summary of the step. */
export async function writeSummary(file: string | undefined, markdown: string): Promise<void> {
  if (file !== undefined && file !== "") await appendFile(file, `${markdown.trimEnd()}\n`);
}

/** Writes a file that is either whole or not there; what is in its place is replaced, never followed. Null, or what is wrong. */
export async function writeWhole(path: string, text: string): Promise<string | null> {
  const unfinished = `${path}.${randomBytes(8).toString("hex")}.tmp`;
  try {
    await writeFile(unfinished, text, { flag: "wx" });
    await rename(unfinished, path);
    return null;
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
    return `The SARIF file cannot be written (${reason}): name a file in an existing folder.`;
  }
}
