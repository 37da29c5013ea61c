import type { Snapshot } from "../../src/pipeline/ports-snapshot.ts";

/** A tree that is kept in memory: texts by path. */
export function createMemorySnapshot(files: Readonly<Record<string, string>>): Snapshot {
  const texts = new Map(Object.entries(files));
  return {
    readFile: async (path) => texts.get(path) ?? null,
    selectExisting: async (paths) => paths.filter((path) => texts.has(path)),
    async findWord(word, limit) {
      const whole = new RegExp(`(?<!\\w)${word.replaceAll(/\W/g, "\\$&")}(?!\\w)`);
      const lines = [...texts].flatMap(([path, text]) =>
        // As git does, only what holds the word at all is looked at line by line.
        !text.includes(word)
          ? []
          : text.split("\n").map((line, index) => ({ path, line: index + 1, text: line })),
      );
      return lines.filter(({ text }) => whole.test(text)).slice(0, limit);
    },
  };
}
