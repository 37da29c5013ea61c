/** `1 file`, `2 files`: for nouns that take an s. */
export function countNoun(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
