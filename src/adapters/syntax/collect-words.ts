// Prefixes and suffixes that some grammars count as part of a name: `@a`, `#a`, `:a`, `a?`, `a!`.
const WORD = /[@#:]{0,2}[\w$\u0080-\uffff]+[?!]?/g;
const PLAIN = /^[A-Za-z_]\w*$/;
const BEYOND_ASCII = /[\u0080-\uffff]/;
const PIECE = /[\p{L}\p{M}\p{N}_$]+|\w+/gu;

/**
 * Every text that a name in the text may have, whatever the language, and others: words of comments and strings, and
 * each word with and without what may stand around it. Found without a parse, so that most rules can be left out.
 */
export function collectWords(text: string): ReadonlySet<string> {
  const words = new Set<string>();
  for (const [word] of text.matchAll(WORD)) {
    if (words.has(word)) continue;
    words.add(word);
    if (!PLAIN.test(word)) for (const variant of variantsOf(word)) words.add(variant);
  }
  return words;
}

function* variantsOf(word: string): Generator<string> {
  const bare = word.replace(/^[@#:]+/, "");
  yield bare;
  yield bare.replace(/[?!]$/, "");
  yield word.replace(/[?!]$/, "");
  // `$a` is also the name `a` in PHP.
  if (word.includes("$")) yield* word.split(/\W+/);
  if (!BEYOND_ASCII.test(word)) return;
  // What the word holds outside ASCII may be white space or a sign to the grammar.
  yield* word.split(/\W+/);
  for (const [piece] of word.matchAll(PIECE)) {
    yield piece;
    yield piece.replace(/^\$/, "");
  }
}
