import { Minimatch } from "minimatch";

/** Longer patterns match nothing; the policy allows far shorter ones. */
const longestPattern = 1_000;
// Braces multiply: `{a,b}{a,b}…` is cut off here.
const mostBraces = 100;

/** One test out of path patterns: whether any of them matches. Matching takes linear time in the path. */
export function compileGlobs(patterns: readonly string[]): (path: string) => boolean {
  const matchers = patterns
    .filter((pattern) => pattern.length <= longestPattern)
    .map(
      (pattern) =>
        new Minimatch(pattern, {
          nonegate: true,
          nocomment: true,
          noext: true,
          dot: true,
          platform: "linux",
          braceExpandMax: mostBraces,
        }),
    );
  return (path) => matchers.some((matcher) => matcher.match(path));
}
