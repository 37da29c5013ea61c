import { defaultPriceTable } from "../../src/config/price-table.ts";
import { parseSettings } from "../../src/config/settings.ts";
import type { Depth } from "../../src/domain/review.ts";
import { findPrice, priceOf } from "../../src/review/units/price-usage.ts";
import { countCachedTokens } from "./cached-prefix.ts";
import { atMost, type Figure, plain, told } from "./figure.ts";
import { countTokens, reviewSynthetic } from "./review-synthetic.ts";
import { type SyntheticChange, smallEditsShape, synthesizeChange, usualShape } from "./synthetic-change.ts";
import { createTimedModel, type TimedCall } from "./timed-model.ts";

const depths: readonly Depth[] = ["quick", "standard", "thorough"];
const mostForQuick = 1.6;
/** One unit in so many holds a defect. */
const defectEvery = 5;

/** What a review of 40 files sends to a model, and what that costs. No second is measured: the counts are always the same. */
export async function measureTokens(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const [name, shape] of [
    ["40 files", usualShape],
    ["40 files, small edits", smallEditsShape],
  ] as const) {
    const change = synthesizeChange(shape);
    const ownTokens = countTokens(change.diff);
    figures.push(told(`${name}: changed lines`, "", change.changedLines));
    figures.push(told(`${name}: tokens of the diff itself`, "", ownTokens));
    for (const depth of depths)
      figures.push(...(await measureDepth({ name: `${name}, ${depth}`, change, ownTokens, depth })));
  }
  return figures;
}

async function measureDepth({
  name,
  change,
  ownTokens,
  depth,
}: {
  readonly name: string;
  readonly change: SyntheticChange;
  readonly ownTokens: number;
  readonly depth: Depth;
}): Promise<readonly Figure[]> {
  const model = createTimedModel({ countTokens, defectEvery, pace: 0 });
  await reviewSynthetic(change, model, depth);
  const { calls } = model;
  const sum = (read: (call: TimedCall) => number) => calls.reduce((total, call) => total + read(call), 0);
  const promptTokens = sum((call) => call.promptTokens);
  const answerTokens = sum((call) => call.answerTokens);
  const schemaTokens = sum((call) => countTokens(call.schema));
  const texts = calls.map(({ parts }) => parts.join("\n"));
  const cached = countCachedTokens(texts, countTokens);
  const cachedTokens = cached.reduce((total, tokens) => total + tokens, 0);
  const ratio = {
    name: `${name}: prompt tokens over the diff's own`,
    unit: "×",
    value: promptTokens / ownTokens,
  };
  const instructions = sum(({ parts }) => countTokens(parts[0]));
  return [
    depth === "quick" ? atMost(mostForQuick, ratio) : plain(ratio.name, ratio.unit, ratio.value),
    plain(`${name}: model calls`, "", calls.length),
    plain(`${name}: prompt tokens`, "", promptTokens),
    plain(
      `${name}: of them instructions, the same before each question`,
      "%",
      (100 * instructions) / promptTokens,
    ),
    told(`${name}: schema of the answers, beside the prompts`, "tokens", schemaTokens),
    told(`${name}: answer tokens of the model double`, "", answerTokens),
    told(
      `${name}: share of the prompts that a provider has in its cache`,
      "%",
      (100 * cachedTokens) / promptTokens,
    ),
    ...countRepeats(name, calls, depth),
    ...priceFigures(name, { promptTokens, answerTokens }, cached, calls),
  ];
}

/** Equal questions, and changed lines that stand in two questions. A thorough review looks at each part three times. */
function countRepeats(name: string, calls: readonly TimedCall[], depth: Depth): readonly Figure[] {
  const questions = new Set(calls.map(({ parts }) => parts.join("\n")));
  const twice = { name: `${name}: questions asked twice`, unit: "", value: calls.length - questions.size };
  if (depth === "thorough") return [atMost(0, twice)];
  const lines = calls
    .filter(({ kind }) => kind === "find")
    .flatMap(({ parts }) => listChangedLines(parts[1]));
  const repeated = lines.length - new Set(lines).size;
  return [
    atMost(0, twice),
    atMost(0, {
      name: `${name}: changed lines that stand in two first questions`,
      unit: "",
      value: repeated,
    }),
  ];
}

function listChangedLines(question: string): readonly string[] {
  let file = "";
  return question.split("\n").flatMap((line) => {
    file = /^file (\d+) /.exec(line)?.[1] ?? file;
    const place = /^([RL]\d+) [+-] /.exec(line)?.[1];
    return place === undefined ? [] : [`${file} ${place}`];
  });
}

function priceFigures(
  name: string,
  { promptTokens, answerTokens }: { readonly promptTokens: number; readonly answerTokens: number },
  cached: readonly number[],
  calls: readonly TimedCall[],
): readonly Figure[] {
  const reading = parseSettings({ OPENAI_API_KEY: "none" });
  const model = reading.kind === "valid" ? (reading.settings.model?.name ?? "") : "";
  const price = findPrice(defaultPriceTable, model);
  const without =
    priceOf({ promptTokens, completionTokens: answerTokens, cachedTokens: 0 }, price) ?? Number.NaN;
  const withCache = calls.reduce((sum, call, index) => {
    const { promptTokens: prompt, answerTokens: completionTokens } = call;
    const usage = { promptTokens: prompt, completionTokens, cachedTokens: cached[index] ?? 0 };
    return sum + (priceOf(usage, price) ?? Number.NaN);
  }, 0);
  return [
    plain(`${name}: cost with ${model}, nothing cached`, "USD", without),
    plain(`${name}: cost with ${model}, beginnings cached`, "USD", withCache),
  ];
}
