import { analyse } from "scslre";

export type Parsed = ReturnType<typeof analyse>["parsed"];
export type Pattern = Parsed["pattern"];
export type Alternative = Pattern["alternatives"][number];
export type Element = Alternative["elements"][number];
export type Quantifier = Extract<Element, { type: "Quantifier" }>;

/** The syntax tree of an expression of JavaScript; null where it is none. */
export function parseExpression(source: string, flags: string): Parsed | null {
  try {
    return analyse({ source, flags }, { maxReports: 0 }).parsed;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The parts that an element is made of: one list for each alternative. */
export function partsOf(element: Element): readonly (readonly Element[])[] {
  switch (element.type) {
    case "Group":
    case "CapturingGroup":
      return element.alternatives.map(({ elements }) => elements);
    case "Assertion":
      return element.kind === "lookahead" || element.kind === "lookbehind"
        ? element.alternatives.map(({ elements }) => elements)
        : [];
    case "Quantifier":
      return [[element.element]];
    default:
      return [];
  }
}

/** Every part of an expression, those that hold others before what they hold. */
export function listElements(pattern: Pattern): readonly Element[] {
  const open = pattern.alternatives.flatMap(({ elements }) => elements).toReversed();
  const all: Element[] = [];
  for (let element = open.pop(); element !== undefined; element = open.pop()) {
    all.push(element);
    open.push(...partsOf(element).flat().toReversed());
  }
  return all;
}

/** The quantifiers, groups and alternatives around a part of an expression, from the nearest on. */
export function* listAbove(part: Element): Generator<Element | Alternative> {
  let node: Linked = part;
  while (node.parent !== null) {
    // The trees of the library hold nothing else; at their ends are the pattern and the literal.
    node = node.parent as Linked;
    yield node as Element | Alternative;
  }
}

interface Linked {
  readonly parent: unknown;
}
