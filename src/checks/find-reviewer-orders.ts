import type { ChangedFile, ChangeSet } from "../domain/change-set.ts";
import { INVISIBLE_CLASS } from "../domain/invisible-characters.ts";
import type { Notice } from "../domain/review.ts";
import { CHAT_MARKS, FALSE_TURNS, ORDER_PHRASES, ORDERS_WITHOUT_BLANKS } from "./reviewer-order-phrases.ts";
import { showText } from "./show-text.ts";

const MAX_PLACES = 5;
/** What is longer than this was not written for somebody to read. */
const MAX_LINE_LENGTH = 20_000;
const MAX_GAP_WORDS = 3;
const FOLLOWING_WORDS = 8;
/** An order may run over so many lines, as comments are wrapped. */
const WINDOW_LINES = 3;

/** Alternatives in their order, each after a gap or right behind the one before. */
interface Step {
  readonly words: ReadonlySet<string>;
  readonly gap: number;
}

interface Phrase {
  /** Words that make another sentence of it where they stand in front. */
  readonly notAfter: ReadonlySet<string>;
  /** Words that do so where they stand a little behind: where to report is no order to be silent. */
  readonly notBefore: ReadonlySet<string>;
  readonly steps: readonly Step[];
}

const WORD = /[\p{L}\p{N}_]+(?:'\p{L}+)?|\[\s?\]/gu;
// Unicode's tag characters repeat ASCII, from U+E0000 on.
const FIRST_TAG = 0xe0000;
const TAGS = /[\u{E0020}-\u{E007E}]+/gu;
const INVISIBLE = new RegExp(INVISIBLE_CLASS, "gu");
// Hangul has blanks, but its words change their ends.
const WITHOUT_BLANKS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

const BY_FIRST_WORD = indexByFirstWord(ORDER_PHRASES.map(readPhrase));

function readPhrase(text: string): Phrase {
  let gap = 0;
  const parts = text.split(" ");
  const takeWords = (part: string | undefined, take: () => void) => {
    if (part?.startsWith("!") !== true) return new Set<string>();
    take();
    return new Set(part.slice(1).split("|"));
  };
  const notAfter = takeWords(parts[0], () => parts.shift());
  const notBefore = takeWords(parts.at(-1), () => parts.pop());
  const steps = parts.flatMap((part): Step[] => {
    if (part === "*") {
      gap = MAX_GAP_WORDS;
      return [];
    }
    const step = { words: new Set(part.split("|")), gap };
    gap = 0;
    return [step];
  });
  return { notAfter, notBefore, steps };
}

function indexByFirstWord(phrases: readonly Phrase[]): ReadonlyMap<string, readonly Phrase[]> {
  const index = new Map<string, Phrase[]>();
  for (const phrase of phrases) {
    for (const word of phrase.steps[0]?.words ?? []) index.set(word, [...(index.get(word) ?? []), phrase]);
  }
  return index;
}

function stands(words: readonly string[], at: number, phrase: Phrase): boolean {
  if (phrase.notAfter.has(words[at - 1] ?? "")) return false;
  const end = findEnd(words, at, phrase.steps);
  return end !== null && !words.slice(end, end + FOLLOWING_WORDS).some((word) => phrase.notBefore.has(word));
}

/** Where the steps end; null when they are not there. Bounded: at most four choices at each of few steps. */
function findEnd(words: readonly string[], at: number, steps: readonly Step[]): number | null {
  const [step, ...rest] = steps;
  if (step === undefined) return at;
  for (let skipped = 0; skipped <= step.gap; skipped += 1) {
    const word = words[at + skipped];
    if (word === undefined) return null;
    const end = step.words.has(word) ? findEnd(words, at + skipped + 1, rest) : null;
    if (end !== null) return end;
  }
  return null;
}

/** Text as a model reads it: hidden tag characters are letters, and nothing invisible divides words. */
function normalise(text: string): string {
  return text
    .slice(0, MAX_LINE_LENGTH)
    .replaceAll(TAGS, (run) => ` ${[...run].map(readTag).join("")} `)
    .replaceAll(INVISIBLE, (character) => (character === "\r" ? " " : ""))
    .normalize("NFKC")
    .replaceAll("’", "'");
}

function readTag(character: string): string {
  return String.fromCodePoint((character.codePointAt(0) ?? 0) - FIRST_TAG);
}

function wordsOf(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replaceAll(/\[\s+\]/g, "[]")
      .replaceAll("you're", "you are")
      .match(WORD) ?? []
  );
}

/** Whether an order begins in the first of these lines. */
function beginsOrder([first = "", ...others]: readonly string[]): boolean {
  if (CHAT_MARKS.test(first)) return true;
  if (first.includes(":") && FALSE_TURNS.test(first.toLowerCase().replaceAll(/\s/g, ""))) return true;
  if (WITHOUT_BLANKS.test(first)) {
    const text = [first, ...others].join(" ").slice(0, MAX_LINE_LENGTH);
    if (ORDERS_WITHOUT_BLANKS.some((pattern) => pattern.test(text))) return true;
  }
  const own = wordsOf(first);
  const starts = own.flatMap((word, at) => (BY_FIRST_WORD.has(word) ? [at] : []));
  if (starts.length === 0) return false;
  const words = [...own, ...others.flatMap(wordsOf)];
  return starts.some((at) =>
    (BY_FIRST_WORD.get(words[at] ?? "") ?? []).some((phrase) => stands(words, at, phrase)),
  );
}

/** 1-based lines of the head on which an added order begins. */
function findLines(file: ChangedFile): readonly number[] {
  return file.hunks.flatMap(({ lines }) => {
    const added = lines.flatMap(({ kind, newLine, text }) =>
      kind === "added" && newLine !== null ? [{ newLine, text: normalise(text) }] : [],
    );
    return added.flatMap(({ newLine }, at) => {
      const window = added
        .slice(at, at + WINDOW_LINES)
        .filter((line, next) => line.newLine === newLine + next);
      return beginsOrder(window.map(({ text }) => text)) ? [newLine] : [];
    });
  });
}

function findPlaces(file: ChangedFile): readonly string[] {
  const name = normalise(file.path).replaceAll(/[-_./\\]/g, " ");
  const inName = file.status !== "deleted" && beginsOrder([name]) ? [`the name ${showText(file.path)}`] : [];
  return [...inName, ...findLines(file).map((line) => `${showText(file.path)} line ${line}`)];
}

/**
 * One notice when added lines or names of files speak to an automated reviewer: orders to be silent, to approve or to
 * forget instructions, in ten languages, and marks of chat templates. A person decides what it means. Linear in the
 * size of the change.
 */
export function findReviewerOrders(change: ChangeSet): readonly Notice[] {
  const places = change.files.flatMap(findPlaces);
  if (places.length === 0) return [];
  const shown = places.slice(0, MAX_PLACES).join(", ");
  const list = places.length > MAX_PLACES ? `${shown} and ${places.length - MAX_PLACES} more` : shown;
  const text = `This change holds text that speaks to an automated reviewer; it was read as data, not followed: ${list}.`;
  return [{ kind: "reviewer-addressed", text }];
}
