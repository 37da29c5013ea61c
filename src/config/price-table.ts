import { z } from "zod";
import type { PriceTable } from "../domain/model-answer.ts";

/** Published prices, USD per million tokens, of prompts up to 272,000 tokens. They move often: an operator's file wins. */
export const defaultPriceTable: PriceTable = {
  asOf: "2026-11-21",
  models: {
    "gpt-6-luna": { input: 0.1, cached: 0.01, output: 0.5 },
    "gpt-6.1-terra": { input: 1, cached: 0.05, output: 5 },
    "gpt-6.1-sol": { input: 2, cached: 0.1, output: 10 },
    "gpt-6-astra": { input: 10, cached: 1, output: 50 },
  },
};

/** What an operator's price file says, or everything that is wrong with it. */
export type PriceTableReading =
  | { readonly kind: "valid"; readonly table: PriceTable }
  | { readonly kind: "invalid"; readonly problems: readonly string[] };

const amount = z.number("must be USD per million tokens").min(0).max(1_000_000);
const Table = z.strictObject({
  asOf: z.iso.date("must be the day on which the prices were read, such as 2026-11-21"),
  models: z.record(
    z.string().min(1).max(200),
    z.strictObject({ input: amount, cached: amount, output: amount }),
  ),
});

/** Reads a price file: JSON of the shape of `PriceTable`. Every mistake is reported at once. */
export function parsePriceTable(text: string): PriceTableReading {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: "invalid", problems: ["The file is not JSON."] };
  }
  const result = Table.safeParse(json);
  if (result.success) return { kind: "valid", table: result.data };
  return { kind: "invalid", problems: result.error.issues.map(problemOf) };
}

function problemOf(issue: z.core.$ZodIssue): string {
  const place = issue.path.length === 0 ? "file" : issue.path.join(" → ");
  return `${place}: ${issue.message}`;
}
