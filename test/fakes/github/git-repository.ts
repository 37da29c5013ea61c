import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { type BlobReader, createBlobReader } from "./read-git-objects.ts";
import { createObjectWriter, type FileContent } from "./write-git-objects.ts";

export interface CommitRequest {
  readonly branch: string;
  /** Parent commit; null for a root commit; the tip of the branch when absent. */
  readonly parent?: string | null;
  /** Second parent of a merge commit. */
  readonly mergeOf?: string;
  readonly files: Readonly<Record<string, FileContent>>;
  readonly message?: string;
}

/** A bare git repository in a folder of its own. Writing is synchronous, so that tests read as a story. */
export interface GitRepository {
  readonly folder: string;
  commit(request: CommitRequest): string;
  /** Tip of a branch, tag or full ref; null when there is none. */
  tip(ref: string): string | null;
  setRef(ref: string, sha: string | null): void;
  run(args: readonly string[]): Promise<string>;
  /** The same, remembered: for questions that name objects by their hashes alone, whose answers never change. */
  read(args: readonly string[]): Promise<string>;
  readonly objects: BlobReader;
  close(): void;
}

const runFile = promisify(execFile);
const environment = {
  PATH: process.env["PATH"] ?? "",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_TERMINAL_PROMPT: "0",
  LC_ALL: "C",
};
const settings = { env: environment, maxBuffer: 1 << 30 } as const;

// Commit dates count up from here, so that the same story gives the same object names.
const firstCommitSeconds = 1_767_225_600;

// Stories that begin alike have the same objects, so that one repository's answer is that of all others.
const answers = new Map<string, string>();
const longestKept = 1_000_000;

/**
 * Creates a repository. A fork shares the object store of its network, as on GitHub: every object of the
 * network can be read through each of its repositories.
 */
export function createGitRepository(folder: string, network: GitRepository | null): GitRepository {
  createBareFolder(folder);
  if (network !== null) shareObjects(folder, network.folder);
  let commits = 0;
  const writer = createObjectWriter(folder);
  const objects = createBlobReader(folder, environment);
  const tip = (ref: string) => readRef(folder, ref);
  let isClosed = false;
  const run = async (args: readonly string[]) => {
    try {
      const { stdout } = await runFile("git", ["-C", folder, ...args], { ...settings, encoding: "utf8" });
      return stdout;
    } catch (error) {
      // Its folder is gone by then; whoever asked is gone too, and nobody would take the rejection.
      if (isClosed) return new Promise<never>(() => undefined);
      throw error;
    }
  };
  return {
    folder,
    commit: ({ branch, parent = tip(branch), mergeOf, files, message = "Change files" }) => {
      commits += 1;
      const parents = [parent, mergeOf].filter((name) => typeof name === "string");
      const seconds = firstCommitSeconds + commits * 60;
      const commit = writer.writeCommit({ parents, files, message, seconds });
      writeRef(folder, `refs/heads/${branch}`, commit);
      return commit;
    },
    tip,
    setRef: (ref, sha) => writeRef(folder, ref, sha),
    run,
    read: async (args) => {
      const key = args.join("\0");
      const known = answers.get(key);
      if (known !== undefined) return known;
      const answer = await run(args);
      if (answer.length <= longestKept) answers.set(key, answer);
      return answer;
    },
    objects,
    close: () => {
      isClosed = true;
      objects.close();
    },
  };
}

// What `git init --bare` makes, without a process.
function createBareFolder(folder: string): void {
  for (const part of ["objects/info", "objects/pack", "refs/heads", "refs/tags"]) {
    mkdirSync(join(folder, part), { recursive: true });
  }
  writeFileSync(join(folder, "HEAD"), "ref: refs/heads/main\n");
  writeFileSync(join(folder, "config"), "[core]\n\trepositoryformatversion = 0\n\tbare = true\n");
}

/** From its file: whoever pushes with git writes it there too. */
function readRef(folder: string, ref: string): string | null {
  if (ref.includes("..") || ref.includes("\0")) return null;
  const candidates = ref.startsWith("refs/") ? [ref] : [`refs/heads/${ref}`, `refs/tags/${ref}`];
  for (const candidate of candidates) {
    try {
      return readFileSync(join(folder, candidate), "utf8").trim();
    } catch (error) {
      if (!isAbsent(error)) throw error;
    }
  }
  return null;
}

function isAbsent(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code !== undefined && ["ENOENT", "ENOTDIR", "EISDIR", "ENAMETOOLONG"].includes(code);
}

function writeRef(folder: string, ref: string, sha: string | null): void {
  const file = join(folder, ref);
  if (sha === null) {
    rmSync(file, { force: true });
  } else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${sha}\n`);
  }
}

function shareObjects(folder: string, network: string): void {
  const own = join(folder, "objects");
  rmSync(own, { recursive: true });
  symlinkSync(join(network, "objects"), own);
}
