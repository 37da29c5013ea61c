import { type ChildProcess, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";

const launcher = fileURLToPath(new URL("../../src/entrypoints/launch.mjs", import.meta.url));

export interface AssayOptions {
  /** Added to an environment that holds nothing of this person's settings, keys or git configuration. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Standard input; without it, an empty pipe. */
  readonly stdin?: string | Buffer;
  readonly directory?: string;
}

/** How one run of the program ended. `code` is null when a signal ended it. */
export interface AssayRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningAssay {
  readonly child: ChildProcess;
  readonly ended: Promise<AssayRun>;
}

/** Starts the real program, as `npm run assay -- …args` does. */
export function startAssay(args: readonly string[], options: AssayOptions = {}): RunningAssay {
  const child = spawn(process.execPath, [launcher, ...args], {
    cwd: options.directory ?? tmpdir(),
    env: { ...bareEnvironment(), ...options.environment },
    stdio: "pipe",
  });
  const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  child.stdout.on("data", (chunk: Buffer) => output.stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => output.stderr.push(chunk));
  // The program may end before it has read everything.
  child.stdin.on("error", () => child.stdin.destroy());
  child.stdin.end(options.stdin ?? "");
  const ended = new Promise<AssayRun>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      const text = (chunks: readonly Buffer[]) => Buffer.concat(chunks).toString("utf8");
      resolve({ code, stdout: text(output.stdout), stderr: text(output.stderr) });
    });
  });
  return { child, ended };
}

/** Runs the real program to its end. */
export function runAssay(args: readonly string[], options: AssayOptions = {}): Promise<AssayRun> {
  return startAssay(args, options).ended;
}

/** The variables that make the program ask a model double. */
export function modelEnvironment(url: string): Readonly<Record<string, string>> {
  return { OPENAI_BASE_URL: url, OPENAI_API_KEY: "test-key", ASSAY_MODEL: "gpt-test" };
}

/** An environment in which git and Assay know nothing of this machine and this person. */
export function bareEnvironment(): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: "/nonexistent",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    // Keeps the child off the network, as the tests themselves are.
    NODE_OPTIONS: process.env["NODE_OPTIONS"] ?? "",
    ...compiledCode(),
  };
}

/** Lets programs that are started one after another share what was compiled, where the runner of the tests keeps it. */
export function compiledCode(): Record<string, string> {
  const folder = process.env["NODE_COMPILE_CACHE"];
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
}
