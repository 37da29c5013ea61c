import { describe, expect, it } from "vitest";
import { ReviewError } from "../../../../src/domain/errors.ts";
import { createProgressLine } from "../../../../src/entrypoints/cli/progress-line.ts";

const refused = new ReviewError("MODEL_UNAVAILABLE", "down", { connectionCode: "ECONNREFUSED" });
const pause = (nextTry: number, error = refused) => ({ error, waitMs: 3_400, nextTry, lastTry: 6 });

function openLine(isTTY: boolean) {
  const written: string[] = [];
  const clock = { ms: 0 };
  const outlet = { isTTY, write: (text: string) => void written.push(text) };
  return { line: createProgressLine(outlet, () => clock.ms), written, clock };
}

describe("the progress of a review", () => {
  it("stands on one line of a terminal, waits included", () => {
    const { line, written, clock } = openLine(true);
    clock.ms = 14_000;
    line.show({ unitsDone: 3, unitsTotal: 12, promptTokens: 8_400, completionTokens: 900, costUsd: 0.02 });
    line.onPause(pause(2));
    line.clear();
    expect(written).toEqual([
      "\r\u001b[Kreviewing 3/12 · 8,400 + 900 tokens · $0.0200 · 0:14",
      "\r\u001b[Kthe model does not answer (connection refused); trying again in 4 s, attempt 2 of 6",
      "\r\u001b[K",
    ]);
  });

  it("is told elsewhere by waits alone, each try of many questions once", () => {
    const { line, written } = openLine(false);
    line.show({ unitsDone: 1, unitsTotal: 2, promptTokens: 1, completionTokens: 1, costUsd: null });
    for (const nextTry of [2, 2, 2, 3, 2, 3]) line.onPause(pause(nextTry));
    line.clear();
    expect(written).toEqual([
      "assay: the model does not answer (connection refused); trying again in 4 s, attempt 2 of 6\n",
      "assay: the model does not answer (connection refused); trying again in 4 s, attempt 3 of 6\n",
    ]);
  });

  it("is told again after half a minute, and no more than twenty times", () => {
    const { line, written, clock } = openLine(false);
    for (let count = 0; count < 1_000; count += 1) {
      clock.ms += 10_000;
      line.onPause(pause(2));
    }
    expect(written).toHaveLength(20);
  });
});

describe("why a model does not answer", () => {
  it.each<[ReviewError, string]>([
    [
      new ReviewError("MODEL_UNAVAILABLE", "", { connectionCode: "ENOTFOUND" }),
      "the name of its host cannot be resolved",
    ],
    [
      new ReviewError("MODEL_UNAVAILABLE", "", { connectionCode: "ECONNRESET" }),
      "the connection failed, ECONNRESET",
    ],
    [new ReviewError("MODEL_UNAVAILABLE", ""), "it reports an error"],
    [new ReviewError("MODEL_RATE_LIMITED", ""), "it limits the rate of requests"],
    [new ReviewError("MODEL_TIMEOUT", ""), "no answer in time"],
    [new ReviewError("MODEL_BAD_RESPONSE", ""), "its answer cannot be read"],
  ])("stands in brackets: %s", (error, why) => {
    const { line, written } = openLine(false);
    line.onPause(pause(2, error));
    expect(written.join("")).toContain(`(${why}); trying again`);
  });

  it.each([
    ["https://models.example.com/secret/v1", "models.example.com:443"],
    ["http://localhost:11434/v1", "localhost:11434"],
    ["http://[::1]/v1", "[::1]:80"],
  ])("is told at the end with the place of %s", (url, place) => {
    const { line, written } = openLine(false);
    line.explainGivenUp(url);
    expect(written).toEqual([]);
    line.onGivenUp(new ReviewError("MODEL_TIMEOUT", ""));
    line.onGivenUp(refused);
    line.explainGivenUp(url);
    expect(written).toEqual([
      `assay: the model's endpoint at ${place} could not be asked (connection refused). Start the model server there, or correct OPENAI_BASE_URL; \`assay doctor\` says more.\n`,
    ]);
  });
});
