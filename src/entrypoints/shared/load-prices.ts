import { readFile } from "node:fs/promises";
import { defaultPriceTable, type PriceTableReading, parsePriceTable } from "../../config/price-table.ts";

/** The operator's price table, or the embedded one where `path` is null. Says everything that is wrong with a file. */
export async function loadPrices(path: string | null): Promise<PriceTableReading> {
  if (path === null) return { kind: "valid", table: defaultPriceTable };
  try {
    return parsePriceTable(await readFile(path, "utf8"));
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
    return { kind: "invalid", problems: [`the file cannot be read (${reason})`] };
  }
}
