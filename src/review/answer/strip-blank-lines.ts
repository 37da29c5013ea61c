/** A text without the blank lines around it. What stands in front of its first line stays: code may need it. */
export function stripBlankLines(text: string): string {
  const lines = text.split("\n");
  const first = lines.findIndex((line) => line.trim() !== "");
  const last = lines.findLastIndex((line) => line.trim() !== "");
  return first === -1
    ? ""
    : lines
        .slice(first, last + 1)
        .join("\n")
        .trimEnd();
}
