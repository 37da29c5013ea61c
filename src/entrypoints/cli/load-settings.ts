import { readFile } from "node:fs/promises";
import { defaultPriceTable, parsePriceTable } from "../../config/price-table.ts";
import { parseSettings, type Settings } from "../../config/settings.ts";
import type { PriceTable } from "../../domain/model-answer.ts";
import { exitCode } from "./exit-codes.ts";
import { resolveFromCaller } from "./resolve-from-caller.ts";
import { UserMistake } from "./user-mistake.ts";

/** Settings and prices; every mistake in either is told before anything runs. */
export async function loadSettings(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<{ settings: Settings; prices: PriceTable }> {
  const reading = parseSettings(environment);
  if (reading.kind === "invalid") {
    throw new UserMistake(
      exitCode.configuration,
      `the environment cannot be used:\n  ${reading.problems.join("\n  ")}`,
    );
  }
  const { pricesFile } = reading.settings;
  return {
    settings: reading.settings,
    prices: pricesFile === null ? defaultPriceTable : await loadPrices(pricesFile),
  };
}

async function loadPrices(file: string): Promise<PriceTable> {
  const text = await readFile(resolveFromCaller(file), "utf8").catch(() => {
    throw new UserMistake(exitCode.missingInput, `ASSAY_PRICES_FILE: ${file} cannot be read`);
  });
  const reading = parsePriceTable(text);
  if (reading.kind === "invalid") {
    throw new UserMistake(
      exitCode.configuration,
      `ASSAY_PRICES_FILE: ${file}:\n  ${reading.problems.join("\n  ")}`,
    );
  }
  return reading.table;
}
