/** Longest word that is compared with the known ones: work grows with the square of it. */
const longestWord = 40;

/**
 * The known word that a mistyped one was meant to be, or null. Up to two letters may be wrong, missing, too many or
 * exchanged with their neighbour, but not more than a third of the known word; the first one is right, in whatever case.
 */
export function findNearMiss(word: string, known: readonly string[]): string | null {
  if (word.length > longestWord) return null;
  const given = word.toLowerCase();
  const near = known
    .filter((name) => name[0] === given[0])
    .map((name) => ({ name, distance: countEdits(given, name) }))
    .filter(({ name, distance }) => distance <= Math.min(2, Math.floor(name.length / 3)));
  return near.toSorted((one, other) => one.distance - other.distance)[0]?.name ?? null;
}

/** Optimal string alignment: insertions, deletions, replacements, and exchanges of neighbours. */
function countEdits(from: string, to: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const at = (cells: readonly number[], index: number) => cells[index] ?? Number.POSITIVE_INFINITY;
      const isSame = from[row - 1] === to[column - 1];
      const isExchanged = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current.push(
        Math.min(
          at(last, column) + 1,
          at(current, column - 1) + 1,
          at(last, column - 1) + (isSame ? 0 : 1),
          isExchanged ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}
