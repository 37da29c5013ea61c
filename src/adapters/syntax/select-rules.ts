import type { PatternRule } from "../../domain/syntax.ts";

/** The texts of some kinds of leaf. */
export interface LeafTexts {
  readonly kinds: readonly string[];
  readonly texts: ReadonlySet<string>;
}

// A longer text is not put to our own regular expressions, which do not run in linear time; it counts as a match.
const maxTestedLength = 4000;

/**
 * The rules that can match at all, given the leaves of a text. The native parser compiles every rule anew for each
 * text, which takes longer than reading a short one; most rules ask for a name that the text does not hold.
 */
export function selectRules(
  rules: readonly PatternRule[],
  leaves: readonly LeafTexts[],
): readonly PatternRule[] {
  const textsOf = new Map(leaves.flatMap(({ kinds, texts }) => kinds.map((kind) => [kind, texts] as const)));
  const answers = new Map<ReadonlySet<string>, Map<string, boolean>>();
  const canHold = (kind: string, expression: string): boolean => {
    const texts = textsOf.get(kind);
    if (texts === undefined) return true;
    const known = answers.get(texts) ?? new Map<string, boolean>();
    answers.set(texts, known);
    const answer = known.get(expression) ?? findText(expression, texts);
    known.set(expression, answer);
    return answer;
  };
  return rules.filter((rule) => mayMatch(rule.match, canHold));
}

type CanHold = (kind: string, expression: string) => boolean;

/** False only when a leaf that the shape needs is missing; conditions of any other sort may hold. */
function mayMatch(shape: unknown, canHold: CanHold): boolean {
  if (!isShape(shape)) return true;
  const { kind, regex, has, all, any } = shape;
  if (typeof kind === "string" && typeof regex === "string" && !canHold(kind, regex)) return false;
  if (has !== undefined && !mayMatch(has, canHold)) return false;
  if (Array.isArray(all) && !all.every((part) => mayMatch(part, canHold))) return false;
  return !Array.isArray(any) || any.some((part) => mayMatch(part, canHold));
}

function isShape(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function findText(expression: string, texts: ReadonlySet<string>): boolean {
  const pattern = compileWider(expression);
  if (pattern === null) return true;
  for (const text of texts) if (text.length > maxTestedLength || pattern.test(text)) return true;
  return false;
}

// What widening `\w` within brackets gives means something else here.
const classWithinClass = /\[[^\]\\]*\[\\w/;

const patterns = new Map<string, RegExp | null>();

/**
 * The expression as one of ours that matches whatever the parser's does, and sometimes more: case is ignored
 * throughout when a part ignores it, every letter outside ASCII counts as part of a word, and no boundary of a
 * word is asked for. Null when it has no equal here.
 */
function compileWider(expression: string): RegExp | null {
  const known = patterns.get(expression);
  if (known !== undefined) return known;
  const wider = expression
    .replaceAll("(?-u:", "(?:")
    .replaceAll("(?i)", "")
    .replaceAll("\\b", "")
    .replaceAll("\\w", String.raw`[\w\u0080-\uffff]`);
  const pattern = compile(wider, expression.includes("(?i)") ? "is" : "s");
  patterns.set(expression, pattern);
  return pattern;
}

function compile(source: string, flags: string): RegExp | null {
  if (classWithinClass.test(source)) return null;
  try {
    return new RegExp(source, flags);
  } catch {
    return null;
  }
}
