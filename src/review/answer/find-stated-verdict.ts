const MAX_SENTENCES = 400;
const MAX_WORDS = 120;

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

const STRONG_NOUNS = words("defect defects vulnerability vulnerabilities");
const WEAK_NOUNS = words(
  "issue issues flaw flaws problem problems bug bugs risk risks weakness weaknesses concern concerns hole holes",
);
const QUALIFIERS = words(
  "a an any the overt obvious direct explicit apparent evident immediate clear visible critical major serious significant new known specific exploitable actual real potential possible high-severity security security-related security-relevant or and",
);
const FINDING_VERBS = words(
  "identify identified find found detect detected see seen observe observed notice noticed spot spotted discover discovered reveal uncover contain introduce introduced have show exhibit be",
);
const ADVERBS = words("immediately clearly readily currently appear seem to able directly itself");
const AUXILIARIES = words("did do does have has was were is are could");
const NEGATORS = words("no zero 0");
const FOUND = words(
  "found detected identified discovered present visible observed evident introduced exist exists",
);
const NUMBERS = words(
  "one two three four five six seven eight nine ten several some multiple many following",
);
/** With one of these the sentence says what could not, should not or might be, not what was found. */
const HEDGES = words(
  "cannot can't unable whether if guarantee guaranteed refuse sorry should must unless ensure incomplete insufficient truncated assume assuming other further additional more",
);

/**
 * What a prose review says of itself: that there are no security defects, that there are, or nothing. Only plain
 * statements count; a hedged sentence (`I cannot say whether …`) states nothing. A sentence that reports defects
 * outweighs one that denies them.
 */
export function findStatedVerdict(text: string): "none" | "defects" | null {
  let verdict: "none" | "defects" | null = null;
  for (const sentence of splitSentences(text)) {
    const stated = readSentence(sentence);
    if (stated === "defects") return "defects";
    verdict ??= stated;
  }
  return verdict;
}

function splitSentences(text: string): readonly (readonly string[])[] {
  return text
    .split(/[.!?:;\n](?=\s|$)/, MAX_SENTENCES)
    .map((sentence) => sentence.toLowerCase().match(/[a-z0-9'’-]+/g) ?? [])
    .map((found) => found.slice(0, MAX_WORDS).map((word) => word.replaceAll("’", "'")));
}

function readSentence(sentence: readonly string[]): "none" | "defects" | null {
  if (sentence.some((word) => HEDGES.has(word))) return null;
  let verdict: "none" | "defects" | null = null;
  for (const [index, word] of sentence.entries()) {
    if (!STRONG_NOUNS.has(word) && !WEAK_NOUNS.has(word)) continue;
    const before = skipBack(sentence, index - 1, QUALIFIERS);
    const isNamed = STRONG_NOUNS.has(word) || sentence.slice(before + 1, index).some(isSecurityWord);
    if (!isNamed) continue;
    const stated = readNoun(sentence, before, index);
    if (stated === "defects") return "defects";
    verdict ??= stated;
  }
  return verdict;
}

function isSecurityWord(word: string): boolean {
  return word.startsWith("security");
}

/** `before` is the position of the word in front of the noun and its adjectives, -1 at the start. */
function readNoun(sentence: readonly string[], before: number, noun: number): "none" | "defects" | null {
  const opener = sentence[before] ?? "";
  if (NEGATORS.has(opener)) return "none";
  if (FINDING_VERBS.has(opener)) return isDenied(sentence, before) ? "none" : "defects";
  if (NUMBERS.has(opener) || /^[1-9]\d{0,4}$/.test(opener)) return "defects";
  return readPassive(sentence.slice(noun + 1, noun + 5));
}

/** `… were not found` and `… have been detected`. */
function readPassive([auxiliary, ...rest]: readonly string[]): "none" | "defects" | null {
  if (!AUXILIARIES.has(auxiliary ?? "") || !rest.some((word) => FOUND.has(word))) return null;
  return rest[0] === "not" ? "none" : "defects";
}

function isDenied(sentence: readonly string[], verb: number): boolean {
  const denial = skipBack(sentence, verb - 1, ADVERBS);
  const word = sentence[denial] ?? "";
  if (word.endsWith("n't")) return AUXILIARIES.has(word.slice(0, -3));
  return word === "not" && AUXILIARIES.has(sentence[denial - 1] ?? "");
}

function skipBack(sentence: readonly string[], from: number, skipped: ReadonlySet<string>): number {
  let index = from;
  while (index >= 0 && skipped.has(sentence[index] ?? "")) index -= 1;
  return index;
}
