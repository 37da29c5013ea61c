/** Providers keep the beginning of a prompt from this length on, in steps. */
const leastTokens = 1_024;
const stepTokens = 128;

/**
 * Tokens of each prompt that a provider has seen at the beginning of an earlier one, as the vendors of the default
 * models describe their caches. The time that entries are kept is left out.
 */
export function countCachedTokens(
  prompts: readonly string[],
  countTokens: (text: string) => number,
): readonly number[] {
  const counted = new Map<string, number>();
  return prompts.map((prompt, index) => {
    const length = Math.max(0, ...prompts.slice(0, index).map((earlier) => commonLength(earlier, prompt)));
    const prefix = prompt.slice(0, length);
    const tokens = counted.get(prefix) ?? countTokens(prefix);
    counted.set(prefix, tokens);
    return tokens < leastTokens ? 0 : tokens - (tokens % stepTokens);
  });
}

function commonLength(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let length = 0;
  while (length < most && one.charCodeAt(length) === other.charCodeAt(length)) length += 1;
  return length;
}
