import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The folder that holds package.json, without a slash at the end. */
export const projectRoot = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

export interface ToolResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ToolOptions {
  readonly directory?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs a program without a shell and gives back what it said; a program that cannot start throws. */
export function runTool(
  program: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<ToolResult> {
  const child = spawn(program, args, {
    cwd: options.directory ?? projectRoot,
    env: options.environment ?? { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

/** Runs a JavaScript tool of node_modules under the Node that runs the tests. */
export function runNodeTool(script: string, args: readonly string[], options: ToolOptions = {}) {
  return runTool(process.execPath, [`${projectRoot}/node_modules/${script}`, ...args], options);
}
