import { readFile } from "node:fs/promises";
import { defaultPriceTable, type PriceTableReading, parsePriceTable } from "../../config/price-table.ts";
import { isDefaultVendor } from "../../config/settings.ts";

/** Where prices are found: the operator's file, and the endpoint that would be asked, as far as one is known. */
interface PriceSource {
  readonly pricesFile: string | null;
  readonly model: { readonly baseUrl: string } | null;
}

/**
 * The operator's price table where there is one; otherwise the embedded one, which is empty for endpoints that it is not
 * about: whoever else serves a model of the same name has prices of its own. Says everything that is wrong with a file.
 */
export async function loadPrices({ pricesFile, model }: PriceSource): Promise<PriceTableReading> {
  if (pricesFile === null) {
    const isPriced = model === null || isDefaultVendor(model.baseUrl);
    return { kind: "valid", table: isPriced ? defaultPriceTable : { ...defaultPriceTable, models: {} } };
  }
  try {
    return parsePriceTable(await readFile(pricesFile, "utf8"));
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
    return { kind: "invalid", problems: [`the file cannot be read (${reason})`] };
  }
}
