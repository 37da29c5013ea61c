/** What a step calls a variable of the command line. Those without an input keep their name: the step reads them too. */
export const inputOfVariable: Readonly<Record<string, string>> = {
  OPENAI_API_KEY: "api-key",
  OPENAI_BASE_URL: "base-url",
  ASSAY_MODEL: "model",
  ASSAY_MAX_COST_USD: "max-cost-usd",
};

/** One of our own sentences in the words of a workflow. Never for text of others: they may mean the variables. */
export function nameInputs(sentence: string): string {
  const named = Object.entries(inputOfVariable).reduce(
    (text, [variable, input]) =>
      text.replaceAll(new RegExp(`(?<![\\w$])${variable}(?!\\w)`, "g"), `the input ${input}`),
    sentence.replaceAll('"$OPENAI_BASE_URL/models"', "BASE-URL/models"),
  );
  const told = named.replaceAll("`assay doctor`", "`assay doctor` on a command line with the same settings");
  return told.replace(/(^|[.!?] )the input/g, "$1The input");
}

/**
 * The same for `sentences` of ours within a whole review: whatever else it holds stays as it is. A sentence is found
 * where it was broken into lines, too.
 */
export function nameInputsOf(sentences: readonly string[], review: string): string {
  return [...new Set(sentences)].reduce((text, sentence) => {
    const named = nameInputs(sentence);
    if (named === sentence) return text;
    const words = sentence.split(" ").map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return text.replaceAll(new RegExp(words.join("\\s+"), "g"), () => named);
  }, review);
}
