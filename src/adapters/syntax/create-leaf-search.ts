// A longer text is not put to our own regular expressions, which do not run in linear time; it counts as a match.
const maxTestedLength = 4000;
// `^(?:eval|exec)$`: a choice of plain words.
const choiceOfWords = /^\^(?:\(\?(?:-u)?:)?(\w+(?:\|\w+)*)\)?\$$/;

/**
 * Tells whether an expression of the native parser may match one of the texts; each expression is tried once. True
 * for expressions that cannot be tried here.
 */
export function createLeafSearch(texts: ReadonlySet<string>): (expression: string) => boolean {
  const answers = new Map<string, boolean>();
  const search = createSearch(texts);
  return (expression) => {
    const answer = answers.get(expression) ?? search(expression);
    answers.set(expression, answer);
    return answer;
  };
}

function createSearch(texts: ReadonlySet<string>): (expression: string) => boolean {
  let lines: string | null = null;
  const joinOnce = () => {
    lines ??= [...texts].join("\n");
    return lines;
  };
  let isLong: boolean | null = null;
  return (expression) => {
    const words = choiceOfWords.exec(expression)?.[1];
    if (words !== undefined) return words.split("|").some((word) => texts.has(word));
    isLong ??= [...texts].some((text) => text.length > maxTestedLength);
    if (isLong) return true;
    const { ofText, ofLines } = compileWider(expression);
    if (ofLines !== null) return ofLines.test(joinOnce());
    return ofText === null || [...texts].some((text) => ofText.test(text));
  };
}

// What widening `\w` within brackets gives means something else here.
const classWithinClass = /\[[^\]\\]*\[\\w/;

const reachesFar = /\[\^|\\[sSWDB]/;

interface Pattern {
  /** Null when the expression has no equal here. */
  readonly ofText: RegExp | null;
  readonly ofLines: RegExp | null;
}

const patterns = new Map<string, Pattern>();

/**
 * The expression as one of ours that matches whatever the parser's does, and sometimes more: case is ignored
 * throughout when a part ignores it, every letter outside ASCII counts as part of a word, and no boundary of a
 * word is asked for.
 */
function compileWider(expression: string): Pattern {
  const known = patterns.get(expression);
  if (known !== undefined) return known;
  const wider = expression
    .replaceAll("(?-u:", "(?:")
    .replaceAll("(?i)", "")
    .replaceAll("\\b", "")
    .replaceAll("\\w", String.raw`[\w\u0080-\uffff]`);
  const flags = expression.includes("(?i)") ? "i" : "";
  const pattern = {
    ofText: compile(wider, `${flags}s`),
    // Only what cannot reach beyond the end of a line is put to many texts at once.
    ofLines: reachesFar.test(wider) ? null : compile(wider, `${flags}m`),
  };
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
