import { type Command, InvalidArgumentError, Option } from "commander";
import { Severity } from "../../domain/finding.ts";
import { Depth } from "../../domain/review.ts";
import { exitCodeHelp } from "../shared/exit-codes.ts";
import { formats, type ReviewOptions, stages } from "./review-options.ts";

const help = `
What is reviewed:
  assay review                   uncommitted changes, new files too; the last commit when there are none
  assay review main...feature    what a branch adds since it left main
  assay review HEAD~3..HEAD      several commits        assay review 1a2b3c4   one commit
  assay review --staged          what the next commit will hold
  git diff | assay review --diff -                      any unified diff, without a repository

The model:
  OPENAI_API_KEY     key of the endpoint; without one only the deterministic checks run
  OPENAI_BASE_URL    any OpenAI-compatible endpoint (http:// only on this machine, key optional there)
  ASSAY_MODEL        name of the model; needed with OPENAI_BASE_URL, unless --model names one
  ASSAY_FALLBACK_MODEL, ASSAY_CONCURRENCY, ASSAY_MODEL_TIMEOUT_MS,
  ASSAY_MAX_COST_USD, ASSAY_PRICES_FILE, NO_COLOR, LOG_LEVEL

${exitCodeHelp}`;

/** Adds `assay review` to the program. `finish` receives the exit code. */
export function addReviewCommand(program: Command, finish: (code: number) => void): void {
  program
    .command("review")
    .description("Review a change of a git repository, or any diff")
    .argument("[range]", "commits as git names them: A..B, A...B, or one commit")
    .addOption(new Option("--staged", "review what is staged").conflicts(["diff"]))
    .addOption(new Option("--diff <file>", "review a diff from a file, or from standard input with -"))
    .option("--repo <dir>", "repository to read", ".")
    .addOption(
      new Option("--format <format>", "how to print the review").choices(formats).default("terminal"),
    )
    .option("--output <file>", "write the review to a file instead of standard output")
    .addOption(
      new Option("--fail-on <severity>", "exit with 1 from this severity on (default: high)").choices([
        ...Severity.options,
        "never",
      ]),
    )
    .addOption(
      new Option("--depth <depth>", "how many independent looks (default: standard)").choices(Depth.options),
    )
    .option("--model <name>", "model to ask instead of ASSAY_MODEL")
    .addOption(
      new Option("--estimate", "print units, tokens and cost without asking the model").conflicts([
        "showStage",
      ]),
    )
    .option("--max-cost <usd>", "stop before this amount is passed", parseAmount)
    .addOption(new Option("--show-stage <stage>", "print what one stage produced, as JSON").choices(stages))
    .addHelpText("after", help)
    .action(async (range: string | undefined, options: ReviewOptions) => {
      // Most of Assay hangs on it, and no other command needs it.
      const { runReview } = await import("./run-review.ts");
      finish(await runReview(range, options));
    });
}

function parseAmount(text: string): number {
  const amount = Number(text);
  if (!Number.isFinite(amount) || amount <= 0) {
    throw new InvalidArgumentError("It must be an amount in USD above 0, such as 0.50.");
  }
  return amount;
}
