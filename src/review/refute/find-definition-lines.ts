/** A line that holds a name. */
interface NamedLine {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

const declares =
  /^(?:export|default|public|private|protected|internal|static|async|pub|final|abstract|inline|extern|override|\s|\([^)]{0,40}\))*(?:def|fn|func|function\*?|sub|class|interface|struct|trait|enum|type|module|macro_rules!|#\s*define|const|let|var)\b/;
const opensBody = /[{:]\s*$/;

/** Of the lines that hold a name, those that look as if they define it; the surest first. */
export function findDefinitionLines<Line extends NamedLine>(
  lines: readonly Line[],
  name: string,
): readonly Line[] {
  const rated = lines.map((line) => ({ line, rank: rank(line.text.slice(0, 400), name) }));
  return rated
    .filter(({ rank }) => rank > 0)
    .toSorted((one, other) => other.rank - one.rank)
    .map(({ line }) => line);
}

function rank(text: string, name: string): number {
  const at = text.indexOf(name);
  const before = text.slice(0, at);
  const after = text.slice(at + name.length);
  // The name follows the keyword at once, or a receiver or type in between; it is no parameter.
  const isInside = before.replaceAll(/\([^()]*\)/g, "").includes("(");
  if (declares.test(text) && !isInside && !/[=.]/.test(before)) return 3;
  if (/^\s*[:=]\s*(?:async\s*)?(?:function\b|\(|[\w$]+\s*=>)/.test(after) && !before.includes("(")) return 2;
  // `int check(char *s) {`, `check(user) {`: a head of a function without a keyword.
  return /^\s*\(/.test(after) &&
    opensBody.test(text) &&
    !/[=.(]|\b(?:if|while|for|switch|return)\b/.test(before)
    ? 1
    : 0;
}
