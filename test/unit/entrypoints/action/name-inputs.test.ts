import { describe, expect, it } from "vitest";
import { nameInputs, nameInputsOf } from "../../../../src/entrypoints/action/name-inputs.ts";
import { readInputs } from "../../../../src/entrypoints/action/read-inputs.ts";

describe("a remedy in the words of a workflow", () => {
  it.each([
    [
      "Check OPENAI_API_KEY, OPENAI_BASE_URL and ASSAY_MODEL.",
      "Check the input api-key, the input base-url and the input model.",
    ],
    ["Stop. ASSAY_MODEL is missing.", "Stop. The input model is missing."],
    [
      "See what `assay doctor` says.",
      "See what `assay doctor` on a command line with the same settings says.",
    ],
    // Variables without an input are read as they are.
    ["ASSAY_MODEL_TIMEOUT_MS and ASSAY_PRICES_FILE", "ASSAY_MODEL_TIMEOUT_MS and ASSAY_PRICES_FILE"],
  ])("%s", (sentence, told) => {
    expect(nameInputs(sentence)).toBe(told);
  });

  it("is found in a review where it was broken into lines, and nothing else is touched", () => {
    const own = "No model is configured: set OPENAI_API_KEY; ASSAY_MODEL names another model.";
    const broken = own.replace("set ", "set\n  ");
    const finding = "The handler logs OPENAI_API_KEY; ask `assay doctor`.";
    const told = "No model is configured: set the input api-key; the input model names another model.";

    expect(nameInputsOf([own, own], `${broken}\n\n${finding}`)).toBe(`${told}\n\n${finding}`);
  });

  it("names the inputs of settings that are wrong", () => {
    const reading = readInputs({ "INPUT_API-KEY": "k", "INPUT_BASE-URL": "https://models.example/v1" });
    expect(reading).toEqual({
      kind: "invalid",
      problems: [
        "model: missing, and the endpoint of the input base-url has models of its own; set it to one of those that `assay doctor` on a command line with the same settings or `curl BASE-URL/models` lists",
      ],
    });
  });
});
