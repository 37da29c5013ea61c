import { spawn } from "node:child_process";
import { ReviewError } from "../../domain/errors.ts";

/** Where git runs, and with which variables. */
export interface GitPlace {
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** One call of git. */
export interface GitCall {
  readonly args: readonly string[];
  readonly input?: string | Buffer;
  /** More output than this ends the call with `INPUT_TOO_LARGE`. */
  readonly maxBytes?: number;
  /** A call that takes longer is killed and ends with `GIT_FAILED`. */
  readonly maxMilliseconds?: number;
}

/** What git answered. The messages are for decisions, and are never shown: they may quote file content. */
export interface GitOutcome {
  readonly exitCode: number;
  readonly output: Buffer;
  readonly messages: string;
}

const MAX_MESSAGE_BYTES = 65_536;
const MAX_OUTPUT_BYTES = 64_000_000;
// Git waits without end for a named pipe that stands where it expects a file, such as `.gitignore`.
const MAX_MILLISECONDS = 120_000;

// What a repository's own configuration could use to run programs, reach the network or change the output.
const SAFE_CONFIGURATION: readonly string[] = [
  // A directory of the change may look like a repository, with a configuration that runs programs.
  "safe.bareRepository=explicit",
  "core.alternateRefsCommand=false",
  "core.fsmonitor=false",
  "core.untrackedCache=false",
  "core.hooksPath=/dev/null",
  "core.attributesFile=/dev/null",
  "core.sshCommand=false",
  "core.pager=cat",
  "core.quotePath=true",
  "core.bigFileThreshold=64m",
  "credential.helper=",
  "protocol.allow=never",
  "diff.external=",
  "diff.suppressBlankEmpty=false",
  "diff.ignoreSubmodules=dirty",
  "advice.addEmbeddedRepo=false",
  "submodule.recurse=false",
  // With it, git takes the skip-worktree flag off submodules that are checked out, and would run inside of them.
  "core.sparseCheckout=false",
];

class Collector {
  readonly chunks: Buffer[] = [];
  readonly limit: number;
  bytes = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** False once there is more than the limit. */
  add(chunk: Buffer): boolean {
    this.bytes += chunk.length;
    if (this.bytes <= this.limit) this.chunks.push(chunk);
    return this.bytes <= this.limit;
  }
}

function explainFailure(error: Error): ReviewError {
  if (error.name === "AbortError")
    return new ReviewError("INTERRUPTED", "Reading the change was interrupted.");
  if ("code" in error && error.code === "ENOENT") {
    return new ReviewError("GIT_MISSING", "The program git was not found.", {
      remedy: "Install git 2.31 or newer, and see that it is on the PATH.",
      cause: error,
    });
  }
  return new ReviewError("GIT_FAILED", "The program git could not be started.", { cause: error });
}

function tooLarge(limit: number): ReviewError {
  const megabytes = Math.round(limit / 1_000_000);
  return new ReviewError("INPUT_TOO_LARGE", `The change is larger than ${megabytes} MB.`, {
    remedy: "Review it in smaller ranges.",
  });
}

function tooSlow(milliseconds: number): ReviewError {
  const seconds = Math.ceil(milliseconds / 1000);
  return new ReviewError("GIT_FAILED", `git did not finish within ${seconds} seconds and was stopped.`, {
    remedy: "See whether git status ends, and whether .gitignore or .gitattributes is a named pipe.",
  });
}

/** Runs git without a shell and waits for its end; a failing exit code is an outcome, not an error. */
export function runGit(place: GitPlace, call: GitCall): Promise<GitOutcome> {
  const settings = SAFE_CONFIGURATION.flatMap((setting) => ["-c", setting]);
  const output = new Collector(call.maxBytes ?? MAX_OUTPUT_BYTES);
  const messages = new Collector(MAX_MESSAGE_BYTES);
  return new Promise((resolve, reject) => {
    const child = spawn("git", [...settings, "--no-pager", ...call.args], {
      cwd: place.directory,
      env: place.environment,
      signal: place.signal,
      stdio: "pipe",
      windowsHide: true,
    });
    const limit = call.maxMilliseconds ?? MAX_MILLISECONDS;
    const deadline = setTimeout(() => {
      reject(tooSlow(limit));
      child.kill("SIGKILL");
    }, limit);
    child.on("error", (error) => {
      clearTimeout(deadline);
      reject(explainFailure(error));
    });
    // Git may end before it has read everything; its exit code tells why.
    child.stdin.on("error", (error) => child.stdin.destroy(error));
    child.stdout.on("data", (chunk: Buffer) => {
      if (output.add(chunk)) return;
      child.kill("SIGKILL");
      reject(tooLarge(output.limit));
    });
    child.stderr.on("data", (chunk: Buffer) => messages.add(chunk));
    child.on("close", (exitCode) => {
      clearTimeout(deadline);
      const text = Buffer.concat(messages.chunks).toString("utf8");
      resolve({ exitCode: exitCode ?? -1, output: Buffer.concat(output.chunks), messages: text });
    });
    child.stdin.end(call.input ?? "");
  });
}
