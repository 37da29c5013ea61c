import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { allRuleDescriptions } from "../../checks/all-rules.ts";
import type { Annotation } from "../../domain/review-draft.ts";
import { annotatePolicyProblems } from "../../pipeline/policy-problems.ts";
import { groupDefects } from "../../review/findings/group-defects.ts";
import { composeCheck } from "../../review/render/compose-check.ts";
import { renderMarkdown } from "../../review/render/render-markdown.ts";
import { renderSarif } from "../../review/render/render-sarif.ts";
import { renderTerminal } from "../../review/render/render-terminal.ts";
import { decideVerdict } from "../../review/verdict/decide-verdict.ts";
import { exitCode, exitCodeOf } from "../shared/exit-codes.ts";
import { composeAnnotations } from "./annotate.ts";
import { isInside } from "./is-inside.ts";
import { nameInputs, nameInputsOf } from "./name-inputs.ts";
import type { ActionInputs } from "./read-inputs.ts";
import type { ReviewedStep } from "./review-step.ts";
import { composeCommand } from "./workflow-command.ts";
import { writeOutputs, writeSummary, writeWhole } from "./write-results.ts";

export interface StepOutlets {
  readonly inputs: ActionInputs;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly print: (line: string) => void;
  /** From here on the runner obeys commands again. */
  readonly resume: () => void;
}

/** GitHub takes 1 MiB for each step; a UTF-16 unit has at most three bytes. */
const longestSummary = 320_000;

/** Tells a review wherever a workflow shows one: log, marks in the files, summary, outputs, SARIF. Resolves to the exit code. */
export async function publishStep(step: ReviewedStep, outlets: StepOutlets): Promise<number> {
  const { inputs, environment, print, resume } = outlets;
  const { result, prepared } = step.trace;
  const own = decideVerdict(result).reasons;
  const terminal = renderTerminal(result, { color: false, width: 100, failOn: step.failOn });
  print(nameInputsOf(own, terminal.trimEnd()));
  resume();
  if (inputs.hasAnnotations) for (const line of composeAnnotations(listMarks(step))) print(line);
  await writeSummary(
    environment["GITHUB_STEP_SUMMARY"],
    nameInputsOf(own, renderMarkdown(result, { maxLength: longestSummary })),
  );
  const file = placeSarif(inputs, environment);
  const problem =
    (await findMisplaced(file, environment)) ??
    (await writeWhole(file, renderSarif(result, allRuleDescriptions, prepared.change)));
  const { verdict } = decideVerdict(result);
  const findings = String(groupDefects(result.defects).detected.length);
  const written = problem === null ? file : "";
  await writeOutputs(environment["GITHUB_OUTPUT"], { verdict, findings, "sarif-file": written });
  if (problem !== null) print(composeCommand("error", { title: "Assay" }, problem));
  const code = judgeStep(step, inputs, print);
  return problem !== null && code === exitCode.noDefects ? exitCode.cannotWrite : code;
}

function judgeStep(
  { trace, failOn }: ReviewedStep,
  inputs: ActionInputs,
  print: StepOutlets["print"],
): number {
  const { result } = trace;
  const { verdict, reasons } = decideVerdict(result);
  const code = exitCodeOf(verdict, result, failOn);
  if (code !== exitCode.inconclusive) return code;
  const isAllowed = inputs.allowsInconclusive;
  const text = ["Not everything was reviewed.", ...reasons.slice(0, 1).map(nameInputs)].join(" ");
  print(composeCommand(isAllowed ? "warning" : "error", { title: "Assay: inconclusive" }, text));
  return isAllowed ? exitCode.noDefects : code;
}

/** Mistakes in the configuration, then the defects, worst first. */
function listMarks({ trace, failOn, governing }: ReviewedStep): readonly Annotation[] {
  const { result, prepared } = trace;
  const { change, redactor } = prepared;
  if (change.head === null) return [];
  const context = {
    change,
    headSha: change.head,
    mergeBase: change.base ?? change.head,
    repositoryUrl: "",
    failOn,
    docsUrl: null,
    mask: redactor.mask,
    previousHead: null,
  };
  const draft = {
    verdict: decideVerdict(result).verdict,
    body: "",
    comments: [],
    check: composeCheck(result, context),
  };
  return annotatePolicyProblems(draft, governing).check.annotations;
}

type Environment = StepOutlets["environment"];
const workspaceOf = (environment: Environment) => environment["GITHUB_WORKSPACE"] || process.cwd();
const temporaryOf = (environment: Environment) => environment["RUNNER_TEMP"] || tmpdir();

function placeSarif({ sarifFile }: ActionInputs, environment: Environment): string {
  if (sarifFile === null) return join(temporaryOf(environment), "assay.sarif");
  return resolve(workspaceOf(environment), sarifFile);
}

/** The change can make any folder of the workspace a link to elsewhere. Null where the file stays inside. */
async function findMisplaced(file: string, environment: Environment): Promise<string | null> {
  const folder = dirname(file);
  // What is missing is told when the file is written.
  if (!existsSync(folder)) return null;
  const outer = [workspaceOf(environment), temporaryOf(environment)];
  const isPlaced = await Promise.all(outer.map((allowed) => isInside(folder, allowed).catch(() => false)));
  if (isPlaced.includes(true)) return null;
  return "The SARIF file cannot be written: its folder lies outside of the workspace and of the folder for temporary files.";
}
