/** Two lines of a document between which a program writes. */
export interface Markers {
  readonly begin: string;
  readonly end: string;
}

/** The document with `text` between its two markers; the rest is as it was. Throws where a marker is missing or twice. */
export function insertBetween(document: string, { begin, end }: Markers, text: string): string {
  const [before, rest, ...more] = document.split(begin);
  const [, after, ...further] = rest?.split(end) ?? [];
  if (before === undefined || after === undefined || more.length > 0 || further.length > 0)
    throw new Error(`the document needs ${begin} and ${end}, once each`);
  return `${before}${begin}\n${text}\n${end}${after}`;
}
