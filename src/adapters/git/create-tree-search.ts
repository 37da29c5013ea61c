import { ReviewError } from "../../domain/errors.ts";
import type { SnapshotLine } from "../../pipeline/ports-snapshot.ts";
import { batchInTurn } from "./batch-in-turn.ts";
import { type GitPlace, runGit } from "./run-git.ts";

const maxSearchBytes = 4_000_000;
/** Reading the tree is most of a search, whatever it looks for; with more words, looking becomes most of it. */
const maxWords = 20;

/** The lines of a tree that hold a word, in no order; none where git cannot tell, or there is too much to tell. */
export type TreeSearch = (word: string) => Promise<readonly SnapshotLine[]>;

/** Words that are asked for in the same turn are looked for by the same call of git. Words hold no line feed. */
export function createTreeSearch(place: GitPlace, tree: string): TreeSearch {
  const searchAll = batchInTurn(async (words) => {
    const found: (readonly SnapshotLine[])[] = [];
    for (let from = 0; from < words.length; from += maxWords)
      found.push(await searchWords(place, tree, words.slice(from, from + maxWords)));
    return found.flat();
  });
  return async (word) => (await searchAll(word)).filter(({ text }) => holdsWord(text, word));
}

async function searchWords(
  place: GitPlace,
  tree: string,
  words: readonly string[],
): Promise<readonly SnapshotLine[]> {
  const options = ["--no-textconv", "--no-color", "--full-name", "-n", "-z", "-I", "-w", "-F"];
  const args = ["grep", ...options, ...words.flatMap((word) => ["-e", word]), tree];
  try {
    const { exitCode, output } = await runGit(place, { args, maxBytes: maxSearchBytes });
    return exitCode === 0 ? readLines(output.toString("utf8"), tree) : [];
  } catch (error) {
    if (!(error instanceof ReviewError) || error.code !== "INPUT_TOO_LARGE") throw error;
    // One word that stands everywhere must not hide the others.
    if (words.length <= 1) return [];
    const middle = Math.ceil(words.length / 2);
    return [
      ...(await searchWords(place, tree, words.slice(0, middle))),
      ...(await searchWords(place, tree, words.slice(middle))),
    ];
  }
}

function readLines(output: string, tree: string): readonly SnapshotLine[] {
  return output.split("\n").flatMap((found) => {
    // `tree:path NUL line NUL text`
    const [placed = "", line = "", text] = found.split("\0");
    return text === undefined ? [] : [{ path: placed.slice(tree.length + 1), line: Number(line), text }];
  });
}

/** As `git grep -w` has it: the word stands between characters that are no part of one. */
export function holdsWord(line: string, word: string): boolean {
  for (let at = line.indexOf(word); at >= 0; at = line.indexOf(word, at + 1)) {
    const around = line.charAt(at - 1) + line.charAt(at + word.length);
    if (!/\w/.test(around)) return true;
  }
  return false;
}
