import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLog } from "../../src/adapters/log/create-log.ts";
import { parseSettings } from "../../src/config/settings.ts";
import type { ModelPrice } from "../../src/domain/model-answer.ts";
import { loadPrices } from "../../src/entrypoints/shared/load-prices.ts";
import { openModels } from "../../src/entrypoints/shared/open-models.ts";
import { openReviewTools } from "../../src/entrypoints/shared/open-review-tools.ts";
import type { Model } from "../../src/pipeline/ports.ts";
import { findPrice } from "../../src/review/units/price-usage.ts";
import { openAnswerFiles } from "./answer-files.ts";
import { composeResults } from "./compose-results.ts";
import type { EvalCase } from "./eval-case.ts";
import { EvalMistake, type EvalOptions, evalUsage, parseEvalOptions } from "./eval-options.ts";
import { listLooks } from "./list-looks.ts";
import { loadCases } from "./load-cases.ts";
import { measureOutsideText } from "./outside-text.ts";
import { letFetchWait } from "./patient-fetch.ts";
import { createRecorder } from "./record-answers.ts";
import { renderPage } from "./render-page.ts";
import { renderTable } from "./render-table.ts";
import { reviewLook } from "./review-look.ts";
import { runLooks } from "./run-looks.ts";
import { createEvalProgress } from "./show-progress.ts";

try {
  const options = parseEvalOptions(process.argv.slice(2), {
    folder: process.env["INIT_CWD"] ?? process.cwd(),
    ownCases: fileURLToPath(new URL("./cases", import.meta.url)),
    now: new Date(),
  });
  if (options === null) process.stdout.write(evalUsage);
  else process.exitCode = await evaluate(options);
} catch (error) {
  if (!(error instanceof EvalMistake)) throw error;
  process.stderr.write(`eval: ${error.message}\n`);
  process.exitCode = 64;
}

async function evaluate(options: EvalOptions): Promise<number> {
  const startedAt = new Date();
  const signal = watchInterrupt();
  const cases = selectCases(options);
  const looks = listLooks({ ...options, cases });
  const { model, priceFor, concurrency } = await openModel(options);
  const files = openAnswerFiles(options.replayFolder ?? options.outFolder);
  refuseOldAnswers(options, files.count());
  const assay = await openReviewTools(createLog("silent", process.stderr));
  const progress = createEvalProgress({ total: looks.length, stream: process.stderr, now: Date.now });
  const recorder = createRecorder({
    model,
    files,
    priceFor,
    countTokens: assay.countTokens,
    now: Date.now,
    onAnswer: progress.answered,
  });
  const results = await runLooks(looks, {
    concurrency,
    signal,
    onResult: progress.finished,
    review(look) {
      progress.begin();
      return reviewLook(look, { recorder, assay }, signal);
    },
  });
  progress.clear();
  const asked = options.reviewers.find((reviewer) => reviewer.kind === "assay");
  const inputs = cases.flatMap((one) => one.inputs).filter(({ form }) => options.forms.includes(form));
  const isMeasured = asked !== undefined && options.framings.length > 0 && !signal.aborted;
  const outsideText = isMeasured ? await measureOutsideText(inputs, asked.depth, assay) : null;
  const names = recorder.names();
  const composed = composeResults(
    {
      startedAt: startedAt.toISOString(),
      wallSeconds: (Date.now() - startedAt.getTime()) / 1_000,
      model: model?.name ?? `${names.models.join(", ")} (recorded)`,
      cases: cases.length,
      samples: options.samples,
      prompts: names.prompts,
      isInterrupted: signal.aborted,
      planned: looks.length,
    },
    results,
    outsideText,
  );
  mkdirSync(options.outFolder, { recursive: true });
  writeFileSync(join(options.outFolder, "results.json"), `${JSON.stringify(composed, null, 1)}\n`);
  writeFileSync(join(options.outFolder, "index.html"), renderPage(composed, cases));
  process.stdout.write(`${renderTable(composed)}\n${join(options.outFolder, "index.html")}\n`);
  return results.every(({ failure }) => failure === null) && !signal.aborted ? 0 : 1;
}

function selectCases({ casePaths, filters }: EvalOptions): readonly EvalCase[] {
  const cases = loadAll(casePaths);
  const isWanted = ({ id, language, kind, cwes }: EvalCase) =>
    filters.length === 0 ||
    filters.some((filter) => id.startsWith(filter) || [language, kind, ...cwes].includes(filter));
  const selected = cases.filter(isWanted);
  if (selected.length === 0) throw new EvalMistake("there is no case to review");
  return selected;
}

function loadAll(paths: readonly string[]): readonly EvalCase[] {
  try {
    return loadCases(paths);
  } catch (error) {
    throw new EvalMistake(error instanceof Error ? error.message : "the cases cannot be read");
  }
}

interface OpenedModel {
  /** Null in a replay. */
  readonly model: Model | null;
  readonly priceFor: (model: string) => ModelPrice | null;
  readonly concurrency: number;
}

async function openModel(options: EvalOptions): Promise<OpenedModel> {
  const reading = parseSettings(process.env);
  if (reading.kind === "invalid") throw new EvalMistake(reading.problems.join("\n"));
  const { settings } = reading;
  const prices = await loadPrices(settings);
  if (prices.kind === "invalid") throw new EvalMistake(`ASSAY_PRICES_FILE: ${prices.problems.join("\n")}`);
  const concurrency = options.concurrency ?? settings.model?.concurrency ?? 8;
  const modelSettings = settings.model === null ? null : { ...settings.model, concurrency };
  const byName = (name: string) => findPrice(prices.table, name);
  if (options.replayFolder !== null) return { model: null, priceFor: byName, concurrency };
  const { model, price } = openModels(modelSettings, prices.table);
  if (model === null)
    throw new EvalMistake("no model: set OPENAI_API_KEY or OPENAI_BASE_URL, or name a folder with --replay");
  await letFetchWait();
  return { model, priceFor: (name) => price ?? byName(name), concurrency };
}

function refuseOldAnswers(options: EvalOptions, count: number): void {
  if (options.replayFolder !== null && count === 0)
    throw new EvalMistake(`${options.replayFolder} holds no recorded answers`);
  if (options.replayFolder === null && count > 0 && !options.isResumed)
    throw new EvalMistake(
      `${options.outFolder} holds ${count} answers already: pass --resume to go on with them, or name another --out`,
    );
}

/** The first Ctrl-C ends with what is known so far; the second ends the program at once. */
function watchInterrupt(): AbortSignal {
  const controller = new AbortController();
  const onInterrupt = () => {
    if (controller.signal.aborted) process.exit(130);
    process.stderr.write("\neval: stopping; answers are kept, and --resume goes on from here\n");
    controller.abort();
  };
  process.on("SIGINT", onInterrupt);
  process.on("SIGTERM", onInterrupt);
  return controller.signal;
}
