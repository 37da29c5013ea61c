import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { runAction } from "../../src/entrypoints/action/run-action.ts";
import { bareEnvironment } from "./run-assay.ts";

const definition = fileURLToPath(new URL("../../action/action.yml", import.meta.url));
const action: {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly runs: { readonly using: string; readonly main: string };
} = parse(readFileSync(definition, "utf8"));

/** One step that uses the action. */
export interface Step {
  readonly workspace: string;
  readonly event: string;
  readonly payload: unknown;
  readonly with?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly sha?: string;
  readonly ref?: string;
}

/** A workflow command that the runner obeyed. */
export interface ObeyedCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** What became of a step. */
export interface StepRun {
  readonly code: number | null;
  readonly log: string;
  readonly commands: readonly ObeyedCommand[];
  readonly masks: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** Parsed from the file that the output names; null where there is none. */
  readonly sarif: string | null;
}

const registered = new Set(
  [
    "add-mask add-matcher add-path debug echo endgroup error group notice",
    "remove-matcher save-state set-env set-output stop-commands warning",
  ]
    .join(" ")
    .split(" "),
);

/** Runs the step as `runs.using: node24` does: a process of its own with inputs, event and files in its environment. */
export function runStepAsProcess(step: Step): Promise<StepRun> {
  return withFiles(step, (environment) => {
    const main = join(dirname(definition), action.runs.main);
    const child = spawn(process.execPath, [main], { cwd: step.workspace, env: { ...environment } });
    let log = "";
    const add = (chunk: Buffer) => {
      log += chunk.toString("utf8");
    };
    child.stdout.on("data", add);
    child.stderr.on("data", add);
    return new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => resolve({ code, log }));
    });
  });
}

/** The same step in this process. */
export function runStep(step: Step): Promise<StepRun> {
  return withFiles(step, async (environment) => {
    const lines: string[] = [];
    const code = await runAction(environment, (line) => void lines.push(line));
    return { code, log: lines.join("\n") };
  });
}

/** What action.yml declares. */
export const declared = {
  using: action.runs.using,
  inputs: Object.keys(action.inputs),
  outputs: Object.keys(action.outputs),
};

async function withFiles(
  step: Step,
  run: (environment: Readonly<Record<string, string>>) => Promise<{ code: number | null; log: string }>,
): Promise<StepRun> {
  const folder = mkdtempSync(join(tmpdir(), "assay-runner-"));
  const file = (name: string, text = "") => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  mkdirSync(join(folder, "temp"));
  const unknown = Object.keys(step.with ?? {}).filter((name) => action.inputs[name] === undefined);
  if (unknown.length > 0) throw new Error(`action.yml has no input ${unknown.join(", ")}`);
  const inputs = Object.entries(action.inputs).map(([name, { default: value }]) => [
    `INPUT_${name.toUpperCase()}`,
    step.with?.[name] ?? value,
  ]);
  const [output, summary] = [file("output"), file("summary")];
  const environment = {
    ...bareEnvironment(),
    ...Object.fromEntries(inputs),
    CI: "true",
    GITHUB_ACTIONS: "true",
    // The clones of the tests have an origin on this machine.
    GIT_ALLOW_PROTOCOL: "file",
    GITHUB_WORKSPACE: step.workspace,
    GITHUB_EVENT_NAME: step.event,
    GITHUB_EVENT_PATH: file("event.json", JSON.stringify(step.payload)),
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: summary,
    RUNNER_TEMP: join(folder, "temp"),
    ...(step.sha === undefined ? {} : { GITHUB_SHA: step.sha }),
    ...(step.ref === undefined ? {} : { GITHUB_REF: step.ref }),
    ...step.environment,
  };
  try {
    const { code, log } = await run(environment);
    const commands = obey(log);
    const outputs = readOutputs(readFileSync(output, "utf8"));
    const path = outputs["sarif-file"] ?? "";
    return {
      code,
      log,
      commands: commands.filter(({ name }) => name !== "add-mask"),
      masks: commands.filter(({ name }) => name === "add-mask").map(({ data }) => data),
      outputs,
      summary: readFileSync(summary, "utf8"),
      sarif: path === "" ? null : readFileSync(path, "utf8"),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As the runner reads a log: `::name …::` after white space, else `##[name …]` anywhere; none while they are stopped. */
function obey(log: string): readonly ObeyedCommand[] {
  const commands: ObeyedCommand[] = [];
  let stoppedBy: string | null = null;
  for (const line of log.split(/\r\n|\n|\r/)) {
    if (stoppedBy !== null) {
      if (line.trimStart().toLowerCase() === `::${stoppedBy}::`) stoppedBy = null;
      continue;
    }
    const command = readCommand(line);
    if (command === null) continue;
    if (command.name === "stop-commands") stoppedBy = command.data.toLowerCase();
    else commands.push(command);
  }
  if (stoppedBy !== null) throw new Error("the commands were never resumed");
  return commands;
}

function readCommand(line: string): ObeyedCommand | null {
  const modern = /^\s*::([^\s:]*)(?: (.*?))?::(.*)$/s.exec(line);
  const found =
    modern !== null && isRegistered(modern[1]) ? modern : /##\[([^\s\]]*)(?: (.*?))?\](.*)$/s.exec(line);
  if (found === null || !isRegistered(found[1])) return null;
  const [, name = "", properties = "", data = ""] = found;
  const pairs = properties
    .split(",")
    .filter((pair) => pair.includes("="))
    .map(
      (pair) =>
        [pair.slice(0, pair.indexOf("=")), readBack(pair.slice(pair.indexOf("=") + 1), true)] as const,
    );
  return { name: name.toLowerCase(), properties: Object.fromEntries(pairs), data: readBack(data, false) };
}

const isRegistered = (name = "") => registered.has(name.toLowerCase());

function readBack(text: string, isProperty: boolean): string {
  const plain = text.replaceAll("%0D", "\r").replaceAll("%0A", "\n");
  const whole = isProperty ? plain.replaceAll("%3A", ":").replaceAll("%2C", ",") : plain;
  return whole.replaceAll("%25", "%");
}

/** The file of outputs, `name<<delimiter` … `delimiter` or `name=value`; anything else is a fault, as for the runner. */
function readOutputs(text: string): Readonly<Record<string, string>> {
  const outputs: Record<string, string> = {};
  const lines = text.split("\n").slice(0, -1);
  for (let at = 0; at < lines.length; at += 1) {
    const heading = /^([^=<]+)<<(.+)$/.exec(lines[at] ?? "");
    if (heading === null) throw new Error(`not an output: ${lines[at]}`);
    const end = lines.indexOf(heading[2] ?? "", at + 1);
    if (end < 0) throw new Error("an output without an end");
    outputs[heading[1] ?? ""] = lines.slice(at + 1, end).join("\n");
    at = end;
  }
  return outputs;
}
