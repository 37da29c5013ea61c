import { parseSettings, type Settings } from "../../config/settings.ts";
import type { PriceTable } from "../../domain/model-answer.ts";
import { exitCode } from "../shared/exit-codes.ts";
import { loadPrices } from "../shared/load-prices.ts";
import { resolveFromCaller } from "./resolve-from-caller.ts";
import { UserMistake } from "./user-mistake.ts";

/** Settings and prices; every mistake in either is told before anything runs. */
export async function loadSettings(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<{ settings: Settings; prices: PriceTable }> {
  const reading = parseSettings(environment);
  if (reading.kind === "invalid") throw refuse("the environment cannot be used", reading.problems);
  const { pricesFile, model } = reading.settings;
  const file = pricesFile === null ? null : resolveFromCaller(pricesFile);
  // An endpoint is named before there is a key for it, too.
  const baseUrl = model?.baseUrl ?? environment["OPENAI_BASE_URL"]?.trim() ?? "";
  const prices = await loadPrices({ pricesFile: file, model: baseUrl === "" ? null : { baseUrl } });
  if (prices.kind === "invalid") throw refuse(`ASSAY_PRICES_FILE: ${pricesFile}`, prices.problems);
  return { settings: reading.settings, prices: prices.table };
}

function refuse(what: string, problems: readonly string[]): UserMistake {
  return new UserMistake(exitCode.configuration, `${what}:\n  ${problems.join("\n  ")}`);
}
