import { existsSync } from "node:fs";
import { prepareReview } from "../../pipeline/prepare-review.ts";
import { type ReviewTrace, reviewChange } from "../../pipeline/review-change.ts";
import { traceReview } from "../../pipeline/trace-review.ts";
import { decideVerdict } from "../../review/verdict/decide-verdict.ts";
import { exitCode, exitCodeOf } from "../shared/exit-codes.ts";
import { type AssembledReview, assembleReview } from "./assemble-review.ts";
import { renderEstimate } from "./render-estimate.ts";
import { renderReview } from "./render-review.ts";
import { resolveFromCaller } from "./resolve-from-caller.ts";
import type { ReviewOptions } from "./review-options.ts";
import { showPreparedStage, showReviewStage } from "./show-stage.ts";
import { writeOutput } from "./write-output.ts";

/** Reviews one change and writes the result; resolves to the exit code. */
export async function runReview(range: string | undefined, options: ReviewOptions): Promise<number> {
  const interruption = watchInterrupt();
  try {
    const assembled = await assembleReview(range, options);
    if (options.estimate || options.showStage === "units" || options.showStage === "prompts") {
      return await printWithoutAsking(assembled, options, interruption.signal);
    }
    return await reviewAndPrint(assembled, options, interruption.signal);
  } finally {
    interruption.stop();
  }
}

async function reviewAndPrint(
  assembled: AssembledReview,
  options: ReviewOptions,
  signal: AbortSignal,
): Promise<number> {
  const { traces, request, deps, progress } = assembled;
  try {
    const trace = await traceReview(traces.trace, () => reviewChange(request, deps, signal));
    progress.clear();
    const code = await print(trace, assembled, options);
    if (assembled.modelUrl !== null) progress.explainGivenUp(assembled.modelUrl);
    else explainUnreadFile();
    return code;
  } finally {
    // Last: whoever waits for the review has it by then.
    await traces.close();
  }
}

/** A key in the App's file looks as if it were set. */
function explainUnreadFile(): void {
  if (!existsSync(resolveFromCaller(".env"))) return;
  process.stderr.write(
    "assay: no model is configured: .env is read by the App only, the command line wants the variables exported\n",
  );
}

async function printWithoutAsking(
  assembled: AssembledReview,
  options: ReviewOptions,
  signal: AbortSignal,
): Promise<number> {
  const prepared = await prepareReview(assembled.request, assembled.deps, signal);
  const text =
    options.showStage === undefined
      ? renderEstimate(prepared, assembled)
      : showPreparedStage(options.showStage, prepared, assembled);
  await writeOutput(text, options.output);
  return exitCode.noDefects;
}

async function print(
  trace: ReviewTrace,
  assembled: AssembledReview,
  options: ReviewOptions,
): Promise<number> {
  const text =
    options.showStage === undefined
      ? renderReview(trace, options, assembled.failOn)
      : showReviewStage(options.showStage, trace);
  await writeOutput(text, options.output);
  return exitCodeOf(decideVerdict(trace.result).verdict, trace.result, assembled.failOn);
}

/** The first Ctrl-C ends the review with what is known so far; the second ends the program at once. */
function watchInterrupt(): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController();
  const onInterrupt = () => {
    if (controller.signal.aborted) process.exit(exitCode.stopped);
    process.stderr.write("\nassay: stopping; what is known so far follows\n");
    controller.abort();
  };
  process.on("SIGINT", onInterrupt);
  process.on("SIGTERM", onInterrupt);
  const stop = () => {
    process.off("SIGINT", onInterrupt);
    process.off("SIGTERM", onInterrupt);
  };
  return { signal: controller.signal, stop };
}
