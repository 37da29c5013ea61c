/** A way to write a diff that `patch` applies and that is not read here. */
export type ForeignDiff = "context diff" | "indented diff" | "normal diff";

/** Tells, line by line, where the text between two files begins to be such a diff: each kind once. */
export type ForeignDiffWatch = (line: string) => ForeignDiff | null;

// The patterns are those by which `patch` knows a diff; blanks, tabs and X are what it takes for indentation.
const STARS = /^[ \tX]*\*{8}/;
const CONTEXT_RANGE = /^[ \tX]*\*\*\* /;
const COMMAND = /^[ \tX]*\d[\d,]*[acd][\d,]*[ \t]*$/;
const NORMAL_LINE = /^[ \tX]*[<>] /;
const NAME = /^[ \tX]*(?:(?:---|\+\+\+|\*\*\*) |Index:)/;
const INDENTED_HUNK = /^[ \tX]+@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@/;

/** A watch for one stretch of text between files. One line alone proves nothing: prose may hold any of them. */
export function watchForeignDiffs(): ForeignDiffWatch {
  const told = new Set<ForeignDiff>();
  let previous = "";
  let isNamed = false;
  const recognise = (line: string): ForeignDiff | null => {
    if (CONTEXT_RANGE.test(line) && STARS.test(previous)) return "context diff";
    if (NORMAL_LINE.test(line) && COMMAND.test(previous)) return "normal diff";
    return isNamed && INDENTED_HUNK.test(line) ? "indented diff" : null;
  };
  return (line) => {
    const found = recognise(line);
    previous = line;
    isNamed ||= NAME.test(line);
    if (found === null || told.has(found)) return null;
    told.add(found);
    return found;
  };
}
