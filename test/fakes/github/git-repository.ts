import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type BlobReader, createBlobReader } from "./read-git-objects.ts";

/** Text of a file; null deletes; a mode with text, bytes or (for a submodule) an object name. */
export type FileContent =
  | string
  | null
  | { readonly mode: "100644" | "100755" | "120000"; readonly text: string | Buffer }
  | { readonly mode: "160000"; readonly commit: string };

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

/**
 * Creates a repository. A fork shares the object store of its network, as on GitHub: every object of the
 * network can be read through each of its repositories.
 */
export function createGitRepository(folder: string, network: GitRepository | null): GitRepository {
  mkdirSync(folder, { recursive: true });
  git(folder, ["init", "--quiet", "--bare", "--initial-branch=main"]);
  if (network !== null) shareObjects(folder, network.folder);
  let commits = 0;
  const objects = createBlobReader(folder, environment);
  const tip = (ref: string) => {
    const candidates = ref.startsWith("refs/") ? [ref] : [`refs/heads/${ref}`, `refs/tags/${ref}`];
    for (const candidate of candidates) {
      const line = git(folder, ["for-each-ref", "--format=%(objectname) %(refname)", candidate]);
      const found = line.split("\n").find((entry) => entry.endsWith(` ${candidate}`));
      if (found !== undefined) return found.slice(0, 40);
    }
    return null;
  };
  let isClosed = false;
  return {
    folder,
    commit: (request) => {
      commits += 1;
      const parent = request.parent === undefined ? tip(request.branch) : request.parent;
      const stream = composeImport(request, parent, firstCommitSeconds + commits * 60);
      const answer = git(folder, ["fast-import", "--quiet", "--force", "--date-format=raw"], stream);
      return answer.trim();
    },
    tip,
    setRef: (ref, sha) => {
      git(folder, sha === null ? ["update-ref", "-d", ref] : ["update-ref", ref, sha]);
    },
    run: async (args) => {
      try {
        const { stdout } = await runFile("git", ["-C", folder, ...args], { ...settings, encoding: "utf8" });
        return stdout;
      } catch (error) {
        // Its folder is gone by then; whoever asked is gone too, and nobody would take the rejection.
        if (isClosed) return new Promise<never>(() => undefined);
        throw error;
      }
    },
    objects,
    close: () => {
      isClosed = true;
      objects.close();
    },
  };
}

function git(folder: string, args: readonly string[], input?: Buffer): string {
  const options = { ...settings, stdio: "pipe" as const, ...(input === undefined ? {} : { input }) };
  return execFileSync("git", ["-C", folder, ...args], options).toString("utf8");
}

function shareObjects(folder: string, network: string): void {
  const own = join(folder, "objects");
  rmSync(own, { recursive: true });
  symlinkSync(join(network, "objects"), own);
}

function composeImport(request: CommitRequest, parent: string | null, seconds: number): Buffer {
  const ref = `refs/heads/${request.branch}`;
  const who = `Octo Cat <octocat@example.com> ${seconds} +0000`;
  const message = Buffer.from(request.message ?? "Change files");
  const parts: Buffer[] = [];
  const line = (text: string) => parts.push(Buffer.from(`${text}\n`));
  const blob = (content: Buffer) => {
    line(`data ${content.length}`);
    parts.push(content, Buffer.from("\n"));
  };
  line(`reset ${ref}`);
  if (parent !== null) line(`from ${parent}`);
  line("");
  line(`commit ${ref}`);
  line("mark :1");
  line(`author ${who}`);
  line(`committer ${who}`);
  blob(message);
  if (parent !== null) line(`from ${parent}`);
  if (request.mergeOf !== undefined) line(`merge ${request.mergeOf}`);
  for (const [path, content] of Object.entries(request.files)) {
    writeFile(quotePath(path), content, line, blob);
  }
  line("");
  line("get-mark :1");
  return Buffer.concat(parts);
}

function writeFile(
  path: string,
  content: FileContent,
  line: (text: string) => void,
  blob: (content: Buffer) => void,
): void {
  if (content === null) {
    line(`D ${path}`);
  } else if (typeof content !== "string" && content.mode === "160000") {
    line(`M 160000 ${content.commit} ${path}`);
  } else {
    const { mode, text } = typeof content === "string" ? { mode: "100644", text: content } : content;
    line(`M ${mode} inline ${path}`);
    blob(typeof text === "string" ? Buffer.from(text) : text);
  }
}

function quotePath(path: string): string {
  return `"${path.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}
