import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { ReviewError } from "../../domain/errors.ts";
import { escapeMarkdown } from "../../review/render/escape-markdown.ts";
import { exitCode, exitCodeOfError } from "../shared/exit-codes.ts";
import { isInside } from "./is-inside.ts";
import { nameInputs } from "./name-inputs.ts";
import { openChange } from "./open-change.ts";
import { planChange, type RangePlan, type WorkflowEvent } from "./plan-change.ts";
import { publishStep } from "./publish-step.ts";
import { type ActionInputs, listSecrets, readInputs } from "./read-inputs.ts";
import { reviewStep } from "./review-step.ts";
import { composeCommand } from "./workflow-command.ts";
import { writeOutputs, writeSummary } from "./write-results.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Prints one line of the log of the step. */
export type Print = (line: string) => void;

interface ActionRun {
  readonly environment: Environment;
  readonly print: Print;
  readonly signal: AbortSignal;
}

/**
 * One step of a workflow: reviews the change that its event is about. Resolves to its exit code, that of the command
 * line; never rejects. While the review runs, the runner obeys no command that stands in the log.
 */
export async function runAction(environment: Environment, print: Print): Promise<number> {
  for (const secret of listSecrets(environment)) print(composeCommand("add-mask", {}, secret));
  const interruption = watchInterrupt();
  try {
    return await runStep({ environment, print, signal: interruption.signal });
  } catch (error) {
    return await fail(error, environment, print);
  } finally {
    interruption.stop();
  }
}

async function runStep(run: ActionRun): Promise<number> {
  const reading = readInputs(run.environment);
  if (reading.kind === "invalid") {
    throw new ReviewError("CONFIG_INVALID", `The inputs cannot be used: ${reading.problems.join("; ")}.`);
  }
  const { inputs } = reading;
  const plan = planChange(await readEvent(run.environment), inputs);
  switch (plan.kind) {
    case "unsupported":
      throw new ReviewError("GIT_BAD_RANGE", plan.reason);
    case "nothing":
      run.print(composeCommand("notice", { title: "Assay" }, `There is nothing to review: ${plan.reason}`));
      return exitCode.noDefects;
    case "range":
      return reviewRange(plan, inputs, run);
  }
}

async function reviewRange(
  plan: RangePlan,
  inputs: ActionInputs,
  { environment, print, signal }: ActionRun,
): Promise<number> {
  const workspace = resolve(environment["GITHUB_WORKSPACE"] || process.cwd());
  const directory = resolve(workspace, inputs.path);
  await refuseOutside(directory, workspace);
  const token = `assay-${randomBytes(16).toString("hex")}`;
  print(composeCommand("stop-commands", {}, token));
  try {
    const change = await openChange(plan, { directory, environment, signal });
    const write = (text: string) => print(text.replace(/\n$/, ""));
    const { isFromFork } = plan;
    const reviewed = await reviewStep({ inputs, change, workspace, isFromFork, write, signal });
    return await publishStep(reviewed, { inputs, environment, print, resume: () => print(`::${token}::`) });
  } catch (error) {
    print(`::${token}::`);
    throw error;
  }
}

/** A folder of the change can be a link to another repository, whose change would be reviewed in its place. */
async function refuseOutside(directory: string, workspace: string): Promise<void> {
  if (await isInside(directory, workspace).catch(() => false)) return;
  throw new ReviewError("GIT_NOT_A_REPOSITORY", "The input path names no folder of the workspace.", {
    remedy: "Check out the repository with actions/checkout, and give path as a folder of it.",
  });
}

async function readEvent(environment: Environment): Promise<WorkflowEvent> {
  const path = environment["GITHUB_EVENT_PATH"] ?? "";
  const name = environment["GITHUB_EVENT_NAME"] ?? "";
  const [sha, ref] = [environment["GITHUB_SHA"] ?? null, environment["GITHUB_REF"] ?? null];
  try {
    const payload: unknown = path === "" ? null : JSON.parse(await readFile(path, "utf8"));
    return { name, payload, sha, ref };
  } catch {
    throw new ReviewError("GIT_BAD_RANGE", "The file of the event (GITHUB_EVENT_PATH) cannot be read.");
  }
}

/** What broke is told in the log and the summary, and never looks like a clean review. */
async function fail(error: unknown, environment: Environment, print: Print): Promise<number> {
  const known = error instanceof ReviewError ? error : null;
  const text =
    known === null
      ? `This is a defect of Assay, please report it: ${error instanceof Error ? error.stack : String(error)}`
      : [known.message, nameInputs(known.remedy ?? "")].join(" ").trim();
  print(composeCommand("error", { title: "Assay" }, text));
  const told =
    known === null ? "A defect of Assay ended the review; the log of the step has the details." : text;
  try {
    await writeSummary(environment["GITHUB_STEP_SUMMARY"], `## Inconclusive.\n\n${escapeMarkdown(told)}`);
    await writeOutputs(environment["GITHUB_OUTPUT"], {
      verdict: "inconclusive",
      findings: "0",
      "sarif-file": "",
    });
  } catch {
    print(composeCommand("error", { title: "Assay" }, "The files of the runner cannot be written."));
  }
  return known === null ? exitCode.internal : exitCodeOfError(known.code);
}

/** A cancelled workflow ends the review with what is known so far. */
function watchInterrupt(): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  process.on("SIGINT", abort);
  process.on("SIGTERM", abort);
  const stop = () => {
    process.off("SIGINT", abort);
    process.off("SIGTERM", abort);
  };
  return { signal: controller.signal, stop };
}
