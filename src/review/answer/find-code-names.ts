const MAX_SPANS = 20;
const MAX_SPAN_LENGTH = 300;
const IDENTIFIER = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;

/** What a text puts between single back-quotes on one line, each once, in order; at most twenty. */
export function findCodeSpans(text: string): readonly string[] {
  const spans = new Set<string>();
  for (const line of text.split("\n")) {
    // Every second piece stands between two back-quotes; the last piece is closed by none.
    const pieces = line.split("`");
    for (let index = 1; index + 1 < pieces.length; index += 2) {
      const span = (pieces[index] ?? "").trim();
      if (span !== "" && span.length <= MAX_SPAN_LENGTH) spans.add(span);
      if (spans.size >= MAX_SPANS) return [...spans];
    }
  }
  return [...spans];
}

/**
 * The identifiers that a back-quoted span stands for: the names that an import binds, the last part of a dotted
 * name, the function of a call without arguments. Empty when the span is a piece of code or no code at all.
 */
export function readNames(span: string): readonly string[] {
  const words = span.split(/[\s,;{}]+/u).filter((word) => word !== "");
  const importAt = words.indexOf("import");
  if (importAt !== -1) return readImportedNames(words, importAt);
  const name = span
    .replace(/^@/, "")
    .replace(/\(\)$/, "")
    .split(/\.|::|->/)
    .at(-1);
  return name !== undefined && IDENTIFIER.test(name) ? [name] : [];
}

function readImportedNames(words: readonly string[], importAt: number): readonly string[] {
  const imported = words.slice(importAt + 1);
  const until = imported.indexOf("from");
  const bound = (until === -1 ? imported : imported.slice(0, until)).flatMap((word, index, all) => {
    if (word === "as" || all[index + 1] === "as") return [];
    return [words[0] === "from" ? word : (word.split(".")[0] ?? word)];
  });
  return bound.filter((word) => IDENTIFIER.test(word));
}
