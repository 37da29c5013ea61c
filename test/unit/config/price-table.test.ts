import { expect, test } from "vitest";
import { defaultPriceTable, parsePriceTable } from "../../../src/config/price-table.ts";

test("the default table satisfies its own schema", () => {
  expect(parsePriceTable(JSON.stringify(defaultPriceTable))).toEqual({
    kind: "valid",
    table: defaultPriceTable,
  });
});

test("a free local model is a price of zero", () => {
  const table = { asOf: "2026-11-01", models: { "qwen-local": { input: 0, cached: 0, output: 0 } } };
  expect(parsePriceTable(JSON.stringify(table))).toEqual({ kind: "valid", table });
});

test("every mistake is reported at once", () => {
  const text = JSON.stringify({
    asOf: "yesterday",
    currency: "EUR",
    models: { a: { input: -1, cached: 0, output: "5" }, b: { input: 1, output: 1 } },
  });
  const reading = parsePriceTable(text);
  const places =
    reading.kind === "invalid" ? reading.problems.map((problem) => problem.split(":")[0]).sort() : [];
  expect(places).toEqual([
    "asOf",
    "file",
    "models → a → input",
    "models → a → output",
    "models → b → cached",
  ]);
});

test.each(["", "prices:", "null", "[]", "7", `{"asOf":"2026-11-01"}`, `{"asOf":"2026-11-01","models":[]}`])(
  "%j is no price table",
  (text) => {
    expect(parsePriceTable(text).kind).toBe("invalid");
  },
);
