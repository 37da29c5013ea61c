import type { PatternRule } from "../../domain/syntax.ts";
import { createLeafSearch } from "./create-leaf-search.ts";

/** The texts of some kinds of leaf. */
export interface LeafTexts {
  readonly kinds: readonly string[];
  /** Kinds of node that need a word: it is looked up among the texts. */
  readonly keywords?: Readonly<Record<string, string>>;
  readonly texts: ReadonlySet<string>;
}

/**
 * The rules that can match at all, given the leaves of a text, without the alternatives that cannot. The native parser
 * compiles every rule anew for each text, which takes longer than reading a short one; most rules ask for a name that
 * the text does not hold. Leaves of kinds that are not given may have any text.
 */
export function selectRules(
  rules: readonly PatternRule[],
  leaves: readonly LeafTexts[],
): readonly PatternRule[] {
  const searches = new Map<string, (expression: string) => boolean>();
  const missing = new Set<string>();
  for (const { kinds, texts, keywords = {} } of leaves) {
    const search = createLeafSearch(texts);
    for (const kind of kinds) searches.set(kind, search);
    for (const [kind, word] of Object.entries(keywords)) if (!texts.has(word)) missing.add(kind);
  }
  const canHold: CanHold = (kind, expression) =>
    expression === null ? !missing.has(kind) : (searches.get(kind)?.(expression) ?? true);
  return rules.flatMap((rule) => {
    const match = narrow(rule.match, canHold);
    return match === null ? [] : [{ ...rule, match }];
  });
}

/** Whether a node of the kind, with a text that matches where one is asked for, may stand in the text. */
type CanHold = (kind: string, expression: string | null) => boolean;

type Shape = Readonly<Record<string, unknown>>;

/**
 * The shape without alternatives that need a missing leaf; null when it needs one itself. Conditions of any other
 * sort may hold.
 */
function narrow(shape: Shape, canHold: CanHold): Shape | null {
  const { kind, regex, has, all, any } = shape;
  const expression = typeof regex === "string" ? regex : null;
  if (typeof kind === "string" && !canHold(kind, expression)) return null;
  const narrowed: Record<string, unknown> = { ...shape };
  if (isShape(has)) {
    narrowed["has"] = narrow(has, canHold);
    if (narrowed["has"] === null) return null;
  }
  if (isShapes(all)) {
    const parts = all.map((part) => narrow(part, canHold));
    if (parts.includes(null)) return null;
    narrowed["all"] = parts;
  }
  if (isShapes(any)) {
    const parts = any.flatMap((part) => narrow(part, canHold) ?? []);
    if (parts.length === 0) return null;
    narrowed["any"] = parts;
  }
  return narrowed;
}

function isShapes(value: unknown): value is readonly Shape[] {
  return Array.isArray(value) && value.every(isShape);
}

function isShape(value: unknown): value is Shape {
  return typeof value === "object" && value !== null;
}
