import { type Element, partsOf } from "./parse-expression.ts";

export interface Width {
  readonly least: number;
  readonly most: number;
}

/** How many characters the alternatives may take. */
export function measureWidth(alternatives: readonly (readonly Element[])[]): Width {
  const widths = alternatives.map((elements) => {
    const parts = elements.map(widthOf);
    return {
      least: parts.reduce((sum, { least }) => sum + least, 0),
      most: parts.reduce((sum, { most }) => sum + most, 0),
    };
  });
  return {
    least: Math.min(...widths.map(({ least }) => least)),
    most: Math.max(...widths.map(({ most }) => most)),
  };
}

function widthOf(element: Element): Width {
  switch (element.type) {
    case "Assertion":
      return { least: 0, most: 0 };
    case "Backreference":
      return { least: 0, most: Number.POSITIVE_INFINITY };
    case "Group":
    case "CapturingGroup":
      return measureWidth(partsOf(element));
    case "Quantifier": {
      const { least, most } = widthOf(element.element);
      // Nothing without end, and something without end no times, is nothing.
      const isNothing = most === 0 || element.max === 0;
      return { least: least * element.min, most: isNothing ? 0 : most * element.max };
    }
    default:
      return { least: 1, most: 1 };
  }
}

/** The largest number of turns to which something is limited, and at least 1. */
export function findLongestCount(alternatives: readonly (readonly Element[])[]): number {
  let longest = 1;
  for (const element of alternatives.flat()) {
    if (element.type === "Quantifier")
      longest = Math.max(longest, Number.isFinite(element.max) ? element.max : element.min);
    longest = Math.max(longest, findLongestCount(partsOf(element)));
  }
  return longest;
}
