/** Attributes that tell what people did not write. */
const names: ReadonlySet<string> = new Set(["linguist-generated", "linguist-vendored"]);
const maxLines = 5_000;
const maxPattern = 500;
const maxSegments = 32;

/** One line of a `.gitattributes` file. */
interface AttributeRule {
  readonly segments: readonly string[];
  /** Null takes the attribute away again. */
  readonly values: ReadonlyMap<string, string | null>;
}

/**
 * Attributes by path, by one `.gitattributes` file at the root; later lines win. Patterns are read with `*` inside a
 * name and `**` as a whole one. A line that needs more (`?`, `[…]`, quotes, escapes, macros) says nothing here, and
 * neither does one for a folder, as in git: what a rule does not reach is reviewed.
 */
export function readAttributeRules(
  text: string,
  paths: readonly string[],
): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const rules = text.split("\n", maxLines).flatMap((line) => readRule(line.trim()));
  return new Map(paths.map((path) => [path, applyRules(rules, path.split("/"))]));
}

function readRule(line: string): readonly AttributeRule[] {
  const [pattern = "", ...words] = line.slice(0, 2_000).split(/[ \t]+/);
  if (pattern === "" || pattern.length > maxPattern || /^[#!"]|[?[\]\\]|\/$|^\[attr\]/.test(pattern))
    return [];
  const values = new Map(words.flatMap(readWord));
  const bare = pattern.startsWith("/") ? pattern.slice(1) : pattern;
  const segments = pattern.includes("/") ? bare.split("/") : ["**", bare];
  return values.size === 0 || segments.length > maxSegments ? [] : [{ segments, values }];
}

function readWord(word: string): readonly (readonly [string, string | null])[] {
  const sign = /^[-!]/.exec(word)?.[0] ?? "";
  const [name = "", value] = word.slice(sign.length).split("=", 2);
  if (!names.has(name)) return [];
  if (sign === "!") return [[name, null]];
  return [[name, sign === "-" ? "unset" : (value ?? "set")]];
}

function applyRules(rules: readonly AttributeRule[], path: readonly string[]): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const { segments, values } of rules) {
    if (!matchesPath(segments, path)) continue;
    for (const [name, value] of values) {
      if (value === null) attributes.delete(name);
      else attributes.set(name, value);
    }
  }
  return attributes;
}

/** Segments of a pattern against those of a path, `**` standing for any number of them. */
function matchesPath(pattern: readonly string[], path: readonly string[]): boolean {
  // reached[i]: the pattern so far matches the first i segments of the path.
  let reached = Array.from({ length: path.length + 1 }, (_, index) => index === 0);
  for (const [at, segment] of pattern.entries()) {
    const isLast = at === pattern.length - 1;
    const before = reached;
    let isOpen = false;
    reached = before.map((isReached, index) => {
      if (segment !== "**")
        return index > 0 && before[index - 1] === true && matchesName(segment, path[index - 1] ?? "");
      // At the end it stands for what is inside a folder, so for one segment at least.
      const isCarried = isOpen || (isReached && !isLast);
      isOpen ||= isReached;
      return isCarried;
    });
  }
  return reached.at(-1) === true;
}

/** `*` stands for any run of characters. Goes back to the last star only, so that the cost stays bounded. */
function matchesName(pattern: string, name: string): boolean {
  const parts = pattern.split("*");
  const [first = "", ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return pattern === name;
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length)
    return false;
  let at = first.length;
  const end = name.length - last.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found === -1 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
