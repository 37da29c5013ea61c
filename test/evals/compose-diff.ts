import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export type FileTexts = ReadonlyMap<string, string>;

/** The object name that git gives to a text. */
export function nameBlob(text: string): string {
  const bytes = Buffer.from(text);
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

/** The difference of two sets of files as git writes it, with full object names. Empty when nothing differs. */
export function composeDiff(before: FileTexts, after: FileTexts): string {
  const folder = mkdtempSync(join(tmpdir(), "assay-eval-"));
  try {
    writeFiles(join(folder, "a"), before);
    writeFiles(join(folder, "b"), after);
    // Outside of a repository git names both sides after the one that exists; inside, it always writes a/ and b/.
    return runDiff(folder).replace(/^diff --git [ab]\/(.*) [ab]\/\1$/gm, "diff --git a/$1 b/$1");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeFiles(folder: string, files: FileTexts): void {
  mkdirSync(folder);
  for (const [path, text] of files) {
    const file = join(folder, path);
    if (!file.startsWith(`${folder}/`)) throw new Error(`the path ${path} leads out of the case`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** `--no-prefix`: the names of the two folders are the prefixes. Exit code 1 means that something differs. */
function runDiff(folder: string): string {
  const settings = ["-c", "core.quotePath=false", "-c", "core.autocrlf=false"];
  const args = [
    ...settings,
    "diff",
    "--no-index",
    "--no-prefix",
    "--full-index",
    "--no-color",
    "--no-ext-diff",
  ];
  try {
    return execFileSync("git", [...args, "a", "b"], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
      env: { PATH: process.env["PATH"] ?? "", GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch (error) {
    if (error instanceof Error && "status" in error && error.status === 1 && "stdout" in error)
      return String(error.stdout);
    throw error;
  }
}
