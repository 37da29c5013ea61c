import { readdirSync } from "node:fs";
import { join } from "node:path";
import { projectRoot, runTool } from "./run-tool.ts";

/** Every file of the project: what git tracks and what it would add, without deleted ones. */
export async function listProjectFiles(): Promise<readonly string[]> {
  const listed = await runTool("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
  const deleted = await runTool("git", ["ls-files", "-z", "--deleted"]);
  if (listed.exitCode !== 0) throw new Error(`git ls-files failed: ${listed.stderr}`);
  const gone = new Set(deleted.stdout.split("\0"));
  return listed.stdout.split("\0").filter((path) => path !== "" && !gone.has(path));
}

/** Files under a folder of the project, as paths from its root. */
export function listFolder(folder: string, endings: readonly string[]): readonly string[] {
  return readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => join(entry.parentPath, entry.name).slice(projectRoot.length + 1))
    .toSorted();
}
