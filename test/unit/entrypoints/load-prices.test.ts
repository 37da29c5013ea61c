import { expect, it } from "vitest";
import { defaultPriceTable } from "../../../src/config/price-table.ts";
import { parseSettings } from "../../../src/config/settings.ts";
import { loadPrices } from "../../../src/entrypoints/shared/load-prices.ts";

it.each([
  ["no model", {}, defaultPriceTable.models],
  ["the vendor's own endpoint", { OPENAI_API_KEY: "k" }, defaultPriceTable.models],
  [
    "an endpoint that serves a model of the same name",
    { OPENAI_API_KEY: "k", OPENAI_BASE_URL: "https://models.example.com/v1", ASSAY_MODEL: "gpt-6.1-terra" },
    {},
  ],
  [
    "an endpoint that is only named alike",
    { OPENAI_API_KEY: "k", OPENAI_BASE_URL: "https://api.openai.com.example.com/v1", ASSAY_MODEL: "m" },
    {},
  ],
])("the embedded prices are those of %s or none", async (_what, environment, models) => {
  const reading = parseSettings(environment);
  if (reading.kind === "invalid") throw new Error(reading.problems.join());
  expect(await loadPrices(reading.settings)).toEqual({
    kind: "valid",
    table: { asOf: defaultPriceTable.asOf, models },
  });
});
