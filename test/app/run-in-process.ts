import { runCli } from "../../src/entrypoints/cli.ts";
import { type AssayOptions, type AssayRun, bareEnvironment } from "./run-assay.ts";

/**
 * One command line from its arguments to its exit code, in this process: for tables that would otherwise start a
 * hundred programs. Standard input is not there. One run at a time: the streams of the process are shared.
 */
export async function runInProcess(
  args: readonly string[],
  options: Omit<AssayOptions, "stdin"> & { readonly directory: string },
): Promise<AssayRun> {
  const environment = process.env;
  const streams = { stdout: process.stdout.write, stderr: process.stderr.write };
  const output = { stdout: "", stderr: "" };
  process.env = { ...bareEnvironment(), ...options.environment, INIT_CWD: options.directory };
  process.stdout.write = capture((text) => {
    output.stdout += text;
  });
  process.stderr.write = capture((text) => {
    output.stderr += text;
  });
  try {
    const code = await runCli(args);
    return { code, ...output };
  } finally {
    process.env = environment;
    process.stdout.write = streams.stdout;
    process.stderr.write = streams.stderr;
  }
}

function capture(add: (text: string) => void): typeof process.stdout.write {
  return (chunk: string | Uint8Array, ...rest: readonly unknown[]) => {
    add(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8"));
    const done = rest.find((argument) => typeof argument === "function");
    if (done !== undefined) process.nextTick(done as () => void);
    return true;
  };
}
