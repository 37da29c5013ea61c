/**
 * A list that is closed at first; empty when there are no items. `summary` is ours: Markdown is not read inside the
 * element, so nothing could be escaped there.
 */
export function fold(summary: string, items: readonly string[]): string {
  if (items.length === 0) return "";
  return `<details><summary>${summary}</summary>\n\n${items.join("\n")}\n\n</details>`;
}
