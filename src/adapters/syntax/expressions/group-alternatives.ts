import type { Dialect } from "./expression.ts";
import { type Element, partsOf } from "./parse-expression.ts";

type Elements = readonly Element[];

/**
 * The alternatives of a group, those together of which the engine makes one class before it matches: `\w|_` is `[\w_]`
 * to Python, where every alternative is a single character, and to .NET, where neighbours are. Then there is only one
 * way through it.
 */
export function groupAlternatives(
  alternatives: readonly Elements[],
  dialect: Dialect,
): readonly (readonly Elements[])[] {
  const single = alternatives.map(isCharacter);
  if (dialect === "python" && single.every(Boolean)) return [alternatives];
  if (dialect !== "csharp") return alternatives.map((elements) => [elements]);
  const groups: Elements[][] = [];
  for (const [index, elements] of alternatives.entries()) {
    const last = groups.at(-1);
    if (last !== undefined && single[index] === true && single[index - 1] === true) last.push(elements);
    else groups.push([elements]);
  }
  return groups;
}

/** The characters and classes that alternatives of one character each consist of. */
export function listCharacters(alternatives: readonly Elements[]): readonly Element[] {
  return alternatives.flat().flatMap((element) => {
    const parts = partsOf(element);
    return parts.length === 0 ? [element] : listCharacters(parts);
  });
}

/** Whether it is one character or class, in groups that capture nothing. Negated classes stay by themselves. */
function isCharacter(elements: Elements): boolean {
  const [element] = elements;
  if (element === undefined || elements.length > 1) return false;
  switch (element.type) {
    case "Character":
      return true;
    case "CharacterClass":
      return !element.negate;
    case "Group":
      return partsOf(element).every(isCharacter);
    default:
      return false;
  }
}
